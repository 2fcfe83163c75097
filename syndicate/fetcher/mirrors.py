"""Where an address is really fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def mirrored(address: str, mirrors: Mapping[str, str]) -> str:
    """Where an address is really fetched: its longest mirrored prefix replaced."""
    prefix = longest(address, mirrors)
    return mirrors[prefix] + address[len(prefix) :] if prefix else address


def longest(address: str, prefixes: Iterable[str]) -> str:
    """The longest prefix of an address, "" where none is."""
    return max((prefix for prefix in prefixes if address.startswith(prefix)), key=len, default="")


def unmirrored(address: str, mirrors: Mapping[str, str]) -> str:
    """The original name of an address that may be a mirror's."""
    return mirrored(address, {new: old for old, new in mirrors.items()})
