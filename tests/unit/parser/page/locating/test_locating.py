"""The article of a page of unknown layout: the whole of it, and nothing of what stands beside it."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.config import Select
from syndicate.models import Article, Entry, Page
from syndicate.parser.page.article import article_from_page

ADDRESS = "https://bees.example/2024/a-hive/"
PARAGRAPHS = (
    "<p>First the box is sawn, from planks that have dried for a year, so that nothing warps in the first summer.</p>"
    "<p>Then come the frames: ten to a box, each with a wire, and none of them glued, because bees do that themselves.</p>"
    "<p>Last of all the lid. Whoever forgets it, a friend says, has built a very good house for mice, not for bees.</p>"
)


def article(body: str, head: str = "<title>A hive | Bees</title>", entry: Entry | None = None) -> Article:
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()
    return article_from_page(
        Page(ADDRESS, ADDRESS, page, "text/html", "utf-8"), entry or Entry(ADDRESS, "A hive"), Select()
    )


def words(html: str) -> str:
    root = LexborHTMLParser(f"<body>{html.replace('<', ' <')}</body>").body
    return " ".join(root.text().split()) if root is not None else ""


def words_of(body: str, **options: str) -> str:
    return words(article(body, **options).body)


LAYOUTS = {
    "comments in the article": f"<article><h1>A hive</h1><div class=node__content>{PARAGRAPHS}<section class=comments>"
    "<p>NOISE I like it, and I like it a lot.</p></section></div></article>",
    "a teaser in the article": f"<article><h1>A hive</h1>{PARAGRAPHS}<a class=next-post href=/b><p class=content>NOISE Of honey.</p></a></article>",
    "teasers before the article": f"<article class=teaser><p>NOISE A teaser.</p></article><article><h1>A hive</h1>{PARAGRAPHS}</article>",
    "no element that is known": f'<div class="container c-9"><h1>A hive</h1>{PARAGRAPHS}</div>',
    "an old theme of WordPress": f"<div id=content><div class=post><h2>A hive</h2><div class=entry>{PARAGRAPHS}</div></div></div>",
    "a form to log in beside it": f"<div id=content>{PARAGRAPHS}</div><div id=sidebar><form>NOISE Log in <input type=password></form></div>",
    "title and date in the header": f"<main><article><header><h1>A hive</h1><time>5 March 2024</time> · NOISE 3 min read</header>{PARAGRAPHS}</article></main>",
    "lists of links around it": f"<main><h1>A hive</h1><ul class=post-metadata><li>NOISE wood</li></ul>{PARAGRAPHS}<nav>NOISE Back</nav>"
    "<ul><li><a href=/p>NOISE Another article</a></li></ul><aside>NOISE Related</aside></main>",
    "boxes of many names": f"<div class=entry-content>{PARAGRAPHS}<div class=social-share>NOISE Share</div><div class=related-posts>"
    "<a href=/b>NOISE Another</a></div><div class=newsletter-signup>NOISE Subscribe, it is free of charge.</div></div>",
    "a table that lays out the page": f"<table><tr><td><a href=/>NOISE Home</a></td><td><h1>A hive</h1>{PARAGRAPHS}</td></tr></table>",
    "columns in a box that is called the body": f"<div class=article-content><div class=left><h1>A hive</h1><div class=text>{PARAGRAPHS}</div></div>"
    f"<div class=right>{''.join(f'<div class=m><h4>NOISE {n}</h4><p><a href=/{n}>NOISE Another article of bees and what they do</a> 12:30</p></div>' for n in range(9))}<div>NOISE Whoever sees what should not be here may report it, by telephone, by mail or in person, at any hour.</div></div></div>",
    "comments in Spanish": f"<div class=texto><h1>A hive</h1>{PARAGRAPHS}</div><div id=comentarios><p>NOISE Ana: {'I like it, all of it. ' * 30}</p></div>",
    "comments in German": f"<article><h1>A hive</h1>{PARAGRAPHS}<div class=leserkommentare><p>NOISE Otto: very good, I must say, very good.</p></div></article>",
    "text without paragraphs": f"<div id=left><a href=/>NOISE Home</a></div><div id=right>{PARAGRAPHS.replace('<p>', '').replace('</p>', '<br><br>')}</div>",
}


LINE = '<p><a href="https://honey.example/">Of honey</a> is out.</p>'
SHORT_LAYOUTS = {
    "a known body in another, before a licence": f"<article class=post-content><h1>A hive</h1><div class=markdown-body>{LINE}</div>"
    "<div class='license-box my-3'><div>NOISE A hive</div><div>https://bees.example/2024/a-hive/, NOISE: all rights.</div></div></article>",
    "a known body beside a longer notice": f"<article class=post-content><h1>A hive</h1><div class=post-body itemprop=articleBody>{LINE}</div>"
    "<footer><div class=post-terms><p>NOISE All articles of this blog are licensed under terms that are longer than some of them, by far.</p></div></footer></article>",
    "a known body in a page that is called after its sidebar": f"<div id=loader>NOISE Loading...</div><div class=sidebar-right><article><h1>A hive</h1>"
    f"<div class=e-content>{LINE}</div></article></div>",
    "the title twice": f"<main><article><header><h1>A hive</h1></header><p>NOISE Created on 2024-03-05</p><hr><h1>A hive</h1>{LINE}</article></main>",
}


@pytest.mark.parametrize("layout", SHORT_LAYOUTS.values(), ids=SHORT_LAYOUTS)
def test_an_article_of_one_line_is_found_alone(layout: str) -> None:
    assert words_of(f"{layout}<p class=date>March 5, 2024</p>") == words(LINE)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_article_is_found_whole_and_alone(layout: str) -> None:
    assert words_of(f"{layout}<p class=date>March 5, 2024</p>") == words(PARAGRAPHS)


def test_a_short_text_without_spaces_is_prose() -> None:
    text = "<p>木の箱は一年乾かした板で作り、夏に反らないようにします。蜂は枠を自分で接着しますから、釘だけで足ります。</p>"
    label = "<div class=box><p>Here is what this site says on each of its pages: follow us, and be told of every article.</p></div>"
    page = f"<div class=top><h2>A hive</h2><span>2024年3月5日</span></div><div class=x1>{text}</div><div class=y1>{label}</div>"
    assert words_of(f"<time datetime=2024-03-05></time>{page}") == words(text)


def test_an_article_in_several_boxes_of_one_class_is_joined() -> None:
    first, rest = PARAGRAPHS[: PARAGRAPHS.index("<p>Then")], PARAGRAPHS[PARAGRAPHS.index("<p>Then") :]
    page = f'<div id=page><div class="post-content one">{first}</div><div class=ad>NOISE</div><div class="post-content two">{rest}</div></div>'
    assert words_of(f"<time datetime=2024-03-05></time>{page}") == words(PARAGRAPHS)


KEPT = {
    "a section that an author calls like a box": "<div class=section id=sharing><h2>Sharing</h2><p>Of honey, with the bees, all winter.</p></div>",
    "a heading that is named by its words": '<h2><span class="mw-headline" id="The_promotion_of_queens">The promotion of queens</span></h2>',
    "code of a highlighter": '<pre class="highlight"><code><span class="ad">ad</span> = <span class="nav">1</span></code></pre>',
    "a quotation with its source": "<blockquote><p>Bees do nothing in vain, he wrote.</p><footer>A monk</footer></blockquote>",
    "the header of a section": "<section><header><h2>Tools</h2></header><p>A saw, a plane and a bench, no more than that.</p></section>",
    "a list of links to other sites": '<ul><li><a href="https://wood.example/">Where the wood is from</a></li><li><a href="https://wire.example/">Where the wire is from</a></li></ul>',
    "a word of a paragraph": '<p><span class="dateline">VIENNA —</span> It has been a good year for honey, everybody says.</p>',
    "a table of data": "<table><tr><th>Box</th><th>Frames</th></tr><tr><td>one</td><td>ten</td></tr></table>",
}


@pytest.mark.parametrize("part", KEPT.values(), ids=KEPT)
def test_what_is_the_authors_stays_whatever_it_is_called(part: str) -> None:
    page = (
        f"<main><h1>A hive</h1><time datetime=2024-03-05>5 March</time>{PARAGRAPHS}{part}{PARAGRAPHS}</main>"
    )
    assert words(part) in words_of(page)


def test_a_sign_in_a_heading_that_is_not_named_by_its_words_is_no_part_of_it() -> None:
    heading = '<h2>Queens <span class="share-bar" id="sharing-1">Share it</span></h2>'
    when = "<time datetime=2024-03-05>5 March</time>"
    text = words_of(f"<main><h1>A hive</h1>{when}{PARAGRAPHS}{heading}{PARAGRAPHS}</main>")
    assert "Queens" in text
    assert "Share it" not in text


def test_what_is_taken_out_is_told_by_its_rule() -> None:
    page = f"<main><h1>A hive</h1><time datetime=2024-03-05>5 March</time>{PARAGRAPHS}<div class=share-bar>Share it</div></main>"
    assert {(each.rule, each.text) for each in article(page).removed} == {
        ("title", "A hive"),
        ("title", "5 March"),
        ("sharing", "Share it"),
    }
