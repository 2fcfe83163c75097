import math
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from syndicate import config
from syndicate.converter.post.front_matter import front_matter

ROOT = Path(__file__).parents[4]
GOLDEN = ROOT / ".." / "shared" / "golden"

NASTY = [
    *(
        "'",
        '"',
        "\\",
        "''",
        '\\"',
        ": ",
        "a: b",
        " #",
        "# x",
        "---",
        "\n---\n",
        "\nkey: x",
        "...",
        "- x",
        "? x",
        "|",
        ">",
    ),
    *(
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "null",
        "~",
        "true",
        "2022",
        "2022-07-20",
        "1e3",
        "0x1f",
        "0o7",
        "1_000",
        "12:30",
        ".inf",
    ),
    *(
        "@x",
        "`",
        "%",
        "&a",
        "*a",
        "!t",
        "[",
        "]",
        "{",
        "}",
        ",",
        "{title}",
        "{{ x }}",
        "{% x %}",
        "<<",
        "=",
        "\t",
        "\r",
        "\x00",
    ),
    *(
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\x9f",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "🎉",
        "e\u0301",
        " ",
        "  ",
    ),
]
TEXTS = st.lists(st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"])), max_size=6).map(
    "".join
)
QUOTES = st.sampled_from(["", "'", '"'])


def read(text: str) -> dict[str, object]:
    """What a site generator reads: YAML between the first line and the first that begins with ---."""
    opening, _, rest = text.partition("\n")
    inside, closing, after = ("\n" + rest).partition("\n---")
    assert (opening, closing, after) == ("---", "\n---", "\n")
    data = yaml.safe_load(inside)
    assert data is None or isinstance(data, dict)
    return data or {}


@given(quote=QUOTES, text=TEXTS.filter(bool))
def test_any_text_comes_back_exactly(quote: str, text: str) -> None:
    template = {"title": f"{quote}{{title}}{quote}", "last": "z"}
    assert read(front_matter(template, {"title": text})) == {"title": text, "last": "z"}


@given(quote=QUOTES, tags=st.lists(TEXTS, max_size=5))
def test_any_tags_come_back_exactly_each_once_and_none_empty(quote: str, tags: list[str]) -> None:
    template: dict[str, config.Template] = {"tags": ["18f", f"{quote}{{tags}}{quote}"], "last": "z"}
    expected = [tag for tag in dict.fromkeys(["18f", *tags]) if tag]
    assert read(front_matter(template, {"tags": tuple(tags)})) == {"tags": expected, "last": "z"}


@given(key=TEXTS, value=st.booleans() | st.integers() | st.floats(allow_nan=False))
def test_any_key_and_any_plain_value_come_back_exactly(key: str, value: float) -> None:
    data = read(front_matter({key: value}, {}))
    assert data == {key: value}
    assert type(data[key]) is type(value)


@given(quote=QUOTES, before=TEXTS, after=TEXTS, title=TEXTS.filter(bool))
def test_what_stands_around_a_field_is_text_too(quote: str, before: str, after: str, title: str) -> None:
    around = [text.replace("{", "").replace("}", "").strip("'\"") for text in (before, after)]
    template = {"title": f"{quote}{around[0]}{{title}}{around[1]}{quote}"}
    assert read(front_matter(template, {"title": title})) == {"title": title.join(around)}


@given(
    st.dates(date(1000, 1, 1)),
    st.lists(st.sampled_from(["%Y", "%m", "%H", "%M", ": ", ":", " ", "-", " #", "T", "%B", "'"])),
)
def test_no_form_of_a_date_breaks_the_front_matter(day: date, form: list[str]) -> None:
    template = {"date": f"{{date:%d{''.join(form)}}}", "last": "z"}
    assert list(read(front_matter(template, {"date": day}))) == ["date", "last"]


def test_the_front_matter_is_written_as_a_person_writes_it() -> None:
    template: dict[str, config.Template] = {
        "title": "'{title}'",
        "description": '"{description}"',
        "date": "{date:%Y-%m-%d}",
        "tags": ["feature", "contributor", "18f", "{tags}"],
        "layout": "post",
        "draft": False,
        "weight": 3,
        "ratio": 1.5,
        "author": "{authors}",
        "canonical": "{url}",
    }
    values = {
        "title": "Don't: part 1",
        "description": 'It\'s a "test".',
        "date": datetime(2022, 7, 20, 12, tzinfo=UTC),
        "tags": ("how we work", "agile", "18f", ""),
        "authors": ("Colin Murphy",),
        "url": "https://example.org/",
    }
    assert front_matter(template, values) == (
        "---\n"
        "title: 'Don''t: part 1'\n"
        'description: "It\'s a \\"test\\"."\n'
        "date: 2022-07-20\n"
        "tags: ['feature', 'contributor', '18f', 'how we work', 'agile']\n"
        "layout: post\n"
        "draft: false\n"
        "weight: 3\n"
        "ratio: 1.5\n"
        "author: Colin Murphy\n"
        'canonical: "https://example.org/"\n'
        "---\n"
    )


@pytest.mark.parametrize(
    "golden", ["2022-07-20-senior-executives-pt-1.md", "2022-08-02-senior-executives-pt-2.md"]
)
def test_the_front_matter_of_a_post_made_by_hand_comes_out_the_same(golden: str) -> None:
    if not GOLDEN.is_dir():
        pytest.skip("the posts made by hand are not in this checkout")
    text = GOLDEN.joinpath(golden).read_text(encoding="utf-8").partition("---\n\n")[0] + "---\n"
    values = read(text)
    tags = values["tags"]
    assert isinstance(tags, list)
    values |= {"tags": tuple(tags[3:]), "description": str(values["description"]).strip()}
    template = config.load(ROOT / "config" / "18f.toml").post.front_matter
    assert front_matter(template, values) == text.replace(
        "'contributor','18f'", "'contributor', '18f'"
    ).replace(' "\n', '"\n')


@pytest.mark.parametrize(
    "word", ["y", "N", "yes", "No", "on", "OFF", "true", "False", "null", "NULL", "~", ".nan", "2022", "1e3"]
)
def test_a_word_that_is_no_string_to_some_parser_is_quoted(word: str) -> None:
    assert front_matter({word: "{title}"}, {"title": word}) == f'---\n"{word}": "{word}"\n---\n'


@pytest.mark.parametrize(
    ("value", "text"), [(1e20, "1.0e+20"), (1.5e-9, "1.5e-09"), (-math.inf, "-.inf"), (2.0, "2.0")]
)
def test_a_number_has_the_point_that_yaml_asks(value: float, text: str) -> None:
    assert front_matter({"ratio": value}, {}) == f"---\nratio: {text}\n---\n"
    assert read(front_matter({"ratio": value}, {})) == {"ratio": value}


def test_a_date_without_quotes_stays_a_date_to_yaml() -> None:
    day = datetime(2022, 7, 20, 12, 30, tzinfo=UTC)
    template = {
        "day": "{date:%Y-%m-%d}",
        "time": "{date}",
        "year": "{date:%Y}",
        "words": "{date:%B %d}",
        "text": "'{date:%Y}'",
    }
    assert read(front_matter(template, {"date": day})) == {
        "day": date(2022, 7, 20),
        "time": day,
        "year": 2022,
        "words": "July 20",
        "text": "2022",
    }


def test_a_key_with_only_empty_fields_is_left_out() -> None:
    template: dict[str, config.Template] = {
        "description": '"{description}"',
        "authors": "{authors}",
        "both": "'{description} {authors}'",
        "tags": ["{tags}"],
        "none": [],
        "credit": "by {authors}",
        "subtitle": "",
    }
    values = {"description": "", "authors": (), "tags": ()}
    assert read(front_matter(template, values)) == {"credit": "by ", "subtitle": ""}


def test_an_item_with_more_than_the_list_in_it_is_one_item() -> None:
    template: dict[str, config.Template] = {"tags": ["by {authors}", '"{authors}"']}
    text = front_matter(template, {"authors": ("Ann", "Bo")})
    assert text == '---\ntags: [\'by Ann, Bo\', "Ann", "Bo"]\n---\n'


def test_what_single_quotes_cannot_hold_is_written_in_double_ones() -> None:
    assert (
        front_matter({"title": "'{title}'"}, {"title": 'a\u2028"b"'})
        == '---\ntitle: "a\\u2028\\"b\\""\n---\n'
    )


def test_half_a_character_does_not_break_the_build() -> None:
    assert read(front_matter({"title": "'{title}'"}, {"title": "a\ud83cb"})) == {"title": "a\ufffdb"}


def test_what_is_no_number_is_written_as_yaml_has_it() -> None:
    value = read(front_matter({"ratio": math.nan}, {}))["ratio"]
    assert isinstance(value, float)
    assert math.isnan(value)
