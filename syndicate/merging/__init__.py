"""Pure: three-way merges of a post that a person edited while its original changed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from syndicate.merging.front_matter import end_of_keys, merge_front_matter, reader
from syndicate.merging.languages import is_valid, language_of
from syndicate.merging.lines import Choice, Document, Part, mark_all, parse_document, without_endings
from syndicate.merging.meta_lines import meta_of
from syndicate.merging.words import in_style_of
from syndicate.merging.yaml_blocks import Block, TooManyAliasesError, blocks, check_aliases, loader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.models import Clash

__all__ = [
    "Choice",
    "MergeResult",
    "Reads",
    "as_written",
    "front_matter_of",
    "merge",
    "reads_same",
    "with_key",
]

Reads = Callable[[str], Hashable]
"""What a person reads in some Markdown, in a form that can be compared."""


def as_written(markdown: str) -> Hashable:
    """The reading of those who know no Markdown: the text itself."""
    return markdown


@dataclass(frozen=True, slots=True)
class MergeResult:
    """A merged post, with git's conflict markers around the clashes only.

    `base` is what the next merge compares with: theirs, as the base has it where a clash has not ended.
    """

    text: str
    clashes: tuple[Clash, ...]
    base: str = ""


def merge(
    base: str,
    ours: str,
    theirs: str,
    reads: Reads = as_written,
    choose: Callable[[Clash], Choice] = mark_all,
) -> MergeResult:
    """The three-way merge of a post, by the front matter's keys and the body's lines.

    The result has the byte order mark and line endings of ours. What ours writes in another way and reads the same is
    its style: what comes from theirs is written so too.

    Args:
        base: what was last written.
        ours: the person's version of it.
        theirs: what would be written today.
        reads: what a person reads in some Markdown, in a form that can be compared.
        choose: how each clash ends.
    """
    mine = parse_document(ours)
    old, other = parse_document(base, mine.newline), parse_document(theirs, mine.newline)
    if reads is not as_written:
        old, other = _in_style_of(mine, old, other, reads)
    part = _merge_front_matter(old, mine, other, choose)
    part.merge(old.body, mine.body, other.body, "body", len(mine.front) + 1)
    is_ended = other.is_ended if mine.is_ended == old.is_ended else mine.is_ended
    new_base = _without_open(part, other) if part.open_lines or part.open_keys else theirs
    return MergeResult(mine.text(part.lines, is_ended=is_ended), tuple(part.clashes), new_base)


def _without_open(part: Part, other: Document) -> str:
    """Theirs, as the base has it where a clash has not ended; with the line endings of a text that Syndicate wrote."""
    front = part.without_open(other.front, "front matter")
    if part.open_keys:
        language = language_of(other.front)
        count = language.fences if language else 1
        inner = [
            line
            for block in reader(other.front)(other.front)
            for line in (part.open_keys.get(block.key, block.lines))
        ]
        inner = language.front(inner) if language else inner
        front = [*other.front[:count], *inner, *other.front[-count:]]
    lines = [*front, *part.without_open(other.body, "body")]
    return other.text([f"{line}\n" for line in without_endings(lines)], is_ended=other.is_ended)


def reads_same(one: str, other: str, reads: Reads = as_written) -> bool:
    """Whether two posts read the same: the values of their front matter, in any order and quotes, and their bodies."""
    left, right = parse_document(one, "\n"), parse_document(other, "\n")
    if left.body != right.body and reads("".join(left.body)) != reads("".join(right.body)):
        return False
    if left.front == right.front:
        return True
    try:
        return _fields(left) == _fields(right)
    except (ValueError, RecursionError):
        return False


def _fields(post: Document) -> dict[str, tuple[object, int]]:
    """The value of each key, and how many comments stand there."""
    found: dict[str, tuple[object, int]] = {}
    comments = 0
    language = language_of(post.front)
    for block in language.blocks(post.front) if language else blocks(post.front):
        comments += block.comment_count if not block.key else 0
        if block.key:
            found[block.key] = block.value, block.comment_count
    return found | {"": ((), comments)}


def _in_style_of(mine: Document, old: Document, other: Document, reads: Reads) -> tuple[Document, Document]:
    base, ours, theirs = ("\n".join(without_endings(_text_lines(post.body))) for post in (old, mine, other))
    styled = in_style_of(base, ours, theirs, reads)
    if styled is None:
        return old, other
    return _with_text(old, styled[0]), _with_text(other, styled[1])


def _text_lines(body: list[str]) -> list[str]:
    """The lines of a body from the first that is not blank."""
    first = next((n for n, line in enumerate(body) if line.strip()), len(body))
    return body[first:]


def _with_text(post: Document, text: str) -> Document:
    start = len(post.body) - len(_text_lines(post.body))
    lines = [line + post.newline for line in text.split("\n")] if text else []
    return replace(post, body=post.body[:start] + lines)


def with_key(text: str, key: str, value: str) -> str:
    """The post with a key of its front matter set to `value`, which is YAML on one line; a new key comes last.

    A key that the post writes in other letters, as Pelican's posts may (`Status`), is the same one.

    Raises:
        ValueError: the front matter is not simply one key after another.
    """
    post = parse_document(text)
    language = language_of(post.front)
    fences = post.front or [f"---{post.newline}", f"---{post.newline}"]
    if not post.front:
        _check_no_front_matter(post)
    key_blocks = reader(post.front)(post.front)
    keys = [block.key for block in key_blocks]
    if key not in keys:
        key = next((each for each in keys if each.lower() == key.lower()), key)
    written = language.line(key, value, key_blocks) if language else [f"{key}: {value}"]
    lines = [line + post.newline for line in written]
    if key not in keys:
        key_blocks.insert(end_of_keys(key_blocks), Block(key, lines))
    inner = [line for block in key_blocks for line in (lines if block.key == key else block.lines)]
    count = language.fences if language else 1
    front = [*fences[:count], *(language.front(inner) if language else inner), *fences[-count:]]
    return post.text(front + post.body, is_ended=post.is_ended)


def body_of(text: str) -> str:
    """The text of a post below its front matter."""
    return "".join(parse_document(text).body)


def front_matter_of(text: str) -> Mapping[str, Any]:
    """The values of the front matter, in YAML, TOML or JSON; {} where there is none or it is broken."""
    import yaml

    post = parse_document(text)
    fields = "".join(f"{line}\n" for line in without_endings(post.front[1:-1]))
    data: object
    try:
        if post.fence in ("+++", "---toml"):
            data = tomllib.loads(fields)
        elif post.fence in ("{", "---json"):
            data = json.loads(fields if post.fence == "---json" else f"{{{fields}}}")
        else:
            check_aliases(fields)
            data = yaml.load(fields, Loader=loader())  # noqa: S506 - it is a safe one
    except TooManyAliasesError:
        return {}
    except (ValueError, yaml.YAMLError, LookupError, AttributeError, RecursionError):
        # PyYAML's constructors raise all kinds of errors: `!!bool x` is a KeyError, `!!timestamp x` an AttributeError.
        return meta_of(post.front) if post.fence == "---" else {}
    return {str(key): value for key, value in data.items()} if isinstance(data, dict) else {}


def _merge_front_matter(
    old: Document, mine: Document, other: Document, choose: Callable[[Clash], Choice]
) -> Part:
    """The merged front matters; where only one side changed its own, that is taken whole."""
    part = Part(mine.newline, choose=choose)
    base, ours, theirs = without_endings(old.front), without_endings(mine.front), without_endings(other.front)
    if theirs in (base, ours):
        part.lines += mine.front
    elif ours == base:
        part.lines += other.front
    else:
        try:
            _check_no_front_matter(mine)
            merge_front_matter(part, old.front, mine.front, other.front)
        except (ValueError, RecursionError):
            part = _merge_front_matter_by_lines(old, mine, other, choose)
    return part


def _merge_front_matter_by_lines(
    old: Document, mine: Document, other: Document, choose: Callable[[Clash], Choice]
) -> Part:
    """The merge of the front matters by lines, or one clash of the whole where the lines do not fit together.

    They do not where ours is in another language, as after a site's conversion to TOML, or where all keys were
    indented.
    """
    part = Part(mine.newline, choose=choose)
    if mine.fence == other.fence == old.fence:
        part.merge(old.front, mine.front, other.front, "front matter", 1)
        if part.clashes or is_valid(part.lines) or not is_valid(mine.front):
            return part
    part = Part(mine.newline, choose=choose)
    if not part.clash("front matter", old.front, mine.front, other.front):
        part.open_lines.append(("front matter", slice(0, len(other.front)), old.front))
    return part


def _check_no_front_matter(post: Document) -> None:
    """Raise ValueError where a post seems to have a front matter of an unknown kind."""
    first = next((line.strip() for line in post.body if line.strip()), "")
    if not post.front and first.startswith(("---", "+++", "{")):
        raise ValueError("it has a front matter of an unknown kind")
