"""What templates and plugins leave at the edges of an article, and between its paragraphs, known by what it says."""

from __future__ import annotations

from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.config import Select
from syndicate.models import Article, Entry, Page
from syndicate.parser.page.article import article_from_page

ADDRESS = "https://bees.example/2024/a-hive/"
TEXT = (
    "<p>First the box is sawn, from planks that have dried for a year, so that nothing warps in the first summer.</p>"
    "<p>Then come the frames: ten to a box, each with a wire, and none of them glued, because bees do that themselves.</p>"
)


def read(body: str, head: str = "") -> Article:
    page = f"<!doctype html><html lang=en><head><title>A hive | Bees</title>{head}</head><body>{body}</body></html>"
    got = Page(ADDRESS, ADDRESS, page.encode(), "text/html", "utf-8")
    return article_from_page(got, Entry(ADDRESS, "A hive", date(2024, 3, 5)), Select())


def words(html: str) -> str:
    root = LexborHTMLParser(f"<body>{html.replace('<', ' <')}</body>").body
    return " ".join(root.text().split()) if root is not None else ""


LEFT = {
    "read also, within": TEXT.replace(
        "</p><p>Then", '</p><p><strong>Read also:</strong> <a href="/b">Another</a></p><p>Then'
    ),
    "in another language": f'{TEXT}<p>Lesen Sie auch: <a href="/b">Another</a></p>',
    "in signs": f'{TEXT}<div>関連記事：<a href="https://bees.example/b">Another</a></div>',
    "cards": f'{TEXT}<h2>Featured</h2><div><section><a href="/b"><img src="/b.jpg"><span>Read article</span><div>Another hive, of oak</div></a></section></div>',
    "a card with absolute links of a mirrored site": f'{TEXT}<div><a href="https://old-bees.example/b"><div>Why the old hives are still the better ones</div><time>May 2016</time></a></div>',
    "a heading of comments": f'{TEXT}<form>Was this page helpful?</form><h2 id="__comments">Comments</h2>',
    "a heading of comments, by its id": f'{TEXT}<h2 id="__comments">What readers say</h2>',
    "a heading over what was left out": f'{TEXT}<h3>Keep in touch</h3><div class="newsletter">Subscribe, it is free.</div>',
    "tags without addresses": f'{TEXT}<ul class="pa0"><li><a class="link">wood</a></li></ul>',
    "tags": f'{TEXT}<ul><li><a href="/tags/wood/">wood</a></li></ul>',
    "a line of marked tags": f'{TEXT}<p>Filed under <a rel="tag" href="/t/wood">wood</a>, <a rel="tag" href="/t/bees">bees</a></p>',
    "a line of tags": f'{TEXT}<p>Tags: <a href="/tags/wood/">wood</a> · <a href="/tags/bees/">bees</a></p>',
    "tags by their signs": f'{TEXT}<div>#<a href="/tag/wood">wood</a> #<a href="/tag/bees">bees</a></div>',
    "a line of tags without any": f"{TEXT}<p>Tags: </p>",
    "bylines under the title": f'<h1>A hive</h1><div>By <a rel="author" href="/jane">Jane Doe</a><br>Bees News</div><div>Reviewed by <a href="/r">Dr. R. Roe</a></div>{TEXT}',
    "an update under the title": f"<h1>A hive</h1><div>Last updated January 7, 2025</div>{TEXT}",
    "boxes of author plugins": f'{TEXT}<div class="saboxplugin-wrap">Jane keeps bees.</div><div class="wp-block-post-author-biography">Jane keeps bees.</div>',
    "counts": f'{TEXT}<div class="post-views content-post">Post views: 1,234</div>',
    "a link to the article before, with a rule": f'{TEXT}<hr><div class="clearfix"><a class="btn" href="/p">← Previous Post</a></div>',
    "links back, in another language": f'{TEXT}<p><a href="/p">前の記事</a> <a href="/n">次の記事</a></p>',
    "whose the site is": f'{TEXT}<small><time>2024</time> © Jane Doe.<a href="/feed.xml">RSS</a></small>',
    "who posted it": f'{TEXT}<div class="postDesc">Posted 2024-03-05 by <a href="/jane">Jane Doe</a></div>',
    "a heading that is called after other articles": f'{TEXT}<h4 class="see-also">See also</h4><ul><li><a href="/x">Oak</a></li></ul>',
    "the headings once more": f'<a href="#toc">ToC</a><h2 id="toc">Table of Contents</h2><ul><li><a href="#box">The box</a></li></ul>{TEXT}',
    "the headings once more, in German": f'<p>Inhalt:</p><ol><li><a href="#box">The box</a></li></ol>{TEXT}',
    "labels of advertisements": TEXT.replace(
        "</p><p>", "</p><div>Anzeige</div><div><span>ADVERTISEMENT</span></div><p>"
    ),
    "a link that only says to share": TEXT.replace(
        "</p><p>", '</p><p><a class="b" href="/share"><span>Share</span></a></p><p>'
    ),
    "what a form asks for": TEXT.replace(
        "</p><p>",
        '</p><div><p>All about bees, each day in your mail.</p><form><input type="email"><button>Go</button></form></div><p>',
    ),
    "read also, all in one link": f'{TEXT}<p><a href="/b"><b>LIRE AUSSI &gt; Une autre ruche</b></a></p>',
    "a heading that says what is listed below it": f'{TEXT}<div><h2>More on this story</h2><ul><li><a href="/b">Oak</a></li></ul></div>',
    "links with labels": f'{TEXT}<p>Previous: <a href="/b">Oak</a> | Next: <a href="/c">Tin</a></p>',
    "links with arrows": f'{TEXT}<div><a href="/b">« Oak</a> <a href="/c">Tin »</a></div>',
    "links in brackets": f'{TEXT}<p>[ <a href="/b">Previous</a> | <a href="/">Home</a> | <a href="/c">Next</a> ]</p>',
    "ways to the parts of the site": f'{TEXT}<center><a href="a.htm">Start</a> - <a href="b.htm">Guests</a> - <a href="c.htm">Mail</a></center>',
    "how many comments": f"{TEXT}<div>Kommentare: 3</div>",
    "a way to the feed": f'{TEXT}<p><a href="/feed.xml">Subscribe via RSS</a></p>',
    "initials": f"{TEXT}<p>(mho)</p>",
    "initials of agencies": f"{TEXT}<div>ani/dpa</div>",
    "rights": f"{TEXT}<p>© RIPRODUZIONE RISERVATA</p>",
    "whose page it is": f"{TEXT}<address>Jane Doe. Last updated: 12 March 2024</address>",
    "tags with a label and other addresses": f'{TEXT}<div>Schlagwörter: <a href="/t/wood">wood</a> <a href="/t/bees">bees</a></div>',
    "a heading with a kicker": f"<h1><span>Bees</span> <span>A hive</span></h1><p>12. März 2024, 5 Min. Lesezeit</p>{TEXT}",
    "a box that asks for consent": f'{TEXT}<div class="opt-in__content"><p>With your consent a video is loaded here.</p></div>',
    "a button in a frame": f'<iframe src="https://www.facebook.com/plugins/like.php?href=x"></iframe>{TEXT}',
}


@pytest.mark.parametrize("body", LEFT.values(), ids=LEFT)
def test_what_templates_leave_is_not_the_article(body: str) -> None:
    head = '<link rel="canonical" href="https://old-bees.example/2024/a-hive/">'
    assert words(read(f"<article>{body}</article>", head).body) == words(TEXT)
    assert read(f"<article>{body}</article>", head).removed


OWN = {
    "see also of the author": f'{TEXT}<p>See also my <a href="/b">other hive</a>, of oak, that I like less.</p>',
    "read also, elsewhere": f'{TEXT}<p>Read also: <a href="https://other.example/b">Another</a></p>',
    "read also, with a reason": f'{TEXT}<p>Read also <a href="/b">Another</a>, since that has the plans for it.</p>',
    "a heading at the end": f"{TEXT}<h2>The end</h2>",
    "a heading that has comments in its id": f'{TEXT}<h2 id="comments-on-bees">Comments on bees</h2>',
    "a last list of links": f'{TEXT}<ul><li><a href="https://other.example/wood/">wood</a></li></ul>',
    "a last line with links to tags": f'{TEXT}<p>See <a href="/tags/wood/">wood</a></p>',
    "a last line about tags": f'{TEXT}<p>Tags: <a href="/tags/wood/">wood</a>, which I like best.</p>',
    "a last line of links": f'{TEXT}<p>Sources: <a href="https://other.example/wood/">wood</a></p>',
    "a last line that only ends as a label does": f"{TEXT}<p>And then there were tags:</p>",
    "a heading of that name over other links": f'{TEXT}<h2>Contents</h2><ul><li><a href="https://other.example/">A box</a></li></ul>',
    "a section called see also": f'{TEXT}<h2>See also</h2><ul><li><a href="https://other.example/x">Oak, by another</a></li></ul>',
    "where it was posted first": f'{TEXT}<p>Posted on <a href="https://other.example/x">the other blog</a> in 2019, too.</p>',
    "a paragraph about advertisements": TEXT.replace("</p><p>", "</p><p>Werbung!? Anzeige, sagte er.</p><p>"),
    "an item of that name": f"{TEXT}<ul><li>Werbung</li><li>Share</li></ul>",
    "a line without a link": f"{TEXT}<p>Share</p>",
    "two links": f'{TEXT}<p><a href="/oak">Oak</a> - <a href="/tin">Tin</a></p>',
    "an end in brackets": f"{TEXT}<p>(Ende)</p>",
    "a section that reads more": f"{TEXT}<h2>Read more</h2><p>There is a book about it, which is out of print.</p>",
    "whose a picture is": f"{TEXT}<p>© the keepers of the old hives</p>",
    "a date that begins a sentence": f"<p>Feb 23, 2015 -- Of all the hives that were ever built here this is the one that lasted.</p>{TEXT}",
    "a paragraph that begins with by": f"<p>By the time it was done, summer was over. So it goes.</p>{TEXT}",
}


@pytest.mark.parametrize("body", OWN.values(), ids=OWN)
def test_what_the_author_wrote_stays(body: str) -> None:
    assert words(read(f"<article><h1>A hive</h1>{body}</article>").body) == words(body)
