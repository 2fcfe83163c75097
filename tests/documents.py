"""The project's documents as tests read them: their blocks, and how these are run."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INTO = re.compile(r"[Pp]ut this into `([^`]+)`[^\n]*\n\n\Z")
MARK = "=== said ==="


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the file that it is to be put into, if the text before says so."""

    language: str
    text: str
    file: str = ""


@dataclass(frozen=True)
class Step:
    """A command as it is typed, and what the document says that comes of it."""

    command: str
    says: str


def blocks(document: Path) -> Iterator[Block]:
    """The fenced blocks of a document, in order."""
    text = document.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        into = INTO.search(text[: match.start()])
        yield Block(match[1], match[2], into[1] if into else "")


def steps(block: Block) -> Iterator[Step]:
    """The commands of a console block, each with what it says."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, says = part.partition("\n")
        yield Step(command, says.rstrip("\n"))


def run(script: str, folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """How a bash script ends, and what it says on both streams."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-c", script],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout
