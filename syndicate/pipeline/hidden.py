"""Posts that stay hidden for an original that is gone, though the config does not ask for that any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.config.flavors import hidden_by
from syndicate.merging import with_key
from syndicate.models import Kind

if TYPE_CHECKING:
    from syndicate.config import Config
    from syndicate.models import Change


def with_hiding(change: Change, config: Config, text: str) -> Change:
    """The change of a post, told again where it is hidden for a gone original, and the config does not ask for that now.

    Args:
        change: as it was planned.
        config: the source's.
        text: of the post.
    """
    keys = hidden_by(config.post.flavor)
    own = {key: str(value).casefold() for key, value in config.post.front_matter.items()}
    if (
        config.source.gone == "draft"
        or change.kind not in (Kind.GONE, Kind.UNCHANGED)
        or change.record.missing.misses < config.source.gone_after
        or any(own.get(key) == value.casefold() for key, value in keys.items())  # every post is to be hidden
    ):
        return change
    try:
        is_hidden = all(
            with_key(each, key, value) == each
            for key, value in keys.items()
            for each in (text, change.record.base)
        )
    except ValueError:
        return change
    if not is_hidden:
        return change
    marks = " and ".join(f"{key}: {value}" for key, value in keys.items())
    reason = (
        f'gone at the origin: {change.record.missing.why}; still hidden by {marks}, as source.gone = "draft" had it; '
        "take that out to publish it again"
    )
    return replace(change, kind=Kind.GONE, reason=reason)
