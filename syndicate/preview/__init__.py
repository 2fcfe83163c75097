"""Pure: the page on which a person reads what a run changed: one file, no script, nothing from the network."""

from __future__ import annotations

import base64
import difflib
import hashlib
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.models import Change, Report

CALM = {"unchanged", "edited", "deleted"}
"""Kinds of changes that are counted and not shown."""

OPEN = {"conflict", "gone", "missing"}
"""Kinds that ask for a decision, and are shown first."""

TURNS = str.maketrans(
    dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}")
)
"""Characters that turn the direction of writing, and so can make a line read as what it is not."""


def page(reports: Sequence[Report], titles: Mapping[str, str]) -> str:
    """The page about some runs.

    Args:
        reports: with the texts of their posts.
        titles: the title of each source by its name.
    """
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    body = "".join(_source(report, titles.get(report.source, report.source)) for report in reports)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>What Syndicate changed</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>What Syndicate changed</h1>
{body}</main>
</body>
</html>
"""


def _source(report: Report, title: str) -> str:
    shown = [change for change in report.changes if change.kind.value not in CALM or change.post.losses]
    shown.sort(key=lambda change: change.kind.value not in OPEN)
    calm = len(report.changes) - len(shown)
    failed = "".join(
        f"<li><a href={_link(failure.address)}>{_said(failure.address)}</a>: {_said(failure.message)}</li>\n"
        for failure in report.failures
    )
    parts = [
        f"<section>\n<h2>{_said(title)}</h2>\n<p>{len(shown)} to look at, {calm} as they were.</p>\n",
        f"<h3>Not cross-posted</h3>\n<ul>\n{failed}</ul>\n" if failed else "",
        *(_article(change) for change in shown),
        "</section>\n",
    ]
    return "".join(parts)


def _article(change: Change) -> str:
    kind, post = change.kind.value, change.post
    losses = "".join(f"<li><q>{_said(loss.block)}</q> {_said(loss.lost)}</li>\n" for loss in post.losses)
    clashes = "".join(
        f"<li>{_said(clash.where)}<dl><dt>before</dt><dd>{_said(clash.base)}</dd><dt>here</dt><dd>{_said(clash.ours)}</dd>"
        f"<dt>at the origin</dt><dd>{_said(clash.theirs)}</dd></dl></li>\n"
        for clash in change.clashes
    )
    reason = f" · {_said(change.reason)}" if change.reason not in ("", "new") else ""
    parts = [
        f'<article>\n<h3><span class="{kind}">{kind}</span> {_said(post.title or str(post.path))}</h3>\n',
        f"<p><a href={_link(post.address)}>original</a> · <code>{_said(str(post.path))}</code>{reason}</p>\n",
        f'<p class="lossy">Does not read as its original:</p>\n<ul>\n{losses}</ul>\n' if losses else "",
        f"<p>In conflict:</p>\n<ul>\n{clashes}</ul>\n" if clashes else "",
        f"<details>\n<summary>The text</summary>\n<pre>{_diff(change)}</pre>\n</details>\n"
        if _diff(change)
        else "",
        "</article>\n",
    ]
    return "".join(parts)


def _diff(change: Change) -> str:
    """What differs in the post, line by line; of a conflict, how the original differs from it."""
    after = change.record.theirs or change.after
    if after == change.before:
        return ""
    lines = difflib.unified_diff(change.before.splitlines(), after.splitlines(), lineterm="", n=3)
    tags = {"+": "ins", "-": "del"}
    said = []
    for line in list(lines)[2:]:
        tag = tags.get(line[:1], "")
        said.append(f"<{tag}>{_said(line)}</{tag}>" if tag else f"<span>{_said(line)}</span>")
    return "".join(said)


def _link(address: str) -> str:
    safe = address if address.startswith(("https://", "http://")) else "#"
    return f'"{escape(safe)}" rel="noreferrer noopener"'


def _said(text: str) -> str:
    return escape(text.translate(TURNS))
