"""An article becomes a post: front matter, attribution, body."""

from datetime import date
from pathlib import PurePosixPath

import pytest

from syndicate import config as configs
from syndicate.converter.links import relinked
from syndicate.converter.post import make_post
from syndicate.converter.proof import Converter
from syndicate.models import Article

CONFIG = """
[source]
name = "blog"
title = "A *blog*"
feed = "https://blog.example/feed.xml"
[authors]
jo = "Jo Doe"
[links]
"https://blog.example/" = "https://new.example/blog/"
[post]
path = "posts/{date:%Y}/{slug}.md"
[post.front_matter]
title = "'{title}'"
date = "{date:%Y-%m-%d}"
authors = ["{authors}"]
tags = ["mine", "{tags}"]
[post.tags]
old = "new"
gone = ""
[overrides."https://blog.example/2024/Über-(uns).html"]
slug = "about-us"
title = "About: us"
tags = ["one"]
"""
ARTICLE = Article(
    "https://blog.example/2024/hello/",
    "Hello",
    '<p><a href="https://blog.example/x">x</a> <a href="https://else.example/">y</a></p>',
    date(2024, 5, 1),
    authors=("jo", "al"),
    tags=("old", "gone", "mine"),
)


def post(article=ARTICLE, extra="", taken=()):
    config = configs.parse(CONFIG.replace("[post]\n", f"[post]\n{extra}\n", 1))
    converter = Converter(config.post.dialect, linked=lambda address: relinked(address, config.prefixes))
    return make_post(article, converter.convert(article.body)[0], config, converter, taken.__contains__)


def test_a_post_has_front_matter_attribution_and_body_with_moved_links():
    made = post()
    assert made.path == PurePosixPath("posts/2024/hello.md")
    assert made.text == (
        "---\ntitle: 'Hello'\ndate: 2024-05-01\nauthors: ['Jo Doe', 'al']\ntags: ['mine', 'new']\n---\n\n"
        "*Read the original article on [A *blog*](https://new.example/blog/2024/hello/).*\n\n"
        "[x](https://new.example/blog/x) [y](https://else.example/)\n"
    )


@pytest.mark.parametrize(("where", "count"), [("top", 1), ("bottom", 1), ("both", 2)])
def test_the_attribution_stands_where_the_config_says(where, count):
    text = post(extra=f'attribution_at = "{where}"').text
    body = text.split("---\n\n", 1)[1]
    assert body.count("Read the original") == count
    assert body.startswith("*Read") == (where != "bottom")
    assert body.endswith(").*\n") == (where != "top")


def test_an_override_changes_what_only_a_person_can_know():
    made = post(
        Article("https://blog.example/2024/Über-(uns).html", "Über uns", "<p>x</p>", date(2024, 5, 1))
    )
    assert made.path == PurePosixPath("posts/2024/about-us.md")
    assert "title: 'About: us'\n" in made.text
    assert "tags: ['mine', 'one']\n" in made.text
    assert "](https://new.example/blog/2024/Über-(uns).html).*" in made.text


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://blog.example/a/b.html", "b"),
        ("https://blog.example/?p=3", "hello"),
        ("https://blog.example/a/%C3%BCber", "uber"),
        ("https://blog.example/x/../..%2fetc", "etc"),
    ],
)
def test_the_slug_is_the_last_part_of_the_address_or_the_titles(address, slug):
    assert post(Article(address, "Hello", "<p>x</p>", date(2024, 5, 1))).path.stem == slug
