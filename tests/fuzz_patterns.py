"""Drives each pattern of the package with texts of its own alphabet, and compares the times of doubled sizes."""

import math
import random
import signal
import time
from collections.abc import Callable, Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import syndicate
from tests.backtracking import Automaton
from tests.patterns import Use, modules, table_uses, uses

SIZE = 4_000
QUICK = 0.002
"""Seconds that a linear pattern does not take for `SIZE` characters; a quadratic one takes ten times as long."""

LIMIT = 1.0
CALLS: dict[str, Callable[[Any, Any], object]] = {
    "search": lambda pattern, text: pattern.search(text),
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
}


def patterns(count: int) -> list[str]:
    """The patterns that take more than twice as long for a text of twice the size, each with such a text.

    Args:
        count: how many texts are tried, over all patterns.
    """
    found = [*uses(list(modules(syndicate)))[0], *table_uses()]
    numbers = random.Random(count)
    faults: dict[str, str] = {}
    for use in found:
        words = list(_words(use))
        for _ in range(max(1, count // len(found))):
            start, middle, end = (
                "".join(numbers.choices(words, k=numbers.randrange(low, 4))) for low in (0, 1, 0)
            )
            if use.place not in faults and _is_slow(use, start, middle, end):
                faults[use.place] = (
                    f"{use.place}: {use.pattern.pattern!r} with {start!r}, {middle!r}…, {end!r}"
                )
    return list(faults.values())


def _words(use: Use) -> Iterator[str]:
    """Texts that the pattern names, and a few characters of each set in it."""
    automaton = Automaton(use.pattern, search=True, whole=False)
    for mask in {*automaton.sets, *(automaton.full & ~mask for mask in automaton.sets)}:
        characters = [one for number, one in enumerate(automaton.alphabet) if mask >> number & 1]
        yield from characters[:2] + characters[-2:]
    yield from _literals(_parser.parse(use.pattern.pattern, use.pattern.flags))


def _literals(tree: Any) -> Iterator[str]:
    """The longest texts that stand in a parsed pattern."""
    text = ""
    for item in tree if isinstance(tree, (list, tuple, _parser.SubPattern)) else ():
        if isinstance(item, tuple) and len(item) == 2 and item[0] is op.LITERAL:
            text += chr(item[1])
            continue
        yield from [text] if text else []
        text = ""
        yield from _literals(item)
    yield from [text] if text else []


def _is_slow(use: Use, start: str, middle: str, end: str) -> bool:
    size = 16
    while size < SIZE:
        size *= 2
        seconds = _seconds(use, start, middle, end, size)
        if math.isinf(seconds):
            return True
        if seconds > QUICK:
            once, twice = (
                min(_seconds(use, start, middle, end, length) for _ in range(3))
                for length in (size, 2 * size)
            )
            return once > QUICK and twice > 3 * once
    return False


def _seconds(use: Use, start: str, middle: str, end: str, size: int) -> float:
    text: str | bytes = start + middle * (size // len(middle)) + end
    if isinstance(use.pattern.pattern, bytes):
        text = str(text).encode("latin-1", "replace")
    names = [name for name in use.methods if name in CALLS] if not use.search else ["scan"]
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    started = time.thread_time()
    try:
        for name in names:
            CALLS.get(name, _scan)(use.pattern, text)
    except TimeoutError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.thread_time() - started


def _scan(pattern: Any, text: Any) -> object:
    return sum(1 for _ in pattern.finditer(text))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError
