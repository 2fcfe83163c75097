"""A fuzz target: feeds and pages through the stages, with coverage as a guide.

    python -m tests.fuzzing feed|page [options of libFuzzer's, such as -max_total_time=60]

Needs atheris. What it finds becomes a case in fixtures/ or tests/.
"""

import sys

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
    markdown, _ = CONVERTER.convert(article.body)
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


def main() -> None:
    """Run atheris on what the first argument names."""
    import atheris

    target = {"feed": feed, "page": page}[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
