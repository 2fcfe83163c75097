import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from syndicate.merging import front_matter_of, merge, reads_same, with_key
from syndicate.models import Clash
from tests.steps import steps

CASES = Path(__file__).parents[3] / "fixtures" / "merges"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
MARKERS = ("<<<<<<< this repository", "=======", ">>>>>>> the original")

# What a person's editor, or a stranger's site, may make of a post: anything, and what is nearly a front matter.
PIECES = [
    "---",
    "+++",
    "...",
    "a: 1",
    "a: 2",
    "b: |+",
    "  x",
    "",
    "tags: [x, y]",
    "tags:",
    "- x",
    "# c",
    "*a",
    "&a",
    "{",
]
ANYTHING = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "---\n", "---\r\n", "\ufeff---\n", "+++\n"]),
    st.lists(st.sampled_from(PIECES)).map("\n".join),
    st.text("ab \n\r'\"#:-+[]{},|*&!?.\u2028\ufeffé"),
)
LINES = st.lists(st.sampled_from(["", "A", "B", "C", "- d", "```", "  "]), max_size=14)
BODIES = LINES.map(lambda lines: "".join(f"{line}\n" for line in ["", "*From [there](there).*", *lines]))


def post(front: str, body: str = "\nText.\n") -> str:
    return f"---\n{front}---\n{body}"


@pytest.mark.parametrize("name", NAMES)
def test_a_post_is_merged_as_a_person_would(name: str) -> None:
    base, ours, theirs, expected = (
        (CASES / name / f"{side}.md").read_bytes().decode() for side in ("base", "ours", "theirs", "expected")
    )
    merged = merge(base, ours, theirs)
    assert merged.text == expected
    assert len(merged.clashes) == expected.count(MARKERS[0])


def test_every_case_is_explained() -> None:
    assert (
        re.findall(r"^- `([^`]+)`: .", (CASES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
        == NAMES
    )


def test_a_clash_says_where_it_is_in_her_file_and_what_each_side_has() -> None:
    base = post("title: 'A'\ndate: 2022-07-20\n", "\nOne.\n\nTwo.\n")
    ours = post("# mine\ntitle: 'B'\ndate: 2022-07-20\n", "\nOne!\n\nTwo.\n")
    theirs = post("title: 'C'\ndate: 2022-07-20\n", "\nOne?\n\nTwo.\n")
    assert merge(base, ours, theirs).clashes == (
        Clash("title", "title: 'A'", "title: 'B'", "title: 'C'"),
        Clash("body, line 7", "One.", "One!", "One?"),
    )


# What holds for every post


@given(ANYTHING, ANYTHING)
def test_what_only_a_person_changed_stays_byte_for_byte(base: str, ours: str) -> None:
    merged = merge(base, ours, base)
    assert (merged.text, merged.clashes) == (ours, ())


@given(ANYTHING, ANYTHING)
def test_what_both_sides_have_alike_stays_byte_for_byte(base: str, ours: str) -> None:
    merged = merge(base, ours, ours)
    assert (merged.text, merged.clashes) == (ours, ())


@given(ANYTHING, ANYTHING)
def test_a_post_that_nobody_edited_follows_its_original(base: str, theirs: str) -> None:
    base, theirs = (re.sub("[\r\ufeff]", "", text) for text in (base, theirs))
    merged = merge(base, base, theirs)
    assert (merged.text, merged.clashes) == (theirs, ())


@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatever_meets_is_merged_without_markers_or_clashes_with_them(
    base: str, ours: str, theirs: str
) -> None:
    merged = merge(base, ours, theirs)
    lines = re.split(r"\r\n|\n|\r", merged.text.removeprefix("\ufeff"))
    for marker in MARKERS:
        assert lines.count(marker) == len(merged.clashes)


def added(side: str, base: str) -> Counter[str]:
    return Counter(side.splitlines()) - Counter(base.splitlines())


@given(BODIES, BODIES, BODIES)
def test_no_line_that_a_side_added_is_ever_missing(base: str, ours: str, theirs: str) -> None:
    found = Counter(merge(base, ours, theirs).text.splitlines())
    assert added(ours, base) <= found
    assert added(theirs, base) <= found


@given(BODIES, BODIES, BODIES)
def test_the_sides_may_change_places(base: str, ours: str, theirs: str) -> None:
    merged, turned = merge(base, ours, theirs), merge(base, theirs, ours)
    assert [(clash.base, clash.ours, clash.theirs) for clash in merged.clashes] == [
        (clash.base, clash.theirs, clash.ours) for clash in turned.clashes
    ]
    if not merged.clashes:
        assert merged.text == turned.text


@given(BODIES, BODIES, BODIES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_line_endings_are_those_of_the_person(base: str, ours: str, theirs: str, newline: str) -> None:
    merged = merge(base, ours.replace("\n", newline), theirs)
    assert merged.text == merge(base, ours, theirs).text.replace("\n", newline)
    assert merged.clashes == merge(base, ours, theirs).clashes


# Beside git


def a_post(dice: random.Random) -> list[str]:
    lines = [""]
    for _ in range(dice.randrange(3, 15)):
        kind = dice.choice(["paragraph"] * 7 + ["item"] * 2 + ["code"])
        inside = [
            f"{kind} {dice.random()}" for _ in range(1 if kind == "paragraph" else dice.randrange(1, 5))
        ]
        lines += ["```", *inside, "```", ""] if kind == "code" else [*inside, ""]
    return lines[:-1]


def an_edit(dice: random.Random, lines: list[str]) -> list[str]:
    lines = list(lines)
    for _ in range(dice.randrange(1, 4)):
        places = [place for place, line in enumerate(lines) if line not in ("", "```")]
        if not places:
            break
        place, new = dice.choice(places), f"new {dice.random()}"
        start, stop, instead = dice.choice(
            [
                (place, place + 1, [new]),
                (place, place + 1, [new]),
                (place, place, [new, ""]),
                (place + 1, place + 1, ["", new]),
                (place, place + 2, []),
            ]
        )
        lines[start:stop] = instead
    return lines


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_what_git_merges_is_merged_alike(tmp_path: Path) -> None:
    dice = random.Random(20220720)
    alike = ours_alone = 0
    for _ in range(150):
        base = a_post(dice)
        sides = [base, an_edit(dice, base), an_edit(dice, base)]
        texts = ["".join(f"{line}\n" for line in side) for side in sides]
        for name, text in zip(("base", "ours", "theirs"), texts, strict=True):
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        done = subprocess.run(
            ["git", "merge-file", "-p", "ours", "base", "theirs"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        merged = merge(*texts)
        if done.returncode == 0:
            assert (merged.text, merged.clashes) == (done.stdout.decode(), ())
            alike += 1
        ours_alone += done.returncode > 0 and not merged.clashes
    assert alike > 60
    assert ours_alone > 20  # neighbours that only touch


@pytest.mark.parametrize("lines", [["a", "b"], ["a", ""], [""], ["", "", "", "- x"]])
def test_the_work_of_merging_grows_with_a_post_of_lines_that_repeat_not_with_its_square(
    lines: list[str],
) -> None:
    def work(count: int) -> int:
        dice = random.Random(1)
        base, ours, theirs = ("".join(f"{line}\n" for line in dice.choices(lines, k=count)) for _ in range(3))
        return steps(lambda: merge(base, ours, theirs))

    assert work(4000) < 3 * work(2000)


# Front matter

VALUES = {
    "title": ["'A'", '"A"', "A", "B", "'it''s: C'", ">-\n  A", "|\n  A\n  B\n", '"D\n  E"'],
    "date": ["2022-07-20", '"2022-07-20"', "2023-01-02"],
    "draft": ["true", "false", "'yes'"],
    "order": ["1", "1.0", "'1'", "", "~"],
    "author": ["{name: Ada}", "\n  name: Ada\n  mail: a@example.org", "[Ada, [Bo]]"],
}
KEYS = [*VALUES, "tags"]


def as_list(tags: list[str], layout: str) -> str:
    quoted = [f"'{tag}'" for tag in tags]
    if layout == "flow" or not tags:
        return f"[{', '.join(quoted)}]"
    if layout == "long":
        return "[\n" + "".join(f"  {tag},\n" for tag in quoted) + "]"
    return "".join(f"\n{layout}- {tag}" for tag in quoted)


TAGS = st.lists(st.sampled_from(["a", "b", "c d", "e", "1", "yes"]), unique=True, max_size=4)
LISTS = st.builds(as_list, TAGS, st.sampled_from(["flow", "long", "", "  "]))
FRONTS = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(VALUES[key]) for key in VALUES} | {"tags": LISTS}
)
BETWEEN = st.lists(st.sampled_from(["", "", "", "# hers\n", "\n# a: b\n\n"]), min_size=6, max_size=6)


def as_front(values: Mapping[str, str], order: list[str], between: list[str]) -> str:
    return "".join(
        f"{space}{key}: {values[key].removesuffix(chr(10))}\n"
        for key, space in zip(order, between, strict=True)
        if key in values
    )


def load_yaml(front: str) -> dict[str, object]:
    """What each key says. Types count: 1 is neither true nor 1.0; but a date is one with and without quotes."""
    values = yaml.safe_load(front) or {}
    return {
        key: value if isinstance(value, list) else str(value) if key == "date" else (type(value), value)
        for key, value in values.items()
    }


def by_the_rules(key: str, base: object, ours: object, theirs: object) -> object:
    """What a key is to say in the end, CLASH, or None where it is to be gone."""
    if ours == base:
        return theirs
    if theirs in (base, ours) or (base is not None and None in (ours, theirs)):
        return ours
    if ours is None:
        return theirs
    if key == "tags" and isinstance(ours, list) and isinstance(theirs, list):
        old = base if isinstance(base, list) else []
        removed = {tag for tag in old if tag not in ours or tag not in theirs}
        return sorted({*old, *ours, *theirs} - removed)
    return CLASH


CLASH = "clash"


@given(FRONTS, FRONTS, FRONTS, st.permutations(KEYS), BETWEEN)
def test_each_key_is_merged_by_the_rules(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str], order: list[str], between: list[str]
) -> None:
    last_written, today = (as_front(side, KEYS, [""] * 6) for side in (base, theirs))
    edited = as_front(ours, order, between)
    merged = merge(post(last_written), post(edited), post(today))
    sides = [load_yaml(text) for text in (last_written, edited, today)]
    expected = {key: by_the_rules(key, *(side.get(key) for side in sides)) for key in KEYS}
    assert {clash.where for clash in merged.clashes} == {key for key in KEYS if expected[key] == CLASH}
    if merged.clashes or edited == last_written:
        return
    text = merged.text.split("---\n")[1]
    merged_values = load_yaml(text)
    tags = merged_values.get("tags")
    if isinstance(tags, list):
        merged_values["tags"] = sorted(tags)
        expected["tags"] = sorted(expected["tags"]) if isinstance(expected["tags"], list) else None
    assert merged_values == {key: value for key, value in expected.items() if value is not None}
    assert re.findall("^#.*", text, re.MULTILINE) == re.findall("^#.*", edited, re.MULTILINE)
    assert [key for key in merged_values if key in ours] == [
        key for key in order if key in ours and key in merged_values
    ]


BASE = "title: 'A'\ntags: ['a', 'b']\ndate: 2022-07-20\n"


def front(ours: str, theirs: str, base: str = BASE) -> str:
    """The merged front matter, which must not clash."""
    merged = merge(post(base), post(ours), post(theirs))
    assert merged.clashes == ()
    return merged.text.removeprefix("---\n").removesuffix("---\n\nText.\n")


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("hers", "theirs", "expected"),
    [
        # How she writes the list; what stands in theirs; what comes of hers.
        ("['a','b']", "['a', 'b', 'c']", "['a','b','c']"),
        ("[a, b] # mine", "['0', 'a', 'b']", "['0', a, b] # mine"),
        ("[b, a]", "['a', 'c', 'b']", "[c, b, a]"),
        ("[a, b, x, y]", "['b', 'c']", "[b, x, y, c]"),
        ("[]", "['a', 'b', 'c']", "['c']"),
        ("[a, b, ]", "[]", "[]"),
        ("[\n  a,\n  b,\n]", "['a', 'b', 'c']", "[\n  a,\n  b,\n  c,\n]"),
        ("[\n  a,\n  b # last\n]", "['a', 'b', 'c']", "[\n  a,\n  b,\n  c # last\n]"),
        ("\n- a\n- b", "['0', 'b']", "\n- '0'\n- b"),
        ("\n  - a # first\n  # then\n  - b", "['a', 'b', 'c']", "\n  - a # first\n  # then\n  - b\n  - c"),
        ("\n  - a\n  - b", "[]", " []"),
        ('["é😀", a, b]', "['a']", '["é😀", a]'),
    ],
)
def test_tags_are_merged_one_by_one_in_her_layout(hers: str, theirs: str, expected: str) -> None:
    old, new = "tags: ['a', 'b']", f"tags: {expected}".replace("tags: \n", "tags:\n").replace("  []", " []")
    ours = changed((old, f"tags: {hers}".replace("tags: \n", "tags:\n")))
    assert front(ours, changed((old, f"tags: {theirs}"))) == changed((old, new))


@pytest.mark.parametrize(
    ("hers", "theirs"),
    [
        ("[\n  a, # first\n  b\n]", "['b']"),  # her comment would go
        ("\n  - a # first\n  - b", "['b']"),
        ("\n  - a\n  -\n    b # alone", "['a', 'b', 'c']"),
        ("[a, b, x]", "\n- a\n- b\n- c, d"),  # not to be written without quotes between brackets
        ("[a, [b]]", "['a']"),
        ("a", "['a', 'c']"),
    ],
)
def test_a_list_that_cannot_be_merged_one_by_one_clashes(hers: str, theirs: str) -> None:
    ours, today = (changed(("tags: ['a', 'b']", f"tags: {each}")) for each in (hers, theirs))
    merged = merge(post(BASE), post(ours), post(today))
    assert [clash.where for clash in merged.clashes] == ["tags"]
    assert ours.split("tags")[1].split("date")[0] in merged.text


def test_her_quotes_stay_also_where_the_value_changes() -> None:
    ours = changed(("'A'", '"A"'))
    assert front(ours, changed(("07-20", "07-21"))) == changed(("'A'", '"A"'), ("07-20", "07-21"))
    assert front(ours, changed(("'A'", "'B'"))) == changed(("'A'", '"B"'))


def test_the_quotes_of_the_original_come_where_she_left_the_line_alone() -> None:
    ours, theirs = changed(("07-20", "07-21")), changed(("'A'", '"A"'))
    assert front(ours, theirs) == changed(("'A'", '"A"'), ("07-20", "07-21"))


def test_a_new_order_of_tags_comes_where_she_only_changed_quotes() -> None:
    ours, theirs = changed(("['a', 'b']", "[a, b]")), changed(("['a', 'b']", "['b', 'a']"))
    assert front(ours, theirs) == theirs


def test_a_value_of_several_lines_goes_whole() -> None:
    base = 'title: "A # B"\n'
    assert front('title: "A\n# B"\n\n# hers\n', "title: 'C'\n", base) == "title: 'C'\n\n# hers\n"


def test_her_comment_stays_behind_a_value_that_changes() -> None:
    ours = changed(("'A'", "A   # as in print"))
    assert front(ours, changed(("'A'", "'B'"))) == changed(("'A'", "B   # as in print"))


def test_her_comment_inside_a_value_that_changes_is_not_lost() -> None:
    base, ours = "author: {name: Ada}\n", "author:\n  # she\n  name: Ada\n"
    merged = merge(post(base), post(ours), post("author: {name: Bo}\n"))
    assert [clash.ours for clash in merged.clashes] == [ours.removesuffix("\n")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("yes", "true"),
        ("1", "1.0"),
        ("1", "true"),
        ("'yes'", "yes"),
        ("''", "~"),
        ("2022-13-45", "'2022-13-45'"),
    ],
)
def test_what_one_parser_may_read_differently_is_a_change(one: str, other: str) -> None:
    sides = [post(f"k: {value}\n") for value in (one, other, "new")]
    assert [clash.where for clash in merge(*sides).clashes] == ["k"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2022-07-20", "'2022-07-20'"),
        ("2022-07-20", "2022-07-20T00:00:00Z"),
        ("2022-07-20 10:00:00", '"2022-07-20T12:00:00+02:00"'),
        ("true", "True"),
        ("~", "null"),
    ],
)
def test_what_says_the_same_is_no_change(one: str, other: str) -> None:
    assert front(f"k: {other}\nx: 1\n", "k: new\n", f"k: {one}\n") == "k: new\nx: 1\n"


def test_a_key_that_one_side_removed_and_the_other_changed_is_as_she_has_it() -> None:
    without, other = BASE.replace("title: 'A'\n", ""), changed(("'A'", "'B'"), ("'b'", "'c'"))
    assert front(without, other) == without.replace("'b'", "'c'")
    assert front(other, without) == other
    assert front(BASE + "x: 1\n", without) == without + "x: 1\n"


def test_a_new_key_follows_the_one_that_it_follows_in_the_original() -> None:
    ours = "# top\ndate: 2022-07-20\n\n# the tags\ntags: ['a', 'b']\ntitle: mine\n"
    theirs = "first: 1\ntitle: 'A'\nauthors: ['Ada']\ntags: ['a', 'b']\ndate: 2022-07-20\nlast: |\n  x\n"
    assert front(ours, theirs) == (
        "first: 1\n# top\ndate: 2022-07-20\nlast: |\n  x\n\n# the tags\ntags: ['a', 'b']\ntitle: mine\nauthors: ['Ada']\n"
    )


def test_a_removed_front_matter_stays_removed_but_for_new_keys() -> None:
    assert merge(post(BASE), "\nText!\n", post(changed(("'A'", "'B'")))).text == "\nText!\n"
    assert merge(post(BASE), "\nText!\n", post(BASE + "new: 1\n")).text == post("new: 1\n", "\nText!\n")


@pytest.mark.parametrize(
    "hers",
    [
        "+++\ntitle = 'A\n+++\n",
        "---json\n{}\n---\n",
        "---\n  title: 'A'\n  tags: ['a', 'b']\n  date: 2022-07-20\n  more: x\n---\n",
        '{\n"title": "A",\n}}\n',
        "---\nnever: closed\n",
        "\n---\ntitle: too far down\n---\n",
    ],
)
def test_a_front_matter_into_which_no_line_fits_clashes_whole(hers: str) -> None:
    merged = merge(post(BASE), hers + "\nText.\n", post(BASE + "new: 1\n", "\nText!\n"))
    assert [clash.where for clash in merged.clashes] == ["front matter"]
    assert hers in merged.text
    assert merged.text.endswith("\nText!\n")


@pytest.mark.parametrize(
    "line",
    [
        "title: B: C",
        "title: *anchor",
        "other: &anchor x\nto: *anchor",
        "x: 1\nx: 2",
        "{x: 1}",
        "kept: |+\n  x\n\n",
        "kept:\n  - >+\n    x\n\n",
        "? x\n: 1",
        "text: a\u2028b",
        f"deep: {'[' * 900}{']' * 900}",
    ],
)
def test_a_front_matter_that_is_not_simply_key_after_key_is_merged_by_lines(line: str) -> None:
    ours, theirs = changed(("title: 'A'", line)), changed(("07-20", "07-21"))
    assert front(ours, theirs) == changed(("title: 'A'", line), ("07-20", "07-21"))


@pytest.mark.parametrize(
    ("hers", "theirs"),
    [
        ("title: &it 'A'\nother: *it\n", "title: 'B'\n"),  # nothing must take the anchor away
        ("title: 'A\u2028B'\nother: 1\n", "title: 'B'\n"),
    ],
)
def test_such_a_front_matter_clashes_where_lines_do(hers: str, theirs: str) -> None:
    merged = merge(post("title: 'A'\n"), post(hers), post(theirs))
    assert [clash.where for clash in merged.clashes] == ["front matter, line 2"]


def test_a_clash_in_such_a_front_matter_says_its_line() -> None:
    sides = [post(changed(("title: 'A'", title))) for title in ("title: 'A'", "# x\ntitle: *x", "title: 'B'")]
    assert [clash.where for clash in merge(*sides).clashes] == ["front matter, line 2"]


def test_a_key_is_set_in_place_or_last() -> None:
    text = post("draft: >-\n  no\n# why\ntitle: 'A'\n").replace("\n", "\r\n")
    assert with_key(text, "draft", "true") == post("draft: true\n# why\ntitle: 'A'\n").replace("\n", "\r\n")
    assert with_key(text, "permalink", "/a/") == text.replace("'A'\r\n", "'A'\r\npermalink: /a/\r\n")
    assert with_key(post("Status: published\n"), "status", "skip") == post("Status: skip\n")
    assert with_key("\nText.", "draft", "true") == "---\ndraft: true\n---\n\nText."


@given(FRONTS, st.permutations(KEYS), BETWEEN, st.sampled_from(KEYS))
def test_a_key_that_is_set_leaves_all_others(
    values: dict[str, str], order: list[str], between: list[str], key: str
) -> None:
    text = as_front(values, order, between)
    assert load_yaml(with_key(post(text), key, "new").split("---\n")[1]) == load_yaml(text) | load_yaml(
        f"{key}: new\n"
    )


@pytest.mark.parametrize("front", ["+++\na = \n+++\n", "---\na: b: c\n---\n", "---\nnever: closed\n"])
def test_no_key_is_set_in_a_front_matter_that_is_not_understood(front: str) -> None:
    with pytest.raises(ValueError, match="it"):
        with_key(front, "draft", "true")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (post("a: 1\nb: yes\nc: 2022-07-20\n"), {"a": 1, "b": True, "c": date(2022, 7, 20)}),
        ("\ufeff" + post("a: 1\n").replace("\n", "\r\n"), {"a": 1}),
        ("---\na: 1\n...\nText.", {"a": 1}),
        ("---yaml \na: 1\n--- \n", {"a": 1}),
        ('---json\n{"a": 1}\n---\n', {"a": 1}),
        ("+++\na = 2022-07-20\n+++\n", {"a": date(2022, 7, 20)}),
        ("---toml\na = 1\n---\n", {"a": 1}),
        (post("1: x\n"), {"1": "x"}),
        (post(""), {}),
        (post("- a\n"), {}),
        (post("a: b: c\n"), {}),
        (post("a: 2022-13-45\n"), {}),
        (post("a: !!bool x\n"), {}),
        (post("a: !!timestamp x\n"), {}),
        (post("a: !!python/name:os.system\n"), {}),
        ("+++\na: 1\n+++\n", {}),
        ("Text.\n\n---\na: 1\n---\n", {}),
        ("---\na: 1\n", {}),
        ("", {}),
    ],
)
def test_what_a_front_matter_says_is_read(text: str, values: dict[str, object]) -> None:
    assert front_matter_of(text) == values


@pytest.mark.parametrize("style", [">", ">-", "|", "|-"])
def test_a_text_that_somebody_folded_reads_the_same_and_clashes_with_no_change_of_the_origin(style):
    def post(lines: str, body: str = "Text.") -> str:
        return f"---\ntitle: A\n{lines}date: 2024-05-01\n---\n\n{body}\n"

    base, theirs = (
        post('description: "One sentence, and on."\n'),
        post('description: "One long sentence, and on."\n'),
    )
    fold = "\n  " if style[0] == ">" else " "
    ours = post(f"description: {style}\n  One sentence,{fold}and on.\n")
    assert reads_same(base, ours)
    assert merge(base, ours, base.replace("Text", "Word")).text == ours.replace("Text", "Word")
    merged = merge(base, ours, theirs)
    assert merged.clashes == ()
    assert reads_same(merged.text, theirs)
