"""Generated pages: an article whose body is known, in a frame of what templates put around one, with their class names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

WORDS = (
    "kettle water copper steel lid spout handle steam boil whistle kitchen shelf polish guest morning evening habit "
    "story neighbour winter summer garden wood frame wire bee honey box plank nail hammer paint brush window door"
).split()
MARK = "beside"
"""The word that stands in everything but the article."""


class Framed(NamedTuple):
    """A generated page.

    `body` is the article's, and `frame` says how the page was made.
    """

    html: str
    title: str
    body: str
    frame: str


ARTICLES = (
    "<article>{}</article>",
    '<article class="post hentry">{}</article>',
    '<main id="main"><article class="article">{}</article></main>',
    '<main class="wrapper">{}</main>',
    '<div id="content"><div class="post">{}</div></div>',
    '<div class="container"><div class="row"><div class="col-8">{}</div></div></div>',
    '<section class="page__inner-wrap">{}</section>',
    '<div class="md-content" data-md-component="content"><article class="md-content__inner md-typeset">{}</article></div>',
    '<div class="flex-l mw8 center"><div class="nested-copy-line-height lh-copy">{}</div></div>',
    '<div class="Layout_root__x1Y2z"><div class="Post_container__a9B8c">{}</div></div>',
    "<table><tr><td width=150><a href=/>Home beside</a></td><td valign=top>{}</td></tr></table>",
)
BODIES = (
    '<div class="entry-content">{}</div>',
    '<div class="post-content e-content">{}</div>',
    '<div itemprop="articleBody">{}</div>',
    '<div class="prose lg:prose-xl">{}</div>',
    '<div class="css-1x2y3z"><div class="css-4a5b6c">{}</div></div>',
    '<div class="wp-block-post-content is-layout-flow">{}</div>',
    '<div class="elementor-widget-theme-post-content"><div class="elementor-widget-container">{}</div></div>',
    '<div class="field field--name-body field--type-text-with-summary">{}</div>',
    '<div class="td-post-content tagdiv-type">{}</div>',
    '<section class="gh-content gh-canvas">{}</section>',
    "<div>{}</div>",
    "{}",
)
TOPS = (
    "<h1>{title}</h1>",
    '<h1 class="entry-title">{title}</h1><div class="entry-meta"><time datetime="2024-03-05">5 March 2024</time> by <a rel="author" href="/jane">Jane {mark}</a></div>',
    "<header><h1>{title}</h1><p>{mark}, 5 March 2024 · 3 min read</p></header>",
    '<div class="hero"><h1>{title}</h1><span class="text-sm">Mar 5, 2024 {mark}</span></div>',
    '<h2 class="title"><a href="/2024/a-kettle/">{title}</a></h2><div class="byline">By Jane {mark}, March 5, 2024</div>',
    '<ol class="breadcrumb"><li><a href="/">{mark}</a></li></ol><h1 class="p-name">{title}</h1>',
    '<header class="post-header"><p class="post-date">March 5, 2024, {mark}</p><h1>{title}</h1></header>',
)
INSIDE = (
    '<div class="sharedaddy sd-sharing"><h3>{mark} share this:</h3><ul><li><a href="https://x.example/share">X</a></li></ul></div>',
    '<div class="post-tags"><a href="/tags/tea/" rel="tag">{mark}</a></div>',
    '<div class="related-posts"><h3>{mark} related</h3><ul><li><a href="/other/">Another {mark}</a></li><li><a href="/third/">A third {mark}</a></li></ul></div>',
    '<div class="newsletter-signup"><p>{mark} subscribe to our letter, it is free of charge.</p><form><input type="email"><button>Go</button></form></div>',
    '<nav class="post-navigation"><a href="/previous/">Previous {mark}</a><a href="/next/">Next {mark}</a></nav>',
    '<div class="author-box"><p>{mark} Jane Doe keeps kettles, and has written on them since she was a child of six.</p></div>',
    '<section id="comments" class="comments"><h2>Two comments {mark}</h2><p>I like {mark} it a lot, and would say so at some length, as people do here.</p></section>',
    "<aside><p>{mark} this is what others read this week, and liked, and told their friends about.</p></aside>",
)
BEFORE = (
    '<header class="site-header"><a href="/">{mark}</a><nav><ul><li><a href="/about/">About {mark}</a></li></ul></nav></header>',
    '<div id="masthead"><a class="site-title" href="/">{mark}</a><div class="menu"><a href="/a">A {mark}</a></div></div>',
    '<div class="cookie-notice"><p>{mark} this site has cookies, and would like to have your consent to that.</p><button>OK</button></div>',
    '<nav class="breadcrumbs"><a href="/">{mark}</a> / <a href="/blog/">Blog {mark}</a></nav>',
)
AFTER = (
    '<aside class="sidebar"><h2>About {mark}</h2><p>{mark} is a site about kettles, made by people who like them, since 2003.</p></aside>',
    '<div id="secondary" class="widget-area"><div class="widget"><h3>Recent {mark}</h3><ul><li><a href="/o/">Other {mark}</a></li></ul></div></div>',
    '<div id="disqus_thread"><p>{mark} I have a kettle too, and it is much better than the one of which you write.</p></div>',
    '<section class="related"><article class="teaser"><h3><a href="/o/">Other {mark}</a></h3><p>{mark} the beginning of another article, with a whole sentence in it.</p></article></section>',
    '<div class="Sidebar_box__q1W2e"><h4>Popular {mark}</h4><a href="/o/">Other kettles {mark}</a><a href="/t/">Third kettles {mark}</a></div>',
    '<div class="sidebar"><p>{mark} hello, this is my site. I write here about kettles, and about what comes out of them.</p></div>',
    '<section class="webmentions"><h3>Webmentions {mark}</h3><ol><li class="h-cite"><p class="p-content">{mark} what a nice article on kettles this is.</p></li></ol></section>',
    '<footer class="site-footer"><p>{mark} © 2024, all rights reserved, and some of the wrongs too.</p></footer>',
    '<div class="footer-widgets"><form>Log in {mark} <input type="password"></form></div>',
)


def framed(random: Random) -> Framed:
    """A page with an article in a frame of its template's parts, some of them."""
    title = " ".join(random.sample(WORDS, 4)).capitalize()
    body = _body(random)
    parts = {
        "article": random.choice(ARTICLES),
        "body": random.choice(BODIES),
        "top": random.choice(TOPS),
        "inside": "".join(random.sample(INSIDE, random.randrange(4))),
        "before": "".join(random.sample(BEFORE, random.randrange(1, 4))),
        "after": "".join(random.sample(AFTER, random.randrange(1, 5))),
    }
    inner = parts["top"] + parts["body"].replace("{}", "\0") + parts["inside"]
    page = parts["before"] + parts["article"].replace("{}", inner) + parts["after"]
    page = page.replace("{title}", title).replace("{mark}", MARK).replace("\0", body)
    head = f'<title>{title} – Kettles</title><meta property="og:title" content="{title}">'
    html = f'<!doctype html><html lang="en"><head>{head}</head><body>{page}</body></html>'
    return Framed(html, title, body, page.replace(body, "BODY"))


def _sentence(random: Random, least: int = 8) -> str:
    words = [random.choice(WORDS) for _ in range(random.randrange(least, least + 12))]
    return " ".join(words).capitalize() + random.choice(".…!?")


def _paragraph(random: Random) -> str:
    text = " ".join(_sentence(random) for _ in range(random.randrange(1, 4)))
    return f"<p>{text} <a href='https://elsewhere.example/'>{_sentence(random, 2)}</a></p>"


def _body(random: Random) -> str:
    blocks = [_paragraph(random), _paragraph(random)]
    for _ in range(random.randrange(1, 8)):
        kind = random.randrange(6)
        if kind == 0:
            blocks.append(f"<h2>{' '.join(random.sample(WORDS, 3)).capitalize()}</h2>{_paragraph(random)}")
        elif kind == 1:
            items = "".join(f"<li>{_sentence(random, 3)}</li>" for _ in range(3))
            name = random.choice(("ol", "ul"))
            blocks.append(f"<{name}>{items}</{name}>")
        elif kind == 2:
            blocks.append(f"<blockquote>{_paragraph(random)}</blockquote>")
        elif kind == 3:
            blocks.append(f"<pre><code>{' = '.join(random.sample(WORDS, 2))}</code></pre>")
        else:
            blocks.append(_paragraph(random))
    return "\n".join((*blocks, _paragraph(random)))
