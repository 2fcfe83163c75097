"""A rewrite that reads the same is no edit: it is the post's style, and what comes from the origin is written in it."""

from __future__ import annotations

import re

import pytest

from syndicate.converter.proof.proof import Converter
from syndicate.merging import merge, reads_same

CONVERTERS = {name: Converter(name) for name in ("markdown-it", "kramdown", "gfm", "eleventy")}


def reads(markdown: str, dialect: str = "markdown-it") -> object:
    return tuple(CONVERTERS[dialect].read_markdown(markdown))


BASE = """\
---
title: 'It is new'
tags: ['a', 'b']
date: 2024-01-01
---

*Read the original article on [a blog](https://blog.example/).*

First *word* here, and **strong** text that goes on for quite a while, so that it can be wrapped.

- one *a*
- two

| a | b |
| --- | --- |
| long cell | x |

## Head

Last line.
"""

STYLES = {
    "emphasis": [("*", "_"), ("__strong__", "**strong**")],
    "strong": [("**strong**", "__strong__")],
    "bullets": [("- one", "* one"), ("- two", "* two")],
    "wide bullets": [("- one", "-   one"), ("- two", "-   two")],
    "wrapping": [("and **strong** text", "and\n**strong**\ntext")],
    "a wider table": [
        ("| a | b |", "| a         | b   |"),
        ("| --- | --- |", "| --------- | --- |"),
        ("| long cell | x |", "| long cell | x   |"),
    ],
    "an underlined heading": [("## Head", "Head\n----")],
    "quotes": [("'", '"')],
    "order of keys": [("date: 2024-01-01\n", ""), ("title:", "date: 2024-01-01\ntitle:")],
    "a list of lines": [("tags: ['a', 'b']", "tags:\n  - a\n  - b")],
    "references": [("[a blog](https://blog.example/)", "[a blog][1]"), ("Last line.", "Last line.\n\n[1]: https://blog.example/")],
}  # fmt: skip

CHANGES = {
    "a word": ("quite a while", "quite a long while"),
    "emphasis": ("First *word*", "*Very first* *word*"),
    "an item": ("- two\n", "- two\n- **three**\n"),
    "a cell": ("| x |", "| something longer |"),
    "a heading": ("## Head", "## Another head"),
    "a paragraph": ("Last line.", "Last line.\n\nA *new* paragraph."),
    "a title": ("'It is new'", '"It\'s newer"'),
    "a tag": ("'b']", "'b', 'c']"),
    "all of a paragraph": (
        "First *word* here, and **strong** text that goes on for quite a while, so that it can be wrapped.",
        "Nothing of it is left.",
    ),
}


def styled(name: str, text: str = BASE) -> str:
    for old, new in STYLES[name]:
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("style", STYLES)
def test_a_rewrite_that_reads_the_same_is_no_edit(style):
    assert styled(style) != BASE
    assert reads_same(BASE, styled(style), reads)
    assert not reads_same(BASE, styled(style).replace("Last", "My last"), reads)
    assert not reads_same(BASE, styled(style).replace("It is new", "It is mine"), reads)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_origin_is_merged_into_every_style(style, change):
    old, new = CHANGES[change]
    theirs = BASE.replace(old, new)
    assert theirs != BASE
    merged = merge(BASE, styled(style), theirs, reads)
    assert merged.clashes == ()
    assert reads_same(merged.text, theirs, reads)


@pytest.mark.parametrize("style", [name for name in STYLES if name != "references"])
@pytest.mark.parametrize("change", [name for name in CHANGES if name != "all of a paragraph"])
def test_what_comes_is_written_as_the_post_is_written(style, change):
    """The same as if the origin had always said so and the post had been rewritten then."""
    old, new = CHANGES[change]
    merged = merge(BASE, styled(style), BASE.replace(old, new), reads).text
    if style == "strong" and change == "an item":
        assert "- __three__" in merged
    elif style == "emphasis":
        assert "*" not in merged.replace("**", "")
    elif style == "bullets":
        assert "\n- " not in merged.partition("\n---\n")[2]
    elif style == "a wider table":
        assert len({len(line) for line in merged.splitlines() if line.startswith("|")}) == 1
    elif style == "quotes":
        assert "'" not in merged.replace("It's", "")
    elif style == "order of keys":
        assert merged.startswith("---\ndate:")
    elif style == "a list of lines" and change == "a tag":
        assert "tags:\n  - a\n  - b\n  - c\n" in merged
    elif style == "an underlined heading":
        assert "## " not in merged


def test_an_edit_beside_a_new_style_is_kept_and_only_what_clashes_clashes():
    ours = styled("bullets", styled("emphasis")).replace("Last line", "My last line")
    theirs = BASE.replace("First *word*", "The first *word*")
    merged = merge(BASE, ours, theirs, reads)
    assert merged.clashes == ()
    assert "The first _word_" in merged.text
    assert "My last line" in merged.text
    theirs = theirs.replace("Last line", "Final line")
    [clash] = merge(BASE, ours, theirs, reads).clashes
    assert (clash.ours, clash.theirs) == ("My last line.", "Final line.")


def test_where_a_line_break_shows_a_wrapped_line_is_an_edit():
    breaks = CONVERTERS["eleventy"]
    assert not reads_same(BASE, styled("wrapping"), lambda text: tuple(breaks.read_markdown(text)))


def test_windows_line_endings_are_kept():
    ours = styled("bullets").replace("\n", "\r\n")
    merged = merge(BASE, ours, BASE.replace("- two\n", "- two\n- three\n"), reads)
    assert "* two\r\n* three\r\n" in merged.text
    assert "\n" not in merged.text.replace("\r\n", "")


def test_code_is_never_styled():
    base = "Words.\n\n```\n- *a*\n\n* b\n```\n\n- one\n"
    theirs = base.replace("- *a*", "- *aa*")
    merged = merge(base, base.replace("- one", "* one"), theirs, reads)
    assert "- *aa*\n\n* b\n" in merged.text


LISTS = "Words.\n\n1. one\n2. two\n   1. deep\n   2. deeper\n3. three\n\nOther words.\n"


def test_a_list_whose_items_all_have_one_number_stays_such_and_so_are_new_ones():
    """As mdformat writes them."""
    ours = re.sub(r"\d\.", "1.", LISTS)
    assert reads_same(LISTS, ours, reads)
    added = "\n7. seven\n8. eight\n\n- x\n\n  1. a\n  2. b\n"
    merged = merge(LISTS, ours, LISTS.replace("three\n", "three\n4. four\n") + added, reads)
    assert merged.clashes == ()
    assert re.findall(r"\d\.", merged.text) == [*["1."] * 6, "7.", "7.", "1.", "1."]
    counted = merge(LISTS, LISTS.replace("Words", "*Words*"), LISTS + added, reads)
    assert "8. eight" in counted.text


DESCRIPTION = (
    "What it says is long, and it says a lot: of this, of that, and of more # than that, word after word."
)
FOLDS = {
    "a folded block": "description: >-\n  What it says is long, and it says a lot:\n  of this, of that, and of more # than\n  that, word after word.\n",
    "a folded block with an ending": "description: >\n    What it says is long, and it says a lot:\n    of this, of that, and of more # than\n    that, word after word.\n",
    "a literal block": f"description: |-\n  {DESCRIPTION}\n",
    "double quotes": 'description: "What it says is long, and it says a lot:\n  of this, of that, and of more # than\n  that, word after word."\n',
    "single quotes": "description:\n  'What it says is long, and it says a lot:\n  of this, of that, and of more # than\n  that, word after word.'\n",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("fold", FOLDS)
def test_a_description_that_somebody_folded_stays_folded_where_it_changes_at_the_origin(fold, newline):
    base = f'---\ntitle: "One"\ndescription: "{DESCRIPTION}"\ndate: 2024-01-01\n---\n\nText.\n'
    ours = base.replace(f'description: "{DESCRIPTION}"\n', FOLDS[fold]).replace("\n", newline)
    assert reads_same(base, ours, reads)
    theirs = base.replace("a lot:", "quite a 'lot' of things:")
    merged = merge(base, ours, theirs, reads)
    assert merged.clashes == ()
    assert reads_same(merged.text, theirs, reads)
    first = FOLDS[fold].partition("\n")[0]
    assert (first if len(first) < 20 else first[:14]) + (newline if len(first) < 20 else "") in merged.text
    lines = merged.text.partition("date:")[0].split(newline)
    assert (len(lines) > 5) is (fold != "a literal block")
    assert fold == "a literal block" or max(map(len, lines)) <= 54
    mine = ours.replace("word after word", "words of mine")
    assert [clash.where for clash in merge(base, mine, theirs, reads).clashes] == ["description"]


FORMATTERS = {
    "escapes of mdformat": (
        "Of \\_bars_ and ``a`b`` here.\n\nMore.\n",
        "Of \\_bars\\_ and `` a`b `` here.\n\nMore.\n",
        "Of \\_bars_ and ``a`b`` here.\n\nMore, \\_stars_ and ``c`d``; `_x_` <https://x.example/_y_>.\n",
        "Of \\_bars\\_ and `` a`b `` here.\n\nMore, \\_stars\\_ and `` c`d ``; `_x_` <https://x.example/_y_>.\n",
    ),
    "escapes of remark": (
        "AT&T has 2 * 3 [x], it says.\n\nMore.\n",
        "AT\\&T has 2 \\* 3 \\[x], it says.\n\nMore.\n",
        "AT&T has 2 * 3 [x], it says.\n\nMore of R&D, 4 * 5 and [y]; [a link](https://x.example/?a), `&`, *so*.\n",
        "AT\\&T has 2 \\* 3 \\[x], it says.\n\nMore of R\\&D, 4 \\* 5 and \\[y]; [a link](https://x.example/?a), `&`, *so*.\n",
    ),
    "items and quotes that are wrapped": (
        "- one item that is long enough to be wrapped by a formatter that wraps at eighty characters\n\n> A quote.\n",
        "- one item that is long enough to be wrapped by a formatter that wraps at eighty\n  characters\n\n> A quote.\n",
        "- one item that is long enough to be wrapped by a formatter that wraps at eighty characters\n- two, which is as long as the first of them and longer than what fits into one line of it\n  1. and one within it that is long as well, since everything has become longer than it was\n\n> A quote that was a short one and has become a long one, which has to be wrapped as well as the others.\n>\n> A line that is broken by the author,\\\n> and what comes after it.\n",
        "- one item that is long enough to be wrapped by a formatter that wraps at eighty\n  characters\n- two, which is as long as the first of them and longer than what fits into one\n  line of it\n  1. and one within it that is long as well, since everything has become longer\n     than it was\n\n> A quote that was a short one and has become a long one, which has to be\n> wrapped as well as the others.\n>\n> A line that is broken by the author,\\\n> and what comes after it.\n",
    ),
    "links that stay whole": (
        "The first paragraph is a long one, with *emphasis* and **strong words**, a [link to read](https://x.example/y), and more.\n\nMore.\n",
        "The first paragraph is a long one, with *emphasis* and **strong words**, a\n[link to read](https://x.example/y), and more.\n\nMore.\n",
        "The first paragraph is a long one, with *emphasis* and **strong words**, a [link to read](https://x.example/y), and more.\n\nMore of it, in a line that goes on until there is no room left for a link, as [that one here](https://x.example/z) shows.\n",
        "The first paragraph is a long one, with *emphasis* and **strong words**, a\n[link to read](https://x.example/y), and more.\n\nMore of it, in a line that goes on until there is no room left for a link, as\n[that one here](https://x.example/z) shows.\n",
    ),
    "links that are broken": (
        "The first paragraph is a long one, with *emphasis* and **strong words**, a [link to read](https://x.example/y), and more.\n\nMore.\n",
        "The first paragraph is a long one, with _emphasis_ and **strong words**, a\n[link to read](https://x.example/y), and more.\n\nMore.\n",
        'The first paragraph is a long one, with *emphasis* and **strong words**, a [link to read](https://x.example/y), and more.\n\nMore of it, in a line that goes on until there is no room left for a link, as [that one here](https://x.example/z "its title") shows, and `code that stays whole` as well as 1 - 1.\n',
        'The first paragraph is a long one, with _emphasis_ and **strong words**, a\n[link to read](https://x.example/y), and more.\n\nMore of it, in a line that goes on until there is no room left for a link, as\n[that one here](https://x.example/z "its title") shows, and\n`code that stays whole` as well as 1 - 1.\n',
    ),
    "tables by columns": (
        "| a | b |\n| --- | :-: |\n| long cell | x |\n",
        "| a         |  b  |\n| --------- | :-: |\n| long cell |  x  |\n",
        "| a | b |\n| --- | :-: |\n| long cell | x |\n| 漢字かな | longer |\n",
        "| a         |   b    |\n| --------- | :----: |\n| long cell |   x    |\n| 漢字かな  | longer |\n",
    ),
    "tables by letters": (
        "| a | b |\n| --- | --- |\n| 漢字かなと | x |\n",
        "| a     | b |\n| ----- | - |\n| 漢字かなと | x |\n",
        "| a | b |\n| --- | --- |\n| 漢字かなと | x |\n| 漢字かなと漢字 | longer |\n",
        "| a       | b      |\n| ------- | ------ |\n| 漢字かなと   | x      |\n| 漢字かなと漢字 | longer |\n",
    ),
    "strong emphasis": (
        "A *word*.\n\nMore.\n",
        "A _word_.\n\nMore.\n",
        "A *word*.\n\nMore ***of it***.\n",
        "A _word_.\n\nMore _**of it**_.\n",
    ),
    "items that are paragraphs": (
        "1. one\n\n   - deep\n\n2. two\n\nWords.\n",
        "1. one\n\n   - deep\n\n1. two\n\nWords.\n",
        "1. one\n\n   - deep\n\n2. two and more\n\n3. three\n\nWords.\n",
        "1. one\n\n   - deep\n\n1. two and more\n\n1. three\n\nWords.\n",
    ),
}


@pytest.mark.parametrize("name", FORMATTERS)
def test_what_a_formatter_would_write_of_the_new_text_is_what_the_merge_writes(name):
    """Each as prettier, mdformat or remark writes it: what Syndicate wrote, that formatted, the new text, it formatted."""
    base, ours, theirs, formatted = FORMATTERS[name]
    assert reads_same(base, ours, reads)
    merged = merge(base, ours, theirs, reads)
    assert merged.clashes == ()
    assert merged.text == formatted


def test_signs_in_code_and_addresses_are_never_escaped():
    base, ours, _, _ = FORMATTERS["escapes of remark"]
    new = "More of `R&D [y] 4 * 5`, <https://x.example/?R&D> and\n[a link](https://x.example/?R&D 'A [y] * & B').\n\n* A&B\n"
    merged = merge(base, ours, base.replace("More.\n", new), reads)
    assert merged.text == ours.replace("More.\n", new.replace("A&B\n", "A\\&B\n"))


def test_a_number_that_a_person_gives_a_list_stays_and_so_does_one_of_the_origin():
    base = "Words.\n\n5. five\n\nOther *words*.\n"
    ours = base.replace("5.", "7.").replace("*words*", "_words_")
    assert "7. five" in merge(base, ours, base.replace("Words", "More words"), reads).text
    ours = base.replace("*words*", "_words_")
    assert "7. five" in merge(base, ours, base.replace("5.", "7."), reads).text
