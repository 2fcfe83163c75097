"""The actions that a reviewer can take on a post, each with a line to copy.

Addresses come from the origin and could hold shell code, so each word is quoted.
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
"""A description, and the line that does it."""


@dataclass(frozen=True, slots=True)
class Place:
    """The paths that a command needs, of a source's config and the target, from where it is run."""

    config: str = "CONFIG"
    target: str = "."

    def command(self, *words: str) -> str:
        """A line for a shell."""
        target = [] if self.target == "." else ["--target", self.target]
        return _shell_line("syndicate", *words, *target)

    def import_command(self, address: str, *words: str) -> str:
        """The line that imports an article."""
        return self.command("import", self.config, address, *words)


def post_actions(change: Change, place: Place) -> Iterator[Action]:
    """The actions for a post."""
    address, kind = change.post.address, change.kind.value
    if kind == "conflict":
        yield ["Keep the post as it is here", place.command("resolve", address, "--ours")]
        yield ["Take what the original reads now", place.command("resolve", address, "--theirs")]
        if not any(clash.is_marked for clash in change.clashes):
            yield ["Write both into the post, and edit it", place.command("resolve", address, "--merge")]
        yield ["Import it again, over what was edited here", place.import_command(address, "--force")]
    elif kind == "edited":
        # An import does not overwrite an edit while the origin is unchanged, but it restores a deleted file.
        removal = _shell_line("rm", str(PurePosixPath(place.target) / change.post.path))
        import_again = place.import_command(address, "--force")
        yield ["Import it again, over what was edited here", f"{removal} && {import_again}"]
    elif kind == "doubted":
        yield ["Take what came", place.import_command(address, "--force")]
    elif kind in ("deleted", "ignored"):
        yield ["Bring it back", place.import_command(address, "--force")]
    else:
        yield ["Import it again", place.import_command(address)]
    yield exclusion(address)


def _shell_line(*words: str) -> str:
    return shlex.join("".join(filter(str.isprintable, word)) for word in words)


def failure_actions(address: str, place: Place) -> Iterator[Action]:
    """The actions for an article that could not be cross-posted."""
    yield ["Try it again", place.import_command(address)]
    yield exclusion(address)


def exclusion(address: str) -> Action:
    """The config line that excludes an article; a quote would end its string, so the pattern has a dot there."""
    printable = "".join(filter(str.isprintable, address))
    pattern = re.sub(r"[\\.?+*^$|()\[\]{}]", r"\\\g<0>", printable).replace("'", ".")
    return ["Never cross-post it: under [source.only] of the config", f"except = ['^{pattern}$']"]
