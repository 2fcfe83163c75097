"""Pure: the merge of a post that a person edited with one whose original changed, so that the work of both is kept."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from syndicate.merging.blocks import blocks, is_yaml, loader
from syndicate.merging.front_matter import merge_front_matter
from syndicate.merging.lines import Document, Part, bare, document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.models import Clash

__all__ = ["Merged", "front_matter_of", "merge", "with_key"]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged post; where there are clashes, git's markers stand around what clashes, and only that."""

    text: str
    clashes: tuple[Clash, ...]


def merge(base: str, ours: str, theirs: str) -> Merged:
    """The three-way merge of a post, by the front matter's keys and the body's lines.

    The result has ours' byte order mark and line endings.

    Args:
        base: what was last written.
        ours: what a person made of it.
        theirs: what would be written today.
    """
    mine = document(ours)
    old, other = document(base, mine.newline), document(theirs, mine.newline)
    part = _front_matter(old, mine, other)
    part.merge(old.body, mine.body, other.body, "body", len(mine.front) + 1)
    is_ended = other.is_ended if mine.is_ended == old.is_ended else mine.is_ended
    return Merged(mine.text(part.lines, is_ended=is_ended), tuple(part.clashes))


def with_key(text: str, key: str, value: str) -> str:
    """The post with a key of its front matter set to `value`, in YAML on one line; a new key comes last.

    Raises:
        ValueError: the front matter is not simply one YAML key after another.
    """
    post = document(text)
    line = f"{key}: {value}{post.newline}"
    if not post.front:
        _check(post)
        front = [f"---{post.newline}", line, f"---{post.newline}"]
    else:
        front = post.front[:1]
        found = blocks(post.front)
        for block in found:
            front += [line] if block.key == key else block.lines
        front += [] if key in {block.key for block in found} else [line]
        front += post.front[-1:]
    return post.text(front + post.body, is_ended=post.is_ended)


def body_of(text: str) -> str:
    """What a post says below its front matter."""
    return "".join(document(text).body)


def front_matter_of(text: str) -> Mapping[str, Any]:
    """What the front matter says, in YAML or TOML; {} where there is none or it is broken."""
    import yaml

    post = document(text)
    inside = "".join(f"{line}\n" for line in bare(post.front[1:-1]))
    data: object
    try:
        if post.fence in ("+++", "---toml"):
            data = tomllib.loads(inside)
        else:
            data = yaml.load(inside, Loader=loader())  # noqa: S506 - it is a safe one
    except (ValueError, yaml.YAMLError, LookupError, AttributeError, RecursionError):
        # PyYAML's constructors raise whatever they run into: `!!bool x` is a KeyError, `!!timestamp x` an AttributeError.
        return {}
    return {str(key): value for key, value in data.items()} if isinstance(data, dict) else {}


def _front_matter(old: Document, mine: Document, other: Document) -> Part:
    """The merged front matters; what only one side changed is taken whole, whatever it is."""
    part = Part(mine.newline)
    base, ours, theirs = bare(old.front), bare(mine.front), bare(other.front)
    if theirs in (base, ours):
        part.lines += mine.front
    elif ours == base:
        part.lines += other.front
    else:
        try:
            _check(mine)
            merge_front_matter(part, old.front, mine.front, other.front)
        except (ValueError, RecursionError):
            part = _front_matter_by_lines(old, mine, other)
    return part


def _front_matter_by_lines(old: Document, mine: Document, other: Document) -> Part:
    """The merged front matters, or a clash of the whole where no lines of the others' fit into ours.

    They do not where hers is in another language, as after a conversion of her site to TOML, and where she indented
    all keys.
    """
    part = Part(mine.newline)
    if mine.fence == other.fence == old.fence:
        part.merge(old.front, mine.front, other.front, "front matter", 1)
        if part.clashes or is_yaml(part.lines[1:-1]) or not is_yaml(mine.front[1:-1]):
            return part
    part = Part(mine.newline)
    part.clash("front matter", old.front, mine.front, other.front)
    return part


def _check(post: Document) -> None:
    """Make sure that a post without a front matter has none, rather than one of an unknown kind."""
    first = next((line.strip() for line in post.body if line.strip()), "")
    if not post.front and first.startswith(("---", "+++", "{")):
        raise ValueError("it has a front matter of an unknown kind")
