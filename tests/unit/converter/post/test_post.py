"""An article becomes a post: front matter, attribution, body."""

from datetime import date
from pathlib import PurePosixPath

import pytest

from syndicate import config as configs
from syndicate.converter.post.links import rewrite_address
from syndicate.converter.post.permalinks import permalink_key, permalink_of
from syndicate.converter.post.post import make_post
from syndicate.converter.proof.proof import Converter
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


def post(article=ARTICLE, extra="", taken=(), key=""):
    text = CONFIG.replace("[post]\n", f"[post]\n{extra}\n", 1)
    config = configs.parse(text.replace("[post.front_matter]\n", f"[post.front_matter]\n{key}\n", 1))
    converter = Converter(
        config.post.dialect, rewrite_link=lambda address: rewrite_address(address, config.prefixes)
    )
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


def test_a_post_says_what_it_is_of():
    made = post(extra='permalink = "/{date:%Y}/{title:slug}/"')
    assert made.address == ARTICLE.address
    assert made.title == "Hello"
    assert made.body_from == "page"
    assert made.permalink == "/2024/hello/"


def test_an_override_names_the_authors_too():
    extra = CONFIG.replace('tags = ["one"]', 'authors = ["al", "jo"]')
    config = configs.parse(extra)
    article = Article(
        "https://blog.example/2024/Über-(uns).html", "Ü", "<p>x</p>", date(2024, 5, 1), authors=("x",)
    )
    assert (
        "authors: ['al', 'Jo Doe']\n"
        in make_post(article, "x", config, Converter("commonmark"), lambda _: False).text
    )


def test_a_long_name_is_cut_at_a_word():
    address = "https://blog.example/" + "-".join(["word"] * 40)
    assert post(Article(address, "Hello", "<p>x</p>", date(2024, 5, 1))).path.stem == "-".join(["word"] * 20)
    long = CONFIG.replace('"about-us"', f'"{"-".join(["word"] * 40)}"')
    article = Article("https://blog.example/2024/Über-(uns).html", "Ü", "<p>x</p>", date(2024, 5, 1))
    made = make_post(article, "x", configs.parse(long), Converter("commonmark"), lambda _: False)
    assert made.path.stem == "-".join(["word"] * 20)


@pytest.mark.parametrize(
    ("permalink", "taken", "published"),
    [
        ("/{title:slug}/", [], "/hello/"),
        ("/{title:slug}/", ["/hello/"], "/hello-2024-05-01/"),
        ("/{title:slug}/", ["/hello/", "/hello-2024-05-01/"], "/hello-2024-05-01-2/"),
        ("/{title:slug}/", ["/hello/", "/hello-2024-05-01/", "/hello-2024-05-01-2/"], "/hello-2024-05-01-3/"),
        ("/{title:slug}.html", ["/hello.html"], "/hello-2024-05-01.html"),
        ("/{title:slug}/index.html", ["/hello/index.html"], "/hello-2024-05-01/index.html"),
        ("/{title:slug}", ["/hello"], "/hello-2024-05-01"),
    ],
)
def test_a_permalink_that_is_taken_gets_its_date_and_then_a_number(permalink, taken, published):
    made = post(extra=f'permalink = "{permalink}"', taken=taken)
    assert made.permalink == published
    assert made.title == "Hello"
    assert (f'\npermalink: "{published}"\n' in made.text) == bool(taken)
    assert ("permalink" in made.text) == bool(taken)


def test_a_title_is_made_distinct_instead_where_the_config_says_so():
    extra = 'permalink = "/{title:slug}/"\nclashes = "title"'
    assert post(extra=extra).title == "Hello"
    made = post(extra=extra, taken=["/hello/"])
    assert made.title == "Hello (2024-05-01)"
    assert made.permalink == "/hello-2024-05-01/"
    assert "title: 'Hello (2024-05-01)'\n" in made.text
    assert "permalink" not in made.text
    made = post(extra=extra, taken=["/hello/", "/hello-2024-05-01/"])
    assert made.title == "Hello (2024-05-01, 2)"


def test_what_a_flavor_calls_a_permalink_is_what_it_is_called():
    made = post(extra='flavor = "hugo"\npermalink = "/{slug}/"', taken=["/hello/"])
    assert '\nurl: "/hello-2024-05-01/"\n' in made.text


@pytest.mark.parametrize(
    ("flavor", "place"),
    [
        ("pelican", "/{}.html"),
        ("nikola", "/posts/{}/"),
        ("mkdocs-material", "/blog/2024/05/01/{}/"),
    ],
)
def test_where_a_site_publishes_posts_by_their_slug_that_is_made_distinct(flavor, place):
    names = ["hello", "hello-2024-05-01", "hello-2024-05-01-2"]
    for taken in range(3):
        others = [place.format(name) for name in names[:taken]]
        made = post(extra=f'flavor = "{flavor}"', taken=others, key='slug = "{slug}"')
        assert made.permalink == place.format(names[taken])
        assert f"\nslug: {names[taken]}\n" in made.text
        assert made.title == "Hello"


def test_a_slug_that_no_front_matter_gives_is_not_made_distinct():
    made = post(extra='flavor = "pelican"', taken=["/hello.html"])
    assert "\nsave_as: /hello-2024-05-01.html\n" in made.text


def test_without_a_permalink_nothing_is_taken():
    assert post(taken=[""]).permalink == ""


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("title", r"\*a* & b"),
        ("description", r"see \<b> \`c`"),
        ("authors", r"\_jo_, \_al_"),
        ("tags", r"\[x](y)"),
        ("source.name", "blog"),
    ],
)
def test_what_an_origin_says_of_itself_is_text_in_the_attribution(field, expected):
    article = Article(
        "https://blog.example/a/",
        "*a* & b",
        "<p>x</p>",
        date(2024, 5, 1),
        "see <b> `c`",
        ("_jo_", "_al_"),
        ("[x](y)",),
    )
    made = post(article, extra=f'attribution = "By {{{field}}}: {{url}}"')
    assert f"\nBy {expected}: https://new.example/blog/a/\n" in made.text


def test_what_two_fields_of_the_attribution_say_is_text_beside_each_other_too():
    article = Article(
        "https://blog.example/a/", "2 * 3", "<p>x</p>", date(2024, 5, 1), "a *b", ("c* d", "Al. E")
    )
    assert (
        "\nBy a \\*b, c\\* d\\, Al\\. E.\n"
        in post(article, extra='attribution = "By {description}, {authors}."').text
    )
    assert "\n*On a *b.*\n" not in post(article, extra='attribution = "*On {description}.*"').text
    assert "\n*On 2 * 3.*\n" in post(article, extra='attribution = "*On {title}.*"').text


def test_an_address_in_the_attribution_cannot_end_its_link():
    made = post(Article("https://blog.example/a)b(", "Hello", "<p>x</p>", date(2024, 5, 1)))
    assert "](<https://new.example/blog/a)b(>).*" in made.text


PUBLISHED = configs.parse(CONFIG.replace("[post]\n", '[post]\npermalink = "/{date:%Y}/{slug}/"\n', 1))


@pytest.mark.parametrize(
    ("front_matter", "published"),
    [
        ({"permalink": "/mine/"}, "/mine/"),
        ({"permalink": "/{{ page.fileSlug }}/"}, ""),
        ({"permalink": False, "date": date(2024, 5, 1)}, "/2024/a-post/"),
        ({"date": date(2024, 5, 1)}, "/2024/a-post/"),
        ({"title": "A post"}, ""),
    ],
)
def test_where_a_persons_own_post_is_published_is_known_as_far_as_it_says(front_matter, published):
    assert permalink_of(front_matter, PurePosixPath("posts/2024-05-01-a-post.md"), PUBLISHED) == published


def test_a_permalink_of_title_and_description_is_known_of_a_persons_own_post_too():
    config = configs.parse(
        CONFIG.replace("[post]\n", '[post]\npermalink = "/{title:slug}/{description:slug}/"\n', 1)
    )
    own = {"title": "My Post", "description": "What it says"}
    assert permalink_of(own, PurePosixPath("posts/a.md"), config) == "/my-post/what-it-says/"
    assert permalink_of({"title": "My Post"}, PurePosixPath("posts/a.md"), config) == ""


@pytest.mark.parametrize("one", ["/A/", "/a", "/a/index.html", "/a/index.htm"])
def test_permalinks_that_lead_to_one_file_are_one(one):
    assert permalink_key(one) == permalink_key("/a/")
    assert permalink_key(one) != permalink_key("/a/index")
    assert permalink_key(one) != permalink_key("/a.html")
