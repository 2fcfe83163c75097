"""Where code stands within a paragraph of Markdown: nothing in it is a sign, and no line breaks there."""

from __future__ import annotations

import re

_TICKS = re.compile(r"`+")


def code_spans(text: str) -> list[tuple[int, int, int]]:
    """The code of a chunk: where each span begins and ends, and how many backticks it has on either side."""
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for n in reversed(range(len(runs))):
        later.setdefault(runs[n][1] - runs[n][0], []).append(n)
    found = []
    last = -1
    for n, (start, end) in enumerate(runs):
        same = later[end - start]
        while same and same[-1] <= n:
            same.pop()
        if n <= last or not same or text[start - 1 : start] == "\\":
            continue
        last = same[-1]
        found.append((start, runs[last][1], end - start))
    return found
