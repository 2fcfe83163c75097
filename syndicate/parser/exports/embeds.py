"""Addresses that a platform shows as players: what stands for each in HTML."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

ALONE = re.compile(r"(?m)^[ \t]*+(https?://[^\s<>\"\[\]]++)[ \t]*+$")
"""An address on a line of its own, which WordPress embeds: https://wordpress.org/documentation/article/embeds/"""
VIDEO_ID = re.compile(r"[\w-]{11}")


def embed(address: str) -> str:
    """A player of what is at an address, or a link to it.

    Args:
        address: of a page, in plain text.
    """
    player = player_address(address)
    shown = html.escape(player or address)
    if player:
        return f'<figure><iframe src="{shown}" allowfullscreen></iframe></figure>'
    return f'<p><a href="{shown}">{shown}</a></p>'


def player_address(address: str) -> str:
    """The address of the player for a video's page; "" where none is known."""
    try:
        split = urlsplit(address)
    except ValueError:
        return ""
    host, parts = (
        (split.hostname or "").removeprefix("www.").removeprefix("m."),
        split.path.strip("/").split("/"),
    )
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        query = parse_qs(split.query).get("v", [""])[0]
        name = query or (
            parts[-1] if host == "youtu.be" or parts[0] in ("embed", "shorts", "live", "v") else ""
        )
        return f"https://www.youtube.com/embed/{name}" if VIDEO_ID.fullmatch(name) else ""
    if host in ("vimeo.com", "player.vimeo.com") and parts[-1].isdecimal():
        return f"https://player.vimeo.com/video/{parts[-1]}"
    return ""
