"""Addresses rewritten by the config's [links]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.addresses import after_prefix, longest_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping


def rewrite_address(address: str, links: Mapping[str, str]) -> str:
    """The address with its longest matching prefix rewritten."""
    old = longest_prefix(address, links)
    return links[old] + after_prefix(address, old) if old else address
