import hashlib
import os
import re
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import TargetError
from syndicate.models import Entry, IndexRow, Loss, Missing, Record, Stamp
from syndicate.writer import state, state_text

ADDRESS = "https://example.org/2022/07/20/senior-executives-pt1/"
RECORD = Record(
    ADDRESS,
    PurePosixPath("src/posts/2022/a.md"),
    "---\ntitle: 'A'\n---\n\nText.\n",
    "2026-01-01",
    "2026-02-03",
    entry=Entry(ADDRESS),
    losses=(Loss("table 1", "a “span”"),),
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LINES = TEXTS.filter(lambda text: not re.search(r"[\r\n]", text))
LOSSES = st.lists(st.builds(Loss, TEXTS, TEXTS), max_size=3).map(tuple)
DATES = st.dates().map(str)
BASES = st.lists(TEXTS | st.sampled_from(["\n---\n", "\r\n", "address: x", "\n"]), max_size=6).map(
    lambda pieces: "".join([*pieces, "\n"]) if pieces else ""
)
ENTRIES = st.builds(
    Entry,
    st.just(""),
    TEXTS,
    st.none() | st.dates() | st.datetimes(timezones=st.sampled_from([None, UTC])),
    summary=TEXTS,
    authors=st.lists(TEXTS, max_size=2).map(tuple),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
)
RECORDS = st.builds(
    Record,
    LINES,
    LINES.map(PurePosixPath),
    BASES,
    DATES,
    DATES,
    permalink=LINES,
    formerly=st.lists(LINES, max_size=2).map(tuple),
    pictures=st.dictionaries(LINES.map(PurePosixPath), st.just("0123456789abcdef"), max_size=2),
    missing=st.just(Missing("", 0)) | st.builds(Missing, LINES, st.integers(1, 9)),
    entry=ENTRIES,
    losses=LOSSES,
    body_from=st.sampled_from(["page", "feed"]),
).map(lambda record: replace(record, entry=replace(record.entry, address=record.address)))


@given(RECORDS)
def test_any_record_comes_back_exactly(record: Record) -> None:
    assert state_text.load(state_text.dump(record)) == record


@given(RECORDS)
def test_a_record_survives_a_checkout_with_crlf(record: Record) -> None:
    base = record.base.replace("\r\n", "\n")
    text = state_text.dump(record).replace("\r\n", "\n")
    assert state_text.load(text.replace("\n", "\r\n")).base == base


def test_the_file_of_a_record_is_readable() -> None:
    assert state_text.dump(RECORD) == (
        f"address: {ADDRESS}\n"
        "path: src/posts/2022/a.md\n"
        "first_seen: 2026-01-01\n"
        "last_changed: 2026-02-03\n"
        'lossy: {"block": "table 1", "lost": "a “span”"}\n'
        "---\n"
        "---\ntitle: 'A'\n---\n\nText.\n"
    )


def test_every_line_that_a_header_can_have_is_readable() -> None:
    full = replace(
        RECORD,
        permalink="/blog/a/",
        formerly=("https://example.org/old/",),
        pictures={PurePosixPath("img/a b.png"): "0123456789abcdef"},
        missing=Missing("not found (404)", 2),
        body_from="feed",
        entry=Entry(ADDRESS, summary="In “short”.", published=date(2022, 7, 20), tags=("one",)),
        base="",
    )
    assert state_text.dump(full).splitlines()[4:-1] == [
        "formerly: https://example.org/old/",
        "permalink: /blog/a/",
        "picture: 0123456789abcdef img/a b.png",
        'feed: {"published": "2022-07-20", "summary": "In “short”.", "tags": ["one"]}',
        "body: feed",
        "missing: 2 not found (404)",
        'lossy: {"block": "table 1", "lost": "a “span”"}',
    ]


TODAYS = """address: https://example.org/2022/07/20/a/
path: src/posts/2022/a.md
first_seen: 2026-01-01
last_changed: 2026-02-03
formerly: https://example.org/old/
permalink: /blog/a/
picture: 0123456789abcdef img/a.png
feed: {"title": "A", "published": "2022-07-20"}
body: feed
missing: 2 2026 is not found (404)
lossy: {"block": "table 1", "lost": "a span"}
---
Text.
"""


def test_a_file_of_the_first_version_is_read_and_written_as_it_is() -> None:
    record = state_text.load(TODAYS)
    assert record.missing == Missing("2026 is not found (404)", 2)
    assert (record.aliases, record.entry.guid, record.source, record.rules) == ((), "", "", "")
    assert record.formerly == ("https://example.org/old/",)
    assert sorted(state_text.dump(record).splitlines()) == sorted(TODAYS.splitlines())


def test_what_an_article_is_known_by_and_was_read_from_is_in_its_file() -> None:
    full = replace(
        RECORD,
        aliases=("https://example.org/?p=1",),
        entry=Entry(ADDRESS, guid="tag:1"),
        missing=Missing("not found (404)", 1, "2026-02-03"),
        source="1-0123456789abcdef",
        rules="01234567",
    )
    assert state_text.dump(full).splitlines()[4:9] == [
        "also: https://example.org/?p=1",
        "guid: tag:1",
        "missing: 1 2026-02-03 not found (404)",
        "digest: 1-0123456789abcdef 01234567",
        'lossy: {"block": "table 1", "lost": "a “span”"}',
    ]
    assert state_text.load(state_text.dump(full)) == full


def test_a_record_that_its_file_cannot_hold_is_a_bug() -> None:
    with pytest.raises(ValueError, match="line break"):
        state_text.dump(Record("https://example.org/\nx", PurePosixPath("a"), "", "2026-01-01", "2026-01-01"))


GOOD = state_text.dump(RECORD)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "does not end"),
        (GOOD.replace("address", "adress"), "no address"),
        (GOOD.replace("2026-01-01", "yesterday"), "yesterday"),
        (GOOD.replace("first_seen", "<<<<<<< HEAD\nfirst_seen"), "unexpected line"),
        (GOOD.replace("first_seen", "path: b.md\nfirst_seen"), "unexpected line"),
        (GOOD.replace('"block"', '"blocks"'), "not a loss"),
        (GOOD.replace('{"block"', "["), "Expecting"),
        (GOOD.replace("lossy", "feed: []\nlossy"), "not what a feed says"),
        (GOOD.replace("lossy", "picture: x\nlossy"), "not a picture"),
        (GOOD.replace("lossy", "missing: often\nlossy"), "invalid literal"),
    ],
)
def test_a_broken_file_is_recognised(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        state_text.load(text)


@given(RECORDS, st.data())
def test_a_file_that_was_cut_off_within_a_line_is_no_record(record: Record, data: st.DataObject) -> None:
    text = state_text.dump(record)
    end = data.draw(st.integers(0, len(text) - 1))
    if record.base and not text[:end].endswith("\n"):
        with pytest.raises(ValueError, match=r"."):
            state_text.load(text[:end])


LONG_LINES = [f"Line {n} of an article that is long enough to be its own." for n in range(7)]


def test_a_post_is_known_by_its_first_long_lines_below_the_front_matter() -> None:
    text = "---\ntitle: as long as a line of the body, and longer than many\n---\n\nShort.\n" + "\n".join(
        LONG_LINES
    )
    rule = "\n---\nAfter a rule that ends nothing, there is more to be read here.\n---\n"
    hashes = state.beginning(text)
    assert len(set(hashes)) == 5
    assert {len(each) for each in hashes} == {8}
    assert hashes == state.beginning("\n".join(LONG_LINES)) == state.beginning(text.replace("\n", "\r\n"))
    assert state.beginning(LONG_LINES[0] + rule) == [
        hashes[0],
        *state.beginning("After a rule that ends nothing, there is more to be read here."),
    ]
    assert (len(state.beginning("x" * 40)), state.beginning("x" * 39)) == (1, [])


@pytest.mark.parametrize("before", ["---\n", "---\r\n", "--- \n", "\n---\n", ""])
@pytest.mark.parametrize("end", ["---\n", "---\r\n", "---", "--- \n", ""])
@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\u2028", "\n" + "short\n" * 2000])
def test_the_beginning_is_the_same_wherever_the_rest_is_looked_at(before, end, break_) -> None:
    """As an expression says it that looks at the whole post."""
    text = (
        f"{before}title: as long as a line of the body, and longer than many\n{end}{break_.join(LONG_LINES)}"
    )
    body = re.sub(r"\A---\r?\n.*?^---\r?\n", "", text, count=1, flags=re.DOTALL | re.MULTILINE)
    lines = [line.strip() for line in body.splitlines() if len(line.strip()) >= state.MIN_LINE_LENGTH]
    hashes = [hashlib.blake2b(line.encode(), digest_size=8).digest() for line in lines[: state.MAX_LINES]]
    assert state.beginning(text) == hashes


def test_an_index_row_holds_what_identifies_a_record() -> None:
    base = "\n".join(LONG_LINES) + "\n"
    record = replace(RECORD, base=base, permalink="/a/", formerly=("https://b/",), missing=Missing("x", 2))
    assert state.index_row_of(record) == IndexRow(
        ADDRESS,
        "src/posts/2022/a.md",
        "/a/",
        ("https://b/",),
        ("example.org/2022/07/20/senior-executives-pt1", "b"),
        2,
        b"".join(state.beginning(base)),
    )


def test_a_stamp_changes_with_a_file(tmp_path: Path) -> None:
    folder = tmp_path / ".syndicate" / "18f"
    folder.mkdir(parents=True)
    file = folder / state.file_name(ADDRESS)
    file.write_text(GOOD, encoding="utf-8")
    os.utime(file, ns=(0, 5_000))
    size = len(GOOD.encode())
    assert state.stamp(tmp_path, "18f", ADDRESS) == Stamp(size, 5_000)
    assert state.listing(folder) == {file.name: Stamp(size, 5_000)}
    assert state.listing(folder / "none") == {}
    with pytest.raises(TargetError, match="the state cannot be read: Not a directory"):
        state.listing(file)


def test_a_file_name_is_readable_and_stays_for_ever() -> None:
    assert state.file_name(ADDRESS) == "2022-07-20-senior-executives-pt1-22cbc5c7.post"


@given(LINES.map("https://example.org/{}".format))
def test_a_file_name_is_one_on_every_file_system(address: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,109}\.post", state.file_name(address))
    assert state.file_name(address) != state.file_name(address + "/")


def test_a_broken_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    folder = tmp_path / ".syndicate" / "18f"
    folder.mkdir(parents=True)
    folder.joinpath(state.file_name(ADDRESS)).write_text(GOOD, encoding="utf-8")
    folder.joinpath("broken.post").write_text("half a fi", encoding="utf-8")
    folder.joinpath("bytes.post").write_bytes(b"\xff\xfe")
    folder.joinpath("copied.post").write_text(GOOD, encoding="utf-8")
    folder.joinpath("folder.post").mkdir()
    folder.joinpath("README.md").write_text("a person's own", encoding="utf-8")
    source_state = state.read(tmp_path, "18f")
    assert list(source_state.index) == [ADDRESS]
    assert state.record(tmp_path, "18f", ADDRESS) == RECORD
    assert list(source_state.broken) == ["broken.post", "bytes.post", "copied.post", "folder.post"]
    assert "a copy: it is about" in source_state.broken["copied.post"]


def test_an_address_that_another_had_before_has_no_record_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / ".syndicate" / "18f"
    folder.mkdir(parents=True)
    moved = replace(RECORD, address="https://example.org/b/", formerly=(ADDRESS,))
    for each in (RECORD, moved):
        folder.joinpath(state.file_name(each.address)).write_text(state_text.dump(each), encoding="utf-8")
    assert list(state.read(tmp_path, "18f").index) == [moved.address]


def test_a_target_without_state_has_no_records(tmp_path: Path) -> None:
    assert state.read(tmp_path, "18f") == state.State({})


def test_a_file_that_is_as_it_was_is_not_read_again(tmp_path: Path) -> None:
    folder = tmp_path / ".syndicate" / "18f"
    folder.mkdir(parents=True)
    file = folder / state.file_name(ADDRESS)
    file.write_text(GOOD, encoding="utf-8")
    first = state.read(tmp_path, "18f")
    assert list(first.fresh) == [file.name]
    second = state.read(tmp_path, "18f", first.fresh)
    assert second.index == first.index
    assert not second.fresh
    file.write_text(GOOD.replace("path: ", "path: other/"), encoding="utf-8")
    third = state.read(tmp_path, "18f", first.fresh)
    assert third.index[ADDRESS].path == f"other/{first.index[ADDRESS].path}"
