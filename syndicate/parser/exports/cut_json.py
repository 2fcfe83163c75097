"""JSON of an export, also where it is cut off: the rows that stand whole before the damage."""

from __future__ import annotations

import json
import re
from typing import Any

from syndicate.errors import ParseError

TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
CLOSING = {"{": "}", "[": "]"}


def load(text: str, name: str, *, lists: int = 1) -> tuple[Any, str]:
    """What JSON says, and what is wrong with it; "" where nothing is.

    Args:
        text: the JSON.
        name: of its file.
        lists: in how many lists a row stands. A row within one that is cut off is none: what is missing there may say
            that it is not public.

    Raises:
        ParseError: no row of any list in it is whole.
    """
    try:
        return json.loads(text), ""
    except RecursionError as error:
        raise ParseError("this JSON is nested too deeply", name) from error
    except ValueError as error:
        why = f"this JSON is broken or cut off ({error})"
        end = getattr(error, "pos", len(text))
    try:
        return json.loads(_up_to_last_row(text[:end], lists)), why
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{why}; download the export once more", name) from error


def _up_to_last_row(text: str, lists: int) -> str:
    """The text up to the last object that is whole and stands in so many lists, with what is open there closed."""
    open_signs: list[str] = []
    end, closing = 0, ""
    for match in TOKEN.finditer(text):
        sign = match[0]
        if sign in CLOSING:
            open_signs.append(sign)
        elif sign in ("}", "]"):
            if not open_signs or CLOSING[open_signs.pop()] != sign:
                break
            is_row = sign == "}" and open_signs[-1:] == ["["] and open_signs.count("[") == lists
            if is_row or not open_signs:
                end, closing = match.end(), "".join(CLOSING[each] for each in reversed(open_signs))
            if not open_signs:
                break
    return text[:end] + closing
