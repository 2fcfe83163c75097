from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.models import Change, Kind, Post, Record
from syndicate.planner import path_key, plan

ADDRESS = "https://example.org/a/"
PATH = PurePosixPath("src/posts/a.md")
OLD, NEW, EDIT = "as it was\n", "as it is at the origin\n", "as a person has it\n"


def post(text: str = NEW, path: PurePosixPath = PATH) -> Post:
    return Post(ADDRESS, path, text)


def record(base: str = OLD, path: PurePosixPath = PATH) -> Record:
    return Record(ADDRESS, path, base, "2026-01-01", "2026-01-01")


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
    known = None if base is None else record(base)
    change = plan(post(text), known, before)
    assert (change.kind, change.before, change.post) == (kind, before, post(text))
    assert change.reason or kind is Kind.UNCHANGED
    assert plan(post(text), known, before, force=True).kind is forced


def test_a_post_made_by_hand_is_adopted_where_it_is() -> None:
    by_hand = PurePosixPath("src/posts/2022/by-hand.md")
    change = plan(post(), None, EDIT, adopted=by_hand, taken={path_key(by_hand), path_key(PATH)})
    assert change == Change(Kind.ADOPT, post(path=by_hand), "already in the target, made by hand", EDIT)


def test_what_the_state_knows_is_not_adopted_again() -> None:
    assert plan(post(), record(), OLD, adopted=PurePosixPath("other.md")).post.path == PATH


@pytest.mark.parametrize("before", ["", OLD, EDIT, NEW])
def test_a_post_never_moves(before: str) -> None:
    place = PurePosixPath("src/posts/where-it-has-always-been.md")
    assert plan(post(), record(path=place), before, taken={path_key(PATH)}, force=True).post.path == place


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
    change = plan(post(), None, "", taken={path_key(PurePosixPath(each)) for each in taken})
    assert (change.kind, str(change.post.path), change.before) == (Kind.ADD, path, "")
    assert ("a.md is another's" in change.reason) is (path != str(PATH))


def test_a_path_is_the_same_however_its_accents_are_composed() -> None:
    assert path_key(PurePosixPath("e\u0301T\u00c9.md")) == path_key(PurePosixPath("\u00e9t\u00e9.MD"))


def test_a_file_that_somebody_else_wrote_is_not_written_over() -> None:
    change = plan(post(), None, EDIT)
    assert (change.kind, str(change.post.path), change.before) == (Kind.ADD, "src/posts/a-2.md", "")


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("base", "before", "text"), [(OLD, OLD, OLD), (OLD, OLD, NEW), (OLD, NEW, NEW), (OLD, EDIT, OLD)]
)
def test_line_endings_are_no_edit(base: str, before: str, text: str) -> None:
    assert plan(post(text), record(base), crlf(before)).kind is plan(post(text), record(base), before).kind
    assert plan(post(text), record(crlf(base)), before).kind is plan(post(text), record(base), before).kind


TEXTS = st.sampled_from([OLD, NEW, EDIT])


@given(known=st.none() | TEXTS.map(record), before=TEXTS | st.just(""), text=TEXTS, force=st.booleans())
def test_a_plan_that_was_carried_out_leaves_nothing_to_write(
    known: Record | None, before: str, text: str, *, force: bool
) -> None:
    change = plan(post(text), known, before, force=force)
    writes = change.kind in (Kind.ADD, Kind.UPDATE)
    after = text if writes else before
    if writes or change.kind is Kind.ADOPT:
        known = record(text, change.post.path)
    again = plan(post(text), known, after)
    assert again.kind in ((Kind.UNCHANGED,) if after == text else (Kind.EDITED, Kind.CONFLICT, Kind.DELETED))


@given(before=TEXTS, base=TEXTS, text=TEXTS)
def test_an_edit_is_never_written_over_unasked(before: str, base: str, text: str) -> None:
    change = plan(post(text), record(base), before)
    if change.kind is Kind.UPDATE:
        assert before == base
