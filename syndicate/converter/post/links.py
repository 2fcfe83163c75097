"""Addresses rewritten by the config's [links]."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def rewrite_address(address: str, links: Mapping[str, str]) -> str:
    """The address with its longest matching prefix rewritten."""
    old = max((prefix for prefix in links if address.startswith(prefix)), key=len, default="")
    return links[old] + address[len(old) :] if old else address
