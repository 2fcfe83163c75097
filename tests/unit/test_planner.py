import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import FetchError
from syndicate.merging.resolution import plan_resolution
from syndicate.models import Asset, Change, Entry, Kind, Loss, Missing, Page, Post, Record
from syndicate.planner import (
    Existing,
    digest,
    missing_reason,
    path_key,
    plan,
    plan_missing,
    plan_unchanged,
)

ADDRESS = "https://example.org/a/"
PATH = PurePosixPath("src/posts/a.md")
OLD, NEW, EDIT = "as it was\n", "as it is at the origin\n", "as a person has it\n"


def post(text: str = NEW, path: PurePosixPath = PATH) -> Post:
    return Post(ADDRESS, path, text)


def record(base: str = OLD, path: PurePosixPath = PATH) -> Record:
    return Record(ADDRESS, path, base, "2026-01-01", "2026-01-01")


def make_plan(
    incoming: Post, previous_record: Record | None, before: str, *, force: bool = False, **existing: Any
) -> Change:
    return plan(incoming, Existing(previous_record, before, **existing), today="2026-02-02", force=force)


@pytest.mark.parametrize(
    ("base", "before", "text", "kind", "forced"),
    [
        # base: what was written last, before: what stands there, text: what came.
        (None, "", NEW, Kind.ADD, Kind.ADD),
        (None, NEW, NEW, Kind.ADOPT, Kind.ADOPT),
        (OLD, "", OLD, Kind.DELETED, Kind.ADD),
        (OLD, "", NEW, Kind.DELETED, Kind.ADD),
        (OLD, OLD, OLD, Kind.UNCHANGED, Kind.UNCHANGED),
        (OLD, OLD, NEW, Kind.UPDATE, Kind.UPDATE),
        (OLD, EDIT, OLD, Kind.EDITED, Kind.EDITED),
        (OLD, EDIT, NEW, Kind.CONFLICT, Kind.UPDATE),
        (OLD, NEW, NEW, Kind.ADOPT, Kind.ADOPT),
    ],
)
def test_each_case_has_its_change(base: str | None, before: str, text: str, kind: Kind, forced: Kind) -> None:
    previous_record = None if base is None else record(base)
    change = make_plan(post(text), previous_record, before)
    assert (change.kind, change.before, change.post) == (kind, before, post(text))
    assert change.reason or kind is Kind.UNCHANGED
    assert make_plan(post(text), previous_record, before, force=True).kind is forced


@pytest.mark.parametrize(
    ("base", "before", "text", "force", "reason"),
    [
        (None, "", NEW, False, "new"),
        (None, NEW, NEW, False, "already in the target, just so"),
        (None, EDIT, NEW, False, "new; src/posts/a.md is another's"),
        (OLD, "", NEW, False, "deleted here; stays deleted"),
        (OLD, "", NEW, True, "deleted here; brought back"),
        (OLD, OLD, OLD, False, ""),
        (OLD, OLD, NEW, False, "changed at the origin"),
        (OLD, EDIT, OLD, False, "edited here; the original has not changed"),
        (OLD, EDIT, NEW, False, "changed here and at the origin (body, line 1); left as it is"),
        (OLD, EDIT, NEW, True, "edited here and changed at the origin; written over"),
        (OLD, NEW, NEW, False, "already in the target, just so"),
    ],
)
def test_each_case_says_why(base: str | None, before: str, text: str, force: bool, reason: str) -> None:
    change = make_plan(post(text), None if base is None else record(base), before, force=force)
    assert change.reason == reason


def test_a_post_made_by_hand_is_adopted_where_it_is() -> None:
    by_hand = PurePosixPath("src/posts/2022/by-hand.md")
    change = make_plan(post(), None, EDIT, adopted=by_hand, taken={path_key(by_hand), path_key(PATH)})
    assert (change.kind, change.post, change.after) == (Kind.ADOPT, post(path=by_hand), EDIT)
    assert change.reason == "already in the target, made by hand"


def test_what_the_state_knows_is_not_adopted_again() -> None:
    assert make_plan(post(), record(), OLD, adopted=PurePosixPath("other.md")).post.path == PATH


@pytest.mark.parametrize("before", ["", OLD, EDIT, NEW])
def test_a_post_never_moves(before: str) -> None:
    place = PurePosixPath("src/posts/where-it-has-always-been.md")
    assert (
        make_plan(post(), record(path=place), before, taken={path_key(PATH)}, force=True).post.path == place
    )


@pytest.mark.parametrize(
    ("taken", "path"),
    [
        ([], "src/posts/a.md"),
        (["src/posts/b.md", "src/a.md"], "src/posts/a.md"),
        (["src/posts/a.md"], "src/posts/a-2.md"),
        (["src/posts/A.MD", "src/Posts/a-2.md"], "src/posts/a-3.md"),
    ],
)
def test_two_posts_never_share_a_path_on_any_file_system(taken: list[str], path: str) -> None:
    change = make_plan(post(), None, "", taken={path_key(PurePosixPath(each)) for each in taken})
    assert (change.kind, str(change.post.path), change.before) == (Kind.ADD, path, "")
    assert ("a.md is another's" in change.reason) is (path != str(PATH))


def test_a_path_is_the_same_however_its_accents_are_composed() -> None:
    assert path_key(PurePosixPath("e\u0301T\u00c9.md")) == path_key(PurePosixPath("\u00e9t\u00e9.MD"))


def test_a_file_that_somebody_else_wrote_is_not_written_over() -> None:
    change = make_plan(post(), None, EDIT)
    assert (change.kind, str(change.post.path), change.before) == (Kind.ADD, "src/posts/a-2.md", "")


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("base", "before", "text"), [(OLD, OLD, OLD), (OLD, OLD, NEW), (OLD, NEW, NEW), (OLD, EDIT, OLD)]
)
def test_line_endings_are_no_edit(base: str, before: str, text: str) -> None:
    assert (
        make_plan(post(text), record(base), crlf(before)).kind
        is make_plan(post(text), record(base), before).kind
    )
    assert (
        make_plan(post(text), record(crlf(base)), before).kind
        is make_plan(post(text), record(base), before).kind
    )


TEXTS = st.sampled_from([OLD, NEW, EDIT])


@given(
    previous_record=st.none() | TEXTS.map(record), before=TEXTS | st.just(""), text=TEXTS, force=st.booleans()
)
def test_a_plan_that_was_carried_out_leaves_nothing_to_write(
    previous_record: Record | None, before: str, text: str, *, force: bool
) -> None:
    change = make_plan(post(text), previous_record, before, force=force)
    again = make_plan(post(text), change.record, change.after)
    assert (again.after, again.record) == (change.after, change.record)
    quiet = (Kind.UNCHANGED,) if change.after == text else (Kind.EDITED, Kind.CONFLICT, Kind.DELETED)
    assert again.kind in quiet


@given(before=TEXTS, base=TEXTS, text=TEXTS)
def test_an_edit_is_never_written_over_unasked(before: str, base: str, text: str) -> None:
    change = make_plan(post(text), record(base), before)
    if change.kind is Kind.UPDATE:
        assert before == base
    elif change.kind is not Kind.MERGE:
        assert change.after == before


BODY = "---\ntitle: A\n---\n\nOne.\n\nTwo.\n\nThree.\n"


def test_what_both_changed_in_different_places_is_merged_and_remembered_as_the_origins() -> None:
    incoming, edited = BODY.replace("One", "Eins"), BODY.replace("Three", "Drei")
    change = make_plan(post(incoming), record(BODY), edited)
    assert (change.kind, change.after) == (Kind.MERGE, incoming.replace("Three", "Drei"))
    assert (change.reason, change.post.path) == (
        "changed at the origin, merged with what was edited here",
        PATH,
    )
    assert (change.record.base, change.record.last_changed) == (incoming, "2026-02-02")
    again = make_plan(post(incoming), change.record, change.after)
    assert (again.kind, again.reason) == (Kind.EDITED, "edited here; the original has not changed")


def test_an_edit_that_the_origin_makes_too_is_an_edit_with_what_is_more_of_it() -> None:
    edited = BODY.replace("One", "Eins").replace("Three", "Drei")
    change = make_plan(post(BODY.replace("One", "Eins")), record(BODY), edited)
    reason = "edited here; what changed at the origin is there too"
    assert (change.kind, change.reason, change.post.path, change.after) == (Kind.EDITED, reason, PATH, edited)


def test_every_place_of_a_conflict_is_named_once() -> None:
    incoming = BODY.replace("One", "Eins").replace("Three", "Drei").replace("title: A", "title: Ä")
    edited = BODY.replace("One", "Un").replace("Three", "Trois").replace("title: A", "title: À")
    change = make_plan(post(incoming), record(BODY), edited)
    assert (
        change.reason == "changed here and at the origin (title, body, line 5, body, line 9); left as it is"
    )


def test_a_conflict_leaves_the_file_and_keeps_both_versions() -> None:
    incoming, edited = BODY.replace("Two", "Zwei"), BODY.replace("Two", "Deux")
    change = make_plan(post(incoming), record(BODY), edited)
    assert (change.kind, change.after) == (Kind.CONFLICT, edited)
    assert (change.record.base, change.record.theirs) == (BODY, incoming)
    assert [(clash.ours, clash.theirs) for clash in change.clashes] == [("Deux.", "Zwei.")]
    standing = plan_unchanged(Existing(change.record, edited), change.record, gone_after=3)
    assert (standing.kind, standing.reason, standing.clashes) == (
        Kind.CONFLICT,
        change.reason,
        change.clashes,
    )
    # Once the origin takes its change back, nothing is left of it.
    assert make_plan(post(BODY), change.record, edited).record == record(BODY)


@pytest.mark.parametrize(("how", "body"), [("ours", "Deux."), ("theirs", "Zwei."), ("merge", "<<<<<<<")])
def test_a_conflict_ends_as_the_person_says(how: Any, body: str) -> None:
    incoming, edited = BODY.replace("Two", "Zwei"), BODY.replace("Two", "Deux")
    conflict = make_plan(post(incoming), record(BODY), edited)
    lossy = replace(conflict.record, permalink="/a/", losses=(Loss("table", "a span"),))
    change = plan_resolution(lossy, edited, how, "2026-03-03")
    assert change.post == Post(ADDRESS, PATH, incoming, permalink="/a/", losses=lossy.losses)
    assert (change.before, change.record.last_changed) == (edited, "2026-03-03")
    assert (
        change.reason
        == {
            "ours": "body, line 7: kept as it is here; other than the original: line 7",
            "theirs": "body, line 7: taken from the original",
            "merge": "body, line 7: written with conflict markers (<<<<<<<)",
        }[how]
    )
    assert (change.kind, change.record.base, change.record.theirs) == (Kind.RESOLVE, incoming, "")
    assert body in change.after
    assert make_plan(post(incoming), change.record, change.after).after == change.after


def test_a_post_with_markers_in_it_is_not_merged_again() -> None:
    incoming, edited = BODY.replace("Two", "Zwei"), BODY.replace("Two", "Deux")
    marked = plan_resolution(
        make_plan(post(incoming), record(BODY), edited).record, edited, "merge", "2026-03-03"
    )
    change = make_plan(post(incoming.replace("Three", "Drei")), marked.record, marked.after)
    assert (change.kind, change.after, change.post.path) == (Kind.CONFLICT, marked.after, PATH)
    assert change.reason == "conflict markers are in it, line 7; take them out"


def test_an_update_keeps_the_line_endings_of_the_file() -> None:
    change = make_plan(post(NEW), record(OLD), crlf(OLD))
    assert (change.kind, change.after) == (Kind.UPDATE, crlf(NEW))


PICTURE = PurePosixPath("img/a.png")


@pytest.mark.parametrize(
    ("stands", "kind", "written"),
    [
        ("", Kind.UPDATE, True),  # it was never written, or somebody lost it
        (digest(b"new"), Kind.UNCHANGED, False),
        (digest(b"old"), Kind.UPDATE, True),
        (digest(b"her own"), Kind.UNCHANGED, False),
    ],
)
def test_a_picture_is_written_unless_a_person_has_changed_it(
    stands: str, kind: Kind, *, written: bool
) -> None:
    incoming = replace(post(OLD), assets=(Asset(PICTURE, b"new"),))
    previous_record = replace(record(OLD), pictures={PICTURE: digest(b"old")})
    change = make_plan(incoming, previous_record, OLD, pictures={PICTURE: stands})
    assert (change.kind, change.assets == incoming.assets) == (kind, written)
    assert change.reason == ("a picture was not there, or changed at the origin" if written else "")
    assert change.record.pictures == {PICTURE: digest(b"new")}


def test_of_several_pictures_those_are_written_that_are_not_there() -> None:
    there, lacking = Asset(PurePosixPath("img/1.png"), b"1"), Asset(PurePosixPath("img/2.png"), b"2")
    change = make_plan(
        replace(post(OLD), assets=(there, lacking)), record(), OLD, pictures={there.path: digest(b"1")}
    )
    assert change.assets == (lacking,)


def test_how_a_post_stands_is_told_in_full() -> None:
    previous_record = replace(record(), permalink="/a/", losses=(Loss("table", "a span"),))
    change = plan_unchanged(Existing(previous_record, EDIT), previous_record, gone_after=3)
    assert change == Change(
        Kind.EDITED,
        Post(ADDRESS, PATH, OLD, permalink="/a/", losses=previous_record.losses),
        previous_record,
        "edited here; the original has not changed",
        EDIT,
        EDIT,
    )


def test_a_post_made_by_hand_gets_no_pictures_that_it_does_not_show() -> None:
    incoming = replace(post(), assets=(Asset(PICTURE, b"new"),))
    adopted = make_plan(incoming, None, EDIT, adopted=PATH)
    assert adopted.assets == ()
    assert make_plan(incoming, adopted.record, EDIT).assets == ()


def test_an_address_that_moved_takes_its_record_along() -> None:
    incoming = replace(post(NEW), address="https://example.org/b/")
    change = make_plan(incoming, record(OLD), OLD)
    assert (change.post.path, change.record.formerly) == (PATH, (ADDRESS,))
    back = make_plan(post(NEW), change.record, NEW)
    assert (back.record.address, back.record.formerly) == (ADDRESS, ("https://example.org/b/",))


ARTICLES = re.compile(r"^https://example\.org/\w+/$")


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (FetchError("x", ADDRESS, 404), "not found (404)"),
        (FetchError("x", ADDRESS, 410), "taken down (410)"),
        (FetchError("x", ADDRESS, 503), ""),
        (FetchError("no connection", ADDRESS), ""),
        (Page(ADDRESS, "https://example.org/", b""), "redirects to https://example.org/"),
        (Page(ADDRESS, "https://example.org/b/", b""), ""),
        (Page(ADDRESS, "http://example.org/a", b""), ""),
        (Page(ADDRESS, ADDRESS, b""), ""),
    ],
)
def test_ways_to_vanish_are_told_apart(page: Page | FetchError, why: str) -> None:
    assert missing_reason(page, ARTICLES) == why


def plan_misses(
    previous_record: Record, before: str, times: int, when_gone: str | Mapping[str, str] = "report"
) -> list[Change]:
    changes = []
    for n in range(times):
        change = plan_missing(
            Existing(previous_record, before),
            previous_record,
            "not found (404)",
            gone_after=3,
            when_gone=when_gone,
            today=f"2026-02-0{n + 1}",
        )
        previous_record, before = change.record, change.after
        changes.append(change)
    return changes


def test_a_vanished_original_is_called_gone_after_some_looks_and_told_once() -> None:
    changes = plan_misses(record(), OLD, 4)
    assert [change.kind for change in changes] == [Kind.MISSING, Kind.MISSING, Kind.GONE, Kind.UNCHANGED]
    assert {change.after for change in changes} == {OLD}
    assert (
        changes[3].record
        == changes[2].record
        == replace(record(), missing=Missing("not found (404)", 3, "2026-02-03"))
    )
    assert plan_unchanged(Existing(None, OLD), changes[3].record, gone_after=3).kind is Kind.GONE
    assert make_plan(post(OLD), changes[3].record, OLD).record.missing.misses == 0


def test_looks_on_one_day_count_once() -> None:
    missing = replace(record(), missing=Missing("not found (404)", 1, "2026-02-02"))
    arguments = {"gone_after": 2, "when_gone": "report"}
    same = plan_missing(Existing(missing, OLD), missing, "not found (404)", today="2026-02-02", **arguments)
    assert (same.kind, same.record) == (Kind.MISSING, missing)
    later = plan_missing(Existing(missing, OLD), missing, "not found (404)", today="2026-02-03", **arguments)
    assert (later.kind, later.record.missing.day) == (Kind.GONE, "2026-02-03")


def test_a_gone_post_is_left_or_made_a_draft_as_the_config_says() -> None:
    assert plan_misses(record(BODY), BODY, 3, "leave")[-1].kind is Kind.UNCHANGED
    edited = BODY.replace("One", "Her one")
    previous_record = replace(
        record(BODY), pictures={PICTURE: "x"}, entry=Entry(ADDRESS, summary="A summary.")
    )
    gone = plan_misses(previous_record, edited, 5, {"draft": "true"})
    assert gone[2].reason == "gone at the origin: not found (404); marked as a draft"
    assert (gone[2].record.pictures, gone[2].record.entry) == (
        previous_record.pictures,
        previous_record.entry,
    )
    assert gone[2].record.last_changed == "2026-02-03"
    draft = edited.replace("title: A\n", "title: A\ndraft: true\n")
    assert [change.after for change in gone] == [edited, edited, draft, draft, draft]
    assert [change.kind for change in gone][2:] == [Kind.GONE, Kind.UNCHANGED, Kind.UNCHANGED]
    back = make_plan(post(BODY), gone[-1].record, draft)
    assert (back.kind, back.after) == (Kind.MERGE, edited)


def test_what_a_person_deleted_is_not_called_gone() -> None:
    assert {change.kind for change in plan_misses(record(), "", 4)} == {Kind.DELETED}


def reading(length: int, address: str = ADDRESS) -> str:
    """A post with so many characters to read."""
    body = f"\n[The original]({address}).\n\n"
    return f"---\ntitle: x\n---\n{body}{'x' * (length - len(body) + len(address) + 1)}\n"


LONG = reading(500)


@pytest.mark.parametrize("before", [LONG, LONG + "A word of mine.\n", LONG.replace("\n", "\r\n")])
def test_an_article_that_shrinks_to_a_fifth_is_refused_unless_asked_for(before: str) -> None:
    shrunk = post(reading(100, f"{ADDRESS}now/at/a/longer/address/{'a' * 100}"))
    change = make_plan(shrunk, record(LONG), before)
    assert (change.kind, change.after, change.record) == (Kind.DOUBTED, before, record(LONG))
    assert change.reason == (
        "suspicious: it shrank from 500 characters to 100, so the post is kept as it was; "
        "if that is right, take it by `syndicate import` with this address and --force"
    )
    assert make_plan(shrunk, record(LONG), before, force=True).kind is Kind.UPDATE
    assert make_plan(post(reading(101)), record(LONG), LONG).kind is Kind.UPDATE


def test_a_short_article_may_become_shorter_and_what_is_not_there_cannot_shrink() -> None:
    short, longer = "x" * 398 + "\n", "x" * 399 + "\n"
    assert make_plan(post("A\n"), record(short), short).kind is Kind.UPDATE
    assert make_plan(post("A\n"), record(longer), longer).kind is Kind.DOUBTED
    assert make_plan(post("A\n"), record(LONG), "").kind is Kind.DELETED
    assert make_plan(post("A\n"), record(LONG), "A\r\n").kind is Kind.ADOPT
    assert make_plan(post("A\n"), None, LONG).kind is Kind.ADD


def test_where_a_text_came_from_is_remembered() -> None:
    change = make_plan(replace(post(), body_from="feed"), record(), OLD)
    assert change.record.body_from == "feed"
    assert plan_unchanged(Existing(change.record, NEW), change.record, gone_after=3).post.body_from == "feed"


def test_what_a_feed_said_is_remembered() -> None:
    entry = Entry(ADDRESS, summary="In short.")
    assert make_plan(replace(post(), entry=entry), None, "").record.entry == entry
