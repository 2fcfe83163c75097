import importlib.util
import re
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

import syndicate
from tests.backtracking import superlinear
from tests.patterns import CONFIGURED, TABLES, Use, modules, table_uses, uses


def faults(found: list[Use]) -> list[str]:
    return [
        f"{use.place}: {use.pattern.pattern!r} is {fault}"
        for use in found
        for fault in superlinear(use.pattern, search=use.search, whole=use.whole)
    ]


def scratch_module(folder: Path, source: str) -> ModuleType:
    file = folder / "scratch.py"
    file.write_text(source)
    spec = importlib.util.spec_from_file_location("scratch", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_pattern_takes_linear_time() -> None:
    found, _ = uses(list(modules(syndicate)))

    assert len(found) > 150
    assert faults([*found, *table_uses()]) == []


def test_every_pattern_can_be_read_without_running_the_code() -> None:
    _, unreadable = uses(list(modules(syndicate)))

    assert set(unreadable) == {*CONFIGURED, *TABLES}


@pytest.mark.parametrize(
    "source",
    [
        r'PATTERN = re.compile(r"\s+$")',
        r'TABLE = {"a": (re.compile(r"<!--.*?-->", re.DOTALL),)}',
        r'def f(text): return re.sub(r"(a+)+b", "", text)',
        r'def f(text): return re.search("[a-z]+:", text)',
        r'def f(text): return re.split(r"\n\s*\n", text)',
        r'PART = r"\d*"' + "\n" + r'def f(text): return re.fullmatch(rf"{PART}\.?{PART}", text)',
        r'def f(text, sign): return re.findall(rf"{re.escape(sign)}\s*$|\s*,", text)',
        r'def f(text): return re.match("(?:a|a)*b", string=text)',
        r'def f(text): return re.sub(pattern="a*b", repl="", string=text)',
        "from re import search as look\n" + r'def f(text): return look(r"\w+x", text)',
        "import re as regex\n" + r'def f(text): return regex.compile(r"x*y").search(text)',
        r"""
        class Reader:
            PATTERN = re.compile("a*b")
            def read(self, text): return self.PATTERN.search(text)
        """,
    ],
)
def test_a_new_pattern_that_backtracks_is_caught_wherever_it_stands(tmp_path: Path, source: str) -> None:
    found, unreadable = uses([scratch_module(tmp_path, "import re\n" + textwrap.dedent(source))])

    assert faults(found)
    assert not unreadable


def test_a_pattern_that_is_made_at_run_time_is_caught(tmp_path: Path) -> None:
    source = "import re\ndef f(text, part): return re.search(part + '$', text)\n"

    assert uses([scratch_module(tmp_path, source)])[1] == ["scratch: part + '$'"]


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b", r"(?:a|a)*b", r"(?:a|ab|b)*c", r"(?:a{1,30})*b", r"(?:a?){1,900}b", r"\s+$", r"(\S*)x", r"\s*\w*\s*$",
        r"<!--.*?-->", r"(?:<!--.*?-->\s*)*<html", r"a(?:a*c)?", r"(?:a*b)*c", r"(?=.*x)a", r"[a-z]++:", r"(?<!b)a*c",
        r"(?>(?:a|a)*b)", r"(?i:a)*A*c", r"^\s*$x", r"a*(?=b)", r"a*\b;",
    ],
)  # fmt: skip
def test_what_backtracks_in_a_search_is_refused(pattern: str) -> None:
    assert superlinear(re.compile(pattern, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s+", r"(?<!\s)\s+$", r"\A\s+x", r"<!--.*?(?:-->|\Z)", r"[^>]*(?:>|\Z)", r"\w+(?:\.\w+)*", r"\bfoo\b",
        r"x\d{1,9}y", r"\[[^\[\]]*\]", r"^[ \t]+x", r"/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)", r"\n(?:[^\S\n]*+\n)++",
    ],
)  # fmt: skip
def test_what_is_linear_in_a_search_is_allowed(pattern: str) -> None:
    assert superlinear(re.compile(pattern, re.DOTALL | re.MULTILINE)) == []


@pytest.mark.parametrize(
    ("pattern", "linear"),
    [
        (r"\s*+\w*+\s*+$", True),
        (r"\s*\w*\s*$", False),
        (r"(?:<!--(?>.*?-->)\s*+)*+<html", True),
        (r"(?:<!--.*?-->\s*)*+<html", True),
        (r"(?:<!--.*?-->\s*)*<html", False),
        (r"\w++/\w+", True),
        (r".+ by .+ on .+ end", False),
        (r"(?>.+? by )(?>.+? on ).+", True),
    ],
)
def test_a_match_at_the_start_alone_may_begin_with_a_repeat(pattern: str, linear: bool) -> None:
    assert (superlinear(re.compile(pattern, re.DOTALL), search=False) == []) is linear
