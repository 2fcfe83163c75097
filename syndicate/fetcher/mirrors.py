"""Mirrors: from an original address to the one that is fetched, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.addresses import after_prefix, longest_prefix

if TYPE_CHECKING:
    from collections.abc import Mapping


def to_mirror(address: str, mirrors: Mapping[str, str]) -> str:
    """The address that is fetched: the longest prefix that has a mirror, replaced."""
    prefix = longest_prefix(address, mirrors)
    return mirrors[prefix] + after_prefix(address, prefix) if prefix else address


def from_mirror(address: str, mirrors: Mapping[str, str], requested: str = "") -> str:
    """The original address of one that may be a mirror's.

    Args:
        address: what answered, a mirror's address or an original one.
        mirrors: prefixes of original addresses, and those that are fetched in their place.
        requested: the original address that was asked for; where several prefixes have one mirror, the answer is
            from the one that this has.
    """
    mirror = longest_prefix(address, mirrors.values())
    if not mirror:
        return address
    prefixes = [prefix for prefix, place in mirrors.items() if place == mirror]
    prefix = longest_prefix(requested, prefixes) or prefixes[-1]
    return prefix + after_prefix(address, mirror)
