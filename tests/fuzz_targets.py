"""What is fuzzed: feeds and pages through the stages, to the posts in a target.

Each input must crash nothing, take less than a second, lose nothing unmarked, leave nothing unsanitised, and
write nothing outside its target.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from syndicate import config as configs
from syndicate.addresses import SCHEMES
from syndicate.converter.dialects import DIALECTS
from syndicate.converter.post.post import make_post
from syndicate.converter.proof import proof
from syndicate.converter.proof.proof import Converter
from syndicate.errors import SyndicateError
from syndicate.models import Article, Entry, Page
from syndicate.parser.lists.feed import parse_feed
from syndicate.parser.page.article import article_from_entry, article_from_page
from syndicate.planner import Existing, plan
from syndicate.writer.paths import safe_path
from syndicate.writer.target import Target
from tests.blog import CONFIG, NAME, PAGE

RULES = configs.parse(
    CONFIG.replace("[post]\n", '[post]\nflavor = "eleventy"\n', 1).replace(
        'path = "posts/{slug}.md"', 'path = "{title}/{authors}/{tags}/{slug}.md"'
    )
)
"""What the origin says is let into the path: that is where it could lead out of the target."""
TRIAL_BUDGET = proof.TRIAL_BUDGET
ENTRIES = 3
"""So many of a feed's become posts; more of them would only take longer."""
CONVERTERS = [Converter(name) for name in DIALECTS]


def feed(data: bytes) -> None:
    """A feed is read, or refused with a reason; so is each of its articles, which becomes a post."""
    try:
        entries = parse_feed(data, f"{NAME}feed.xml").entries
    except SyndicateError:
        return
    for entry in entries[:ENTRIES]:
        try:
            article = article_from_entry(entry, RULES.source.select)
        except SyndicateError:
            continue
        cross_posted(article)


def page(data: bytes) -> None:
    """A page with this body becomes a post, or is refused with a reason."""
    text = PAGE.format(n=1, path="/1/", title="x", body="BODY").encode().replace(b"BODY", data)
    try:
        article = article_from_page(
            Page(f"{NAME}1/", f"{NAME}1/", text), Entry(f"{NAME}1/"), RULES.source.select
        )
    except SyndicateError:
        return
    cross_posted(article)


def cross_posted(article: Article) -> None:
    """The article's post, in one of the dialects, reads the same or is marked lossy, runs nothing, and stands in the target only."""
    size = len(article.body)
    converter = CONVERTERS[size % len(CONVERTERS)]
    # Which backslashes noise can spare takes nine tenths of the time and breaks nothing; a tenth of the inputs ask it in full.
    proof.TRIAL_BUDGET = TRIAL_BUDGET if size // len(CONVERTERS) % 10 == 0 else TRIAL_BUDGET // 50
    markdown, losses = converter.convert(article.body)
    body = proof.parse_fragment(article.body)
    converter.simplify(body)  # links within the article lead out of it where a dialect has no names of places
    same = converter.read_markdown(markdown) == converter.read(body.iter(include_text=True))
    assert losses or same, f"{converter.dialect.name}: {markdown}"
    post = make_post(article, markdown, RULES, converter, lambda _: False)
    sanitised(converter.md.render(post.text.split("\n---\n", 1)[1]))
    post = replace(post, path=safe_path(str(post.path)), losses=losses)
    change = plan(post, Existing(None, ""), today="2026-01-01")
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        root = Path(folder, "site").resolve()
        root.mkdir()
        with only_within(root):
            Target.open(root, "fuzz").apply(change)
        assert (root / post.path).read_text(encoding="utf-8") == post.text
        assert [path.name for path in Path(folder).iterdir()] == ["site"]


def sanitised(page: str) -> None:
    """Raises where something in a rendered post would run, or leads where no post may."""
    body = LexborHTMLParser(page).body
    assert body is not None
    assert body.css("script, style, form, object, embed, base, meta, svg, math") == [], page
    for node in body.css("*"):
        assert not any(name.startswith(("on", ":", "@")) for name in node.attributes), page
        for name in ("href", "src"):
            start = (node.attributes.get(name) or "").partition("/")[0].partition("#")[0]
            scheme, colon, _ = start.partition(":")
            assert not colon or scheme.lower() in SCHEMES | {"data"}, page


FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""A folder in memory, where there is one: a disk would be waited for at each post."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
watched: list[Path] = []
strayed: list[str] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Python's audit hook: notes every file that is written, made, moved or removed outside what is watched."""
    if not watched:
        return
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING):
        return
    if event in {
        "open",
        "os.mkdir",
        "os.rename",
        "os.remove",
        "os.rmdir",
        "os.chmod",
        "os.symlink",
        "os.link",
    }:
        paths = arguments[: 2 if event in {"os.rename", "os.symlink", "os.link"} else 1]
        for path in paths:
            if isinstance(path, str | bytes | os.PathLike):
                place = Path(os.path.realpath(os.fsdecode(path)))
                if not place.is_relative_to(watched[-1]):
                    strayed.append(f"{event} {place}")


sys.addaudithook(watch)


@contextmanager
def only_within(root: Path) -> Iterator[None]:
    """Raises at the end where something outside a folder was written."""
    strayed.clear()
    watched.append(root)
    try:
        yield
    finally:
        watched.pop()
    assert strayed == []


def second() -> float:
    """How long this machine takes now for what an idle one does in a second."""
    started = time.thread_time()
    sum(n * n for n in range(1_000_000))
    return max(1.0, (time.thread_time() - started) / 0.06)


def quickly(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, which takes less than a second."""

    def timed(data: bytes) -> None:
        started = time.thread_time()
        target(data)
        took = time.thread_time() - started
        assert took < 1 or took < second(), f"it took {took:.1f} s"

    return timed
