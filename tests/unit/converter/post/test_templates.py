from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.converter.post.templates import fields, fill, fits, literal, slugify

VALUES = {
    "title": "Work outside: the hierarchy, part 2",
    "date": date(2022, 8, 2),
    "slug": "senior-executives-pt-2",
    "tags": ("agile", "how we work"),
    "url": "https://blog.example.org/a/",
    "source.title": "18F's blog",
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{title}", "Work outside: the hierarchy, part 2"),
        ("/blog/{title:slug}/", "/blog/work-outside-the-hierarchy-part-2/"),
        (
            "src/posts/{date:%Y}/{date:%Y-%m-%d}-{slug}.md",
            "src/posts/2022/2022-08-02-senior-executives-pt-2.md",
        ),
        ("{date}", "2022-08-02"),
        ("*Read it on [{source.title}]({url}).*", "*Read it on [18F's blog](https://blog.example.org/a/).*"),
        ("{tags}", "agile, how we work"),
        ("{tags:slug}", "agile-how-we-work"),
        ("nothing to fill", "nothing to fill"),
    ],
)
def test_each_form_of_field_is_filled(template: str, text: str) -> None:
    assert fill(template, VALUES) == text


def test_a_time_is_written_with_its_zone() -> None:
    assert fill("{date}", {"date": datetime(2022, 8, 2, 9, 30, tzinfo=UTC)}) == "2022-08-02T09:30:00+00:00"


def test_nothing_is_written_as_nothing() -> None:
    assert fill("[{title}{authors}]", {"title": None, "authors": ()}) == "[]"


def test_an_unknown_field_is_a_bug() -> None:
    with pytest.raises(KeyError):
        fill("{titel}", VALUES)


@given(st.text())
def test_a_value_is_not_interpreted_again(title: str) -> None:
    assert fill("{title}", {"title": title}) == title
    assert fill("{title}", {"title": "{url}"}) == "{url}"


def test_the_fields_of_a_template_are_named_without_their_forms() -> None:
    assert fields("src/{date:%Y}/{date:%m}-{title:slug} {source.title}") == {"date", "title", "source.title"}
    assert literal("src/{date:%Y}/{title:slug}.md") == "src//.md"


@given(st.text())
def test_a_slug_fits_into_any_address_and_file_name(text: str) -> None:
    slug = slugify(text, 100)
    assert 0 < len(slug) <= 100
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == slugify(slug)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Who's “agile” — and why?", "whos-agile-and-why"),
        ("Çâ va à Zürich", "ca-va-a-zurich"),
        ("日本語", "ri-ben-yu"),
        ("What &amp; means", "what-amp-means"),
        ("…", "post"),
        ("", "post"),
        ("word " * 40, ("word-" * 20)[:-1]),
    ],
)
def test_a_slug_is_readable(text: str, slug: str) -> None:
    assert slugify(text, 100) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("What\u2019s it's", "whats-its"),
        ("Q&amp;A &#65; &#x42;", "q-amp-a-65-x42"),
        ("字", "zi"),
        ("!?", "post"),
    ],
)
def test_a_slug_says_what_the_title_says_and_decodes_nothing(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_slug_is_cut_after_the_last_word_that_fits() -> None:
    assert slugify("one two three", 9) == "one-two"
    assert slugify("wonderful a b", 5) == "wonde"
    assert slugify("one two three a", 10) == "one-two"  # and does not go on with what is short enough
    assert slugify("one two three", 0) == "one-two-three"


@pytest.mark.parametrize(
    "form", ["%Y", "%Y-%m-%d", "%Y/%m", "%-d", "%e", "%B %Y", "%y%j", "%d.%m.%Y", "%Y at %H"]
)
@pytest.mark.parametrize("name", ["{slug}", "{title:slug}", "{title}", "{date}"])
def test_what_a_template_makes_fits_it_and_no_other_folder_does(form: str, name: str) -> None:
    template = f"posts/{{date:{form}}}/{name}.md"
    values = {"date": date(2024, 5, 1), "slug": "a-post", "title": "A post: 1/2"}
    assert fits(template, fill(template, values))
    assert not fits(template, "blog/2024/a-post.md")


@pytest.mark.parametrize(
    "text", ["posts/a-post.md", "posts/24/a-post.md", "posts/2024/A post.md", "posts/2024/a/b.md"]
)
def test_what_a_template_cannot_make_does_not_fit_it(text: str) -> None:
    assert not fits("posts/{date:%Y}/{slug}.md", text)


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        (timezone(timedelta(hours=-3, minutes=-30)), "2024-05-01T10:20:30-03:30"),
        (UTC, "2024-05-01T10:20:30+00:00"),
        (None, "2024-05-01T10:20:30"),
    ],
)
def test_a_zone_is_written_with_its_colon_on_every_python(zone: timezone | None, written: str) -> None:
    when = datetime(2024, 5, 1, 10, 20, 30, tzinfo=zone)
    assert fill("{date:%Y-%m-%dT%H:%M:%S%:z}", {"date": when}) == written
    assert fill("{date:%Y-%m-%d%:z}", {"date": date(2024, 5, 1)}) == "2024-05-01"
