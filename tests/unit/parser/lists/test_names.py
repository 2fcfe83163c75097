from __future__ import annotations

import pytest

from syndicate.parser.lists.feed import parse_feed
from syndicate.parser.lists.names import name_in

ADDRESS = "https://blog.example/feed.xml"
RSS = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Blog</title>'
    "<item><title>X</title><link>https://blog.example/x/</link>{}</item></channel></rss>"
)


def authors(xml: str) -> tuple[str, ...]:
    return parse_feed(RSS.format(xml).encode(), ADDRESS).entries[0].authors


@pytest.mark.parametrize(
    "domain", ["kettle.com", "kettle.online", "blog.kettle.photography", "bücher.museum"]
)
@pytest.mark.parametrize(
    "text",
    [
        "ida@{} (Ida Kettle)",
        "Ida Kettle (ida@{})",
        "Ida Kettle &lt;ida@{}&gt;",
        "<![CDATA[Ida Kettle <ida+blog@{}>]]>",
        "&quot;Ida Kettle&quot; &lt;mailto:ida@{}?subject=Kettles&gt;",
        "Ida Kettle, ida@{}",
        "Ida Kettle",
    ],
)
@pytest.mark.parametrize("element", ["author", "dc:creator"])
def test_an_author_is_named_without_the_mail_address(element: str, text: str, domain: str) -> None:
    assert authors(f"<{element}>{text.format(domain)}</{element}>") == ("Ida Kettle",)


@pytest.mark.parametrize(
    "text", ["ida@kettle.online", "<![CDATA[ida+blog@kettle.museum]]>", "&lt;ida@kettle.com&gt;"]
)
@pytest.mark.parametrize("element", ["author", "dc:creator"])
def test_a_mail_address_alone_names_nobody(element: str, text: str) -> None:
    assert authors(f"<{element}>{text}</{element}>") == ()


def test_several_authors_are_several_with_addresses_and_without() -> None:
    both = ("Ida Kettle", "Jo Lamp")
    assert authors("<author>ida@kettle.online (Ida Kettle), jo@lamp.blog (Jo Lamp)</author>") == both
    assert (
        authors("<dc:creator>Ida Kettle</dc:creator><dc:creator>jo@lamp.blog (Jo Lamp)</dc:creator>") == both
    )
    assert authors("<author>Ida Kettle and Jo Lamp</author>") == both


def test_the_names_of_other_formats_are_read_alike() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><entry><title>X</title>'
        '<link href="https://blog.example/x/"/><author><name>ida@kettle.online (Ida Kettle)</name></author></entry></feed>'
    )
    json = '{"items": [{"url": "https://blog.example/x/", "authors": [{"name": "Ida Kettle <ida@kettle.online>"}]}]}'
    for feed in (atom, json):
        assert parse_feed(feed.encode(), ADDRESS).entries[0].authors == ("Ida Kettle",)


@pytest.mark.parametrize(
    "text", ["Ida Kettle (Editor)", "Ida @ Home", "@ida", "Kettle & Lamp", "Ida Kettle, PhD"]
)
def test_a_name_without_an_address_stays_as_it_is(text: str) -> None:
    assert name_in(text) == text
