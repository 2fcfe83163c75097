"""What is believed to be the article, and what only answers in its place."""

from dataclasses import replace
from datetime import date

import pytest

from syndicate.models import Article, Entry, Labels
from syndicate.pipeline.doubt import body_digest, doubt, is_all_at_once, withheld

WORDS = " ".join(f"word{n}" for n in range(60))
OTHER = " ".join(f"cookie{n}" for n in range(60))
ADDRESS = "https://blog.example/a/"


def article(text: str = WORDS) -> Article:
    return Article(ADDRESS, "A kettle", f"<p>{text}</p>", date(2026, 3, 4), found_by="prose")


def entry(title: str = "The kettle mended", content: str = "", summary: str = "") -> Entry:
    return Entry(ADDRESS, title, summary=summary, content=content)


RIGHT, WRONG = Labels(("The kettle mended - Blog",)), Labels(("Before you continue",))


@pytest.mark.parametrize(
    ("came", "labels", "listed", "standing", "reason"),
    [
        (article(), RIGHT, entry(), "", ""),
        (article(), RIGHT, entry(), OTHER, ""),
        (article(), WRONG, entry(), WORDS, ""),
        (article(), WRONG, entry(content=f"<p>{WORDS}</p>"), "", ""),
        (article(), WRONG, entry(), "", "neither the title nor the words"),
        (
            article(),
            WRONG,
            entry(summary="A summary, in words of its own."),
            "",
            "neither the title nor the words",
        ),
        (article(), WRONG, entry(summary=" ".join(WORDS.split()[5:15])), "", ""),
        (replace(article(), found_by="config"), WRONG, entry(), "", ""),
        (article(" ".join(f"{WORDS}{n}" for n in range(20))), WRONG, entry(), "", ""),
        (article(), Labels(), entry(""), "", ""),
        (article(OTHER), WRONG, entry(), WORDS, "neither the title nor the words"),
        (article(OTHER), WRONG, entry(content=f"<p>{WORDS}</p>"), "", "neither the title nor the words"),
        (article(OTHER), Labels((), "asks for a password"), entry(), WORDS, "asks for a password"),
        (article(OTHER), Labels((), "asks for a password"), entry(""), "", "asks for a password"),
        (article(OTHER), Labels((), "", "asks for something"), entry(), "", "asks for something"),
        (article(OTHER), Labels((), "", "asks for something"), entry(""), "", ""),
        (
            article(" ".join(WORDS.split()[:20])),
            Labels(RIGHT.titles, "", "", "a paywall"),
            entry(),
            WORDS,
            "beginning",
        ),
    ],
)
def test_a_page_is_believed_where_its_words_or_its_title_agree(
    came: Article, labels: Labels, listed: Entry, standing: str, reason: str
) -> None:
    found = doubt(replace(came, labels=labels), listed, standing)
    assert reason in found
    assert bool(found) is bool(reason)


@pytest.mark.parametrize(
    ("query", "is_preview"),
    [
        ("?p=12&preview=true", True),
        ("?preview=1&preview_id=3", True),
        ("?preview=false", False),
        ("?q=preview", False),
    ],
)
def test_a_preview_of_a_draft_is_withheld(query: str, is_preview: bool) -> None:
    listed = Entry(f"https://kettles.example/{query}", "A kettle", content=f"<p>{WORDS}</p>")
    assert withheld(listed, is_body=True) == ("has the address of a preview" if is_preview else "")


def feed_entry(content: str) -> Entry:
    return Entry(ADDRESS, "A kettle", content=content)


def test_a_form_for_a_password_is_no_article_and_an_article_with_one_is() -> None:
    form = '<form><label>Password: <input name="post_password" type="password"/></label></form>'
    protected = feed_entry(f"<p>This content is protected.</p>{form}")
    assert withheld(protected, is_body=False) == withheld(protected, is_body=True) == "asks for a password"
    assert not withheld(feed_entry(f"<p>{WORDS * 10}</p>{form}"), is_body=True)
    assert not withheld(feed_entry("<p>Set type=password on the input.</p>"), is_body=True)


@pytest.mark.parametrize(
    "text",
    [
        "This content is for members only. Log in or join to read it.",
        "This post is for paid subscribers. Subscribe now to get access.",
        "The kettle hums again. This post is for subscribers only…",
        "You must be logged in to view this content.",
        "Become a patron of Ida Kettle to unlock this post.",
    ],
)
def test_a_notice_that_a_text_is_for_some_readers_is_no_article(text: str) -> None:
    assert "for some readers only" in withheld(feed_entry(f"<p>{text}</p>"), is_body=True)
    assert not withheld(feed_entry(f"<p>{text}</p>"), is_body=False)  # the page may have it all
    assert not withheld(feed_entry(f"<p>{WORDS}</p><p>{text}</p>"), is_body=True)


@pytest.mark.parametrize("text", ["Members of our club mend kettles.", "We log in. You must be patient.", ""])
def test_a_short_note_is_an_article(text: str) -> None:
    assert not withheld(feed_entry(f"<p>{text}</p>"), is_body=True)


def test_a_body_is_known_by_its_words_and_pictures() -> None:
    assert body_digest("<p>One  two</p>") == body_digest("<div>one <b>two</b></div>")
    assert body_digest('<img src="a.png">') != body_digest('<img src="b.png">')
    assert body_digest("<p> </p>") == ""


def test_a_few_changes_are_changes_and_most_of_an_archive_at_once_is_something_else() -> None:
    assert [is_all_at_once(count, 8) for count in (3, 4, 5, 8)] == [False, False, True, True]
    assert is_all_at_once(4, 4) is False
    assert is_all_at_once(10, 296) is False
