"""What each flavor writes into a front matter is read back as it was meant by its generator's own parser."""

import html
from datetime import date

import markdown
import pytest
import yaml

from syndicate.config import FLAVORS
from syndicate.converter.post.front_matter import as_html, front_matter

TITLES = [
    'It just went "click"',
    "Don't: a story # 1",
    "- a list?",
    "@home",
    "🎉 emoji",
    "[x] {y: z}",
    "yes",
    "2024-05-01",
    "a\\b\\x41",
    "'quoted'",
    "Trailing:",
    "A <b>bold</b> claim & more",
    "null",
    "* star `x` *y* _z_ C:\\temp",
    "1. one [a](b) {: .c}",
    "# head",
    "+ plus",
    "> quote",
]
TAGS = [("a", "b"), ("tea, time", "c"), ("tea, time",), ("C++", "#1", "@x"), ("'q'",), ("é", "yes", "12")]


def written(flavor: str, title: str, tags: tuple[str, ...]) -> str:
    row = FLAVORS[flavor]
    values = {
        "title": title,
        "description": f"{title} indeed",
        "date": date(2024, 5, 1),
        "tags": tags,
        "authors": ("Ann, PhD", "Bob"),
        "slug": "a-slug",
        "url": "https://blog.example/a/",
    }
    shown = as_html(values) if row.get("values") == "html" else values
    return front_matter(
        row["front_matter"],
        shown,
        row.get("form", "yaml"),
        row.get("required", ()),
        row.get("formatted", ()),
    )


def by_pelican(text: str) -> dict[str, object]:
    """As pelican.readers.MarkdownReader and ensure_metadata_list read it: https://docs.getpelican.com/en/latest/content.html"""
    reader = markdown.Markdown(extensions=["meta"])
    reader.convert(f"{text}\nText.")
    values: dict[str, object] = {key: lines[0] for key, lines in reader.Meta.items()}  # type: ignore[attr-defined]
    for key in {"tags", "authors"} & values.keys():
        text = str(values[key])
        values[key] = [item.strip() for item in text.split(";" if ";" in text else ",") if item.strip()]
    return values


@pytest.mark.parametrize("tags", TAGS)
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("flavor", FLAVORS)
def test_every_value_is_read_back_as_it_was_meant(flavor: str, title: str, tags: tuple[str, ...]) -> None:
    text = written(flavor, title, tags)
    row = FLAVORS[flavor]
    read = by_pelican(text) if row.get("form") == "meta" else yaml.safe_load(text.split("---\n")[1])
    meant = (
        str(as_html({"title": title, "description": ""})["title"]) if row.get("values") == "html" else title
    )
    day = read.get("date", read.get("pubDate"))
    assert (read["title"], list(read["tags"]), str(day)) == (meant, list(tags), "2024-05-01")


def test_docusaurus_is_given_its_authors_and_told_that_posts_are_markdown() -> None:
    read = yaml.safe_load(written("docusaurus", "x", ()).split("---\n")[1])
    assert read["authors"] == [{"name": "Ann, PhD"}, {"name": "Bob"}]
    assert read["mdx"] == {"format": "md"}


@pytest.mark.parametrize("title", TITLES)
def test_a_summary_is_shown_by_pelican_as_the_text_that_it_is(title: str) -> None:
    # pelican.readers.MarkdownReader._parse_metadata, with the extensions that MARKDOWN has by itself
    reader = markdown.Markdown(extensions=["codehilite", "extra", "meta"])
    shown = reader.convert(str(by_pelican(written("pelican", title, ()))["summary"]))
    assert html.unescape(shown.removeprefix("<p>").removesuffix("</p>")) == f"{title} indeed"


def test_what_is_shown_as_html_ends_no_attribute() -> None:
    assert as_html({"title": 'a "b" <c>', "description": "it's"}) == {
        "title": "a &quot;b&quot; &lt;c&gt;",
        "description": "it's",
    }


def test_authors_with_commas_stay_whole_in_pelican() -> None:
    assert by_pelican(written("pelican", "x", ()))["authors"] == ["Ann, PhD", "Bob"]


def test_a_key_that_a_schema_requires_is_written_also_where_it_is_empty() -> None:
    template = {"title": '"{title}"', "description": '"{description}"', "tags": ["{tags}"]}
    values = {"title": "x", "description": "", "tags": ()}
    assert (
        front_matter(template, values, "yaml", ("description",)) == '---\ntitle: "x"\ndescription: ""\n---\n'
    )


def test_no_line_break_of_a_value_ends_a_line_of_meta() -> None:
    text = front_matter({"title": "{title}"}, {"title": "a\nstatus: hidden\u2028b\x85c"}, "meta")
    assert text == "---\ntitle: a status: hidden b c\n---\n"
