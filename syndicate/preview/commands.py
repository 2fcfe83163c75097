"""What a reviewer may want to do about a post, each with a line to copy for it.

Addresses come from the origin, and a shell would run what it finds in them: each word is quoted for it.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.models import Change

Action = list[str]
"""What a person wants, and the line that does it."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a command names: a source's config, and the target, as they are called from where it is run."""

    config: str = "CONFIG"
    target: str = "."

    def command(self, *words: str) -> str:
        """A line for a shell."""
        target = [] if self.target == "." else ["--target", self.target]
        return _joined("syndicate", *words, *target)

    def imported(self, address: str, *words: str) -> str:
        """The line that imports an article."""
        return self.command("import", self.config, address, *words)


def for_post(change: Change, place: Place) -> Iterator[Action]:
    """What can be done about a post."""
    address, kind = change.post.address, change.kind.value
    if kind == "conflict":
        yield ["Keep the post as it is here", place.command("resolve", address, "--ours")]
        yield ["Take what the original reads now", place.command("resolve", address, "--theirs")]
        yield ["Write both into the post, and edit it", place.command("resolve", address, "--merge")]
        yield ["Import it again, over what was edited here", place.imported(address, "--force")]
    elif kind == "edited":
        # What nobody changed at the origin is not written over an edit, but what is not there is brought back.
        gone = _joined("rm", str(PurePosixPath(place.target) / change.post.path))
        again = place.imported(address, "--force")
        yield ["Import it again, over what was edited here", f"{gone} && {again}"]
    elif kind == "deleted":
        yield ["Bring it back", place.imported(address, "--force")]
    else:
        yield ["Import it again", place.imported(address)]
    yield exclusion(address)


def _joined(*words: str) -> str:
    return shlex.join("".join(filter(str.isprintable, word)) for word in words)


def for_failure(address: str, place: Place) -> Iterator[Action]:
    """What can be done about an article that could not be cross-posted."""
    yield ["Try it again", place.imported(address)]
    yield exclusion(address)


def exclusion(address: str) -> Action:
    """The line of the config that leaves an article out; a quote would end its string, so any sign may stand there."""
    seen = "".join(filter(str.isprintable, address))
    pattern = re.sub(r"[\\.?+*^$|()\[\]{}]", r"\\\g<0>", seen).replace("'", ".")
    return ["Never cross-post it: under [source.only] of the config", f"except = ['^{pattern}$']"]
