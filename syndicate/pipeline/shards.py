"""Which of several machines has a source: by its name alone, so that it stays when other sources come and go."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from syndicate.errors import ConfigError

MAX_PARTS = 9999
"""GitHub lets a matrix have 256 jobs, and nobody has a machine for each source."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of all sources; `number` counts from 1."""

    number: int = 1
    parts: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that is said as `I/N`, such as 3/8.

        Raises:
            ConfigError: it says none.
        """
        match = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text.strip())
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise ConfigError(
                f"say which part of how many, such as 3/8, from 1/8 to 8/8 and up to {MAX_PARTS} parts",
                f"--shard {text}",
            )
        return cls(int(match[1]), int(match[2]))

    def has(self, name: str) -> bool:
        """Whether a source of this name falls into this part; each falls into exactly one."""
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()
        return int.from_bytes(digest[:8], "big") % self.parts == self.number - 1
