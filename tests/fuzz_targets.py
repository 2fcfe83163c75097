"""What is fuzzed: feeds and pages through the stages."""

import time
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from syndicate import config as configs
from syndicate.addresses import SCHEMES
from syndicate.converter.post import make_post
from syndicate.converter.proof import Converter
from syndicate.errors import SyndicateError
from syndicate.models import Entry, Page
from syndicate.parser.article import article_from_page
from syndicate.parser.feed import parse_feed
from tests.blog import CONFIG, NAME, PAGE

RULES = configs.parse(CONFIG.replace("[post]\n", '[post]\nflavor = "eleventy"\n', 1))
CONVERTER = Converter(RULES.post.dialect)


def feed(data: bytes) -> None:
    """A feed is read, or refused with a reason."""
    try:
        parse_feed(data, f"{NAME}feed.xml")
    except SyndicateError:
        return


def page(data: bytes) -> None:
    """A page with this body becomes a post that holds nothing unsanitised, or is refused with a reason."""
    text = PAGE.format(n=1, path="/1/", title="x", body="BODY").encode().replace(b"BODY", data)
    try:
        article = article_from_page(
            Page(f"{NAME}1/", f"{NAME}1/", text), Entry(f"{NAME}1/"), RULES.source.select
        )
    except SyndicateError:
        return
    markdown, losses = CONVERTER.convert(article.body)
    rendered = CONVERTER.read_page(CONVERTER.md.render(markdown))
    assert losses or rendered == CONVERTER.read_page(article.body), markdown
    post = make_post(article, markdown, RULES, CONVERTER, lambda _: False)
    body = LexborHTMLParser(CONVERTER.md.render(post.text.split("\n---\n", 1)[1])).body
    assert body is not None
    assert body.css("script, style, form, object, embed, base, meta, svg, math") == [], post.text
    for node in body.css("*"):
        assert not any(name.startswith(("on", ":", "@")) for name in node.attributes), post.text
        for name in ("href", "src"):
            start = (node.attributes.get(name) or "").partition("/")[0].partition("#")[0]
            scheme, colon, _ = start.partition(":")
            assert not colon or scheme.lower() in SCHEMES | {"data"}, post.text


def second() -> float:
    """How long this machine takes now for what an idle one does in a second."""
    started = time.thread_time()
    sum(n * n for n in range(1_000_000))
    return max(1.0, (time.thread_time() - started) / 0.06)


def quickly(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, which takes less than a second."""

    def timed(data: bytes) -> None:
        started = time.thread_time()
        target(data)
        took = time.thread_time() - started
        assert took < 1 or took < second(), f"it took {took:.1f} s"

    return timed
