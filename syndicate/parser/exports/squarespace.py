"""What Squarespace writes into WordPress's form of an export -> the HTML that its pages show.

Source: https://support.squarespace.com/hc/en-us/articles/206566687
"""

from __future__ import annotations

import re
from contextlib import suppress

from syndicate.errors import ParseError
from syndicate.parser.bounds import parse_html
from syndicate.parser.exports.shortcodes import expand_captions

OWN = frozenset({"generator", "wp:base_site_url", "wp:base_blog_url"})
"""Elements that WordPress writes before the items, and Squarespace does not."""
WIDGETS = ".sqs-block-newsletter, .newsletter-block, .newsletter-form-wrapper"
"""What asks a reader for an address."""
COLLECTION = re.compile(r"/?([^/?#]+)/[^?#]")


def body_html(content: str) -> str:
    """The HTML of a post: its pictures and players are where their scripts would put them, and its forms left out."""
    content = expand_captions(content)
    try:
        tree = parse_html(f"<body>{content}</body>", "")
    except ParseError:
        return content  # it is refused as an article
    for node in tree.css(WIDGETS):
        node.decompose()
    for picture in tree.css("img[data-src]"):
        picture.attrs["src"] = picture.attributes["data-src"] or ""
        beside = picture.parent.css("noscript") if picture.parent is not None else []
        for stand_in in beside:
            stand_in.decompose()
    for player in tree.css("[data-html]"):
        with suppress(ParseError):
            inner = parse_html(f"<body>{player.attributes['data-html'] or ''}</body>", "").body
            for child in list(inner.iter(include_text=True)) if inner is not None else []:
                player.insert_child(child)
    return (tree.body.inner_html or "") if tree.body is not None else content


def feed_of(home: str, link: str) -> str:
    """The feed of a blog, which is that of the collection in which its first post lies.

    Args:
        home: the site's address.
        link: of the post.
    """
    match = COLLECTION.match(link.removeprefix(home.rstrip("/")))
    return f"{home}{match[1] if match else 'blog'}?format=rss"
