import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.addresses import identity
from syndicate.writer.adoption import original

ONE = "https://example.org/2022/07/20/senior-executives-pt1/"
TWO = "https://example.org/2022/08/02/senior-executives-pt2/"
PAREN = "https://example.org/wiki/a_(b)/"
ADDRESSES = frozenset({ONE, TWO, PAREN})
IDENTITIES = {identity(address): address for address in ADDRESSES}
SITES = {"example.org"}


def match(text: str, addresses: frozenset[str] = ADDRESSES) -> str:
    return IDENTITIES.get(original(text, set(map(identity, addresses)), SITES).identity, "")


@pytest.mark.parametrize(
    "mention",
    [
        "*Read the original article on [18F's blog]({}).*",
        "[original]: {}",
        "Originally at {}.",
        "(see {})",
        "**{}**",
        "<{}>",
        'canonical: "{}"',
        "canonical: '{}'",
        '<a href="{}">18F</a>',
        "On [18F](https://example.org/), as [this]({}).",
    ],
)
def test_a_link_is_found_however_it_is_written(mention: str) -> None:
    for address in ADDRESSES:
        assert match(mention.format(address)) == address
        assert match(f"---\nx: y\n\n{mention.format(address)}\n---\n\nText.\n") == address


@pytest.mark.parametrize(
    "text",
    [
        f"A [longer one]({ONE}more/).",
        f"A [longer one]({ONE}?page=2).",
        f"An [archived one](https://web.example.com/2022/{ONE}).",
        "No link at all.",
        "",
    ],
)
def test_what_is_not_the_address_is_not_taken_for_it(text: str) -> None:
    assert match(text) == ""


@pytest.mark.parametrize(
    "address", [f"{ONE}#part", ONE.rstrip("/"), ONE.replace("https", "http"), f"{ONE}?utm_source=x"]
)
def test_another_spelling_of_the_address_is_the_address(address: str) -> None:
    assert match(f"[x]({address})") == ONE


def test_a_part_of_a_series_is_not_taken_for_the_part_to_which_it_links() -> None:
    text = f"---\ntitle: Two\n---\n\n*Read the [original]({TWO}).*\n\n(see [part 1]({ONE}))\n"
    assert match(text) == TWO
    assert match(text, frozenset({ONE})) == ""


@pytest.mark.parametrize(
    "line",
    [
        "*Read the original article on [18F's blog]({}).*",
        "Originally published at {}.",
        "> At [18F]({}).",
        "<em>Cross-posted from <a href='{}'>18F</a></em>",
        "Zuerst erschienen bei [18F]({}).",
        "---\ncanonical_url: {}\n---",
        '+++\ncanonicalURL = "{}"\n+++',
        "First.\n\nSecond.\n\nThird.\n\nFourth.\n\n*[The original]({})*",
    ],
)
def test_a_line_that_says_where_a_text_is_from_is_an_attribution(line: str) -> None:
    assert original(line.format(ONE), IDENTITIES, SITES).is_attribution


@pytest.mark.parametrize(
    "line",
    [
        "I have read [this]({}) and see it otherwise.",
        "(see {})",
        "*A reply to [18F]({}).*",
        "> Their [original article]({}) makes a point that I would like to answer here.",
        "The original is [here]({}), and what it says of teams " + "goes on and on " * 25 + ".",
        "---\nin_reply_to: {}\n---\n\nText.",
        "First.\n\nSecond.\n\nThird.\n\nFourth.\n\nSee also [theirs]({}).",
    ],
)
def test_a_link_in_a_text_of_ones_own_is_no_attribution(line: str) -> None:
    assert not original(line.format(ONE), IDENTITIES, SITES).is_attribution


def test_only_the_beginning_of_the_body_and_its_end_count() -> None:
    paragraphs = ["# Title", "Text.", f"*Read the [original]({ONE}).*"]
    assert original("\n\n".join(paragraphs), IDENTITIES, SITES) == (identity(ONE), 3, True)
    assert original("\r\n\r\n".join(paragraphs), IDENTITIES, SITES) == (identity(ONE), 3, True)
    assert match("\n\n".join(["One more.", *paragraphs, "And the last."])) == ""


def test_the_front_matter_counts_to_its_end_and_first() -> None:
    text = f"---\ntitle: x\n\n\n\n\n\ncanonical: {TWO}\n---\n\n[x]({ONE})\n"
    assert original(text, IDENTITIES, SITES) == (identity(TWO), 0, True)
    assert original(text.replace("---", "+++"), IDENTITIES, SITES) == (identity(TWO), 0, True)
    picture = f"---\nimage: https://example.org/a.png\n---\n\n[x]({ONE})\n"
    assert original(picture, IDENTITIES, SITES) == (identity(ONE), 1, False)


@given(st.text())
def test_a_longer_address_is_never_a_mention(more: str) -> None:
    text = f"[x]({ONE}a{more})"
    assert match(text) != ONE or ONE in more
