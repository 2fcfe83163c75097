from pathlib import PurePosixPath

import pytest

from syndicate import config as configs
from syndicate.models import IndexRow, Record
from syndicate.pipeline.trust import Trust

CONFIG = """
[source]
name = "blog"
title = "A blog"
feed = "https://feeds.example/blog.xml"
articles = '^https://(?:www\\.)?blog\\.example/\\d+/.*\\.html$'
[source.fetch.mirrors]
"https://archive.example/" = "http://127.0.0.1:9/"
[links]
"https://old.example/" = "https://new.example/"
[post]
path = "content/blog/{slug}.md"
image_path = "public/img/{slug}/{name}"
"""
TRUST = Trust(configs.parse(CONFIG), {"https://elsewhere.example/": "folder"})


@pytest.mark.parametrize(
    ("address", "is_believed"),
    [
        ("https://feeds.example/x", True),
        ("http://WWW.feeds.example:8080/x", True),
        ("https://blog.example/1/", True),
        ("https://archive.example/1/", True),
        ("https://elsewhere.example/1/", True),
        ("https://old.example/", True),
        ("https://new.example/", True),
        ("https://evil.example/1/", False),
        ("https://evil.example/blog.example/", False),
        ("https://blog.example@evil.example/", False),
        ("https://blog.example.evil.example/", False),
        ("https://[bad/", False),
        ("", False),
    ],
)
def test_a_host_is_believed_that_the_config_or_a_mirror_names(address: str, is_believed: bool) -> None:
    assert TRUST.believes(address) == is_believed


def test_an_original_is_asked_for_where_a_host_is_believed() -> None:
    row = IndexRow("https://evil.example/1/", "posts/1.md")
    assert TRUST.address_of(row) == ""
    assert TRUST.address_of(row._replace(formerly=("https://blog.example/1/",))) == "https://blog.example/1/"
    trust = Trust(configs.parse(CONFIG))
    trust.vouch(["https://evil.example/another/"])
    assert trust.address_of(row) == row.address


def test_a_picture_stands_at_its_place_in_the_config_or_beside_the_post() -> None:
    paths = ("public/img/1/a.png", "content/blog/1/a.png", "content/a.png", "secret.pdf", "public/a.png")
    pictures = {PurePosixPath(path): "0123456789abcdef" for path in paths}
    record = Record(
        "https://blog.example/1/", PurePosixPath("content/blog/1.md"), "", "", "", pictures=pictures
    )
    assert [str(path) for path in TRUST.with_pictures(record).pictures] == list(paths[:2])
