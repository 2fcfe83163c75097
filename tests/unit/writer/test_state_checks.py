from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from syndicate.models import Missing, Record
from syndicate.writer.state_checks import check

GOOD = Record(
    "https://example.org/a/",
    PurePosixPath("src/posts/a.md"),
    "Text.\n",
    "2026-01-01",
    "2026-01-01",
    permalink="/blog/a/",
    formerly=("http://example.org:8080/b",),
    pictures={PurePosixPath("src/img/a b.PNG"): "0123456789abcdef"},
)


@pytest.mark.parametrize(
    "record",
    [
        GOOD,
        replace(GOOD, path=PurePosixPath("A note – naïve?.markdown")),
        replace(GOOD, permalink="https://site.example/a/"),
        replace(GOOD, permalink="a/b:c.html"),
    ],
)
def test_what_syndicate_writes_passes(record: Record) -> None:
    check(record)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        *(
            (replace(GOOD, path=PurePosixPath(path)), "path of a post" if path.endswith("md") else "suffix of a post")
            for path in (
                "../../x.md",
                "/etc/x.md",
                "a/../b.md",
                "a\\b.md",
                "a\0b.md",
                ".git/hooks/x.md",
                ".GitHub/x.md",
                "node_modules/x/readme.md",
                f"{'a' * 5000}.md",
                f"{'a/' * 2000}x.md",
                "package.json",
                ".env",
                "src/index.njk",
                "posts",
            )
        ),
        *(
            (replace(GOOD, pictures={PurePosixPath(path): "0123456789abcdef"}), "a picture")
            for path in (".env", "../a.png", "/a.png", "package.json", ".git/a.png", f"{'a' * 300}.png")
        ),
        (replace(GOOD, pictures={PurePosixPath("a.png"): "x"}), "hash"),
        *(
            (replace(GOOD, address=address), "web address")
            for address in (
                "",
                "a",
                "file:///etc/passwd",
                "javascript:x",
                "https://[bad/",
                "https://a:99999/",
                "https://",
                "https://a/\x1b[2J",
                f"https://a/{'x' * 9000}",
            )
        ),
        (replace(GOOD, formerly=("ftp://a/",)), "web address"),
        *(
            (replace(GOOD, permalink=permalink), "permalink")
            for permalink in ("javascript:x()", "//evil.example/", "data:text/html,x", " javascript:x", "/a\x07")
        ),
        (replace(GOOD, body_from="elsewhere"), "page nor feed"),
        (replace(GOOD, missing=Missing("x", 10**9)), "misses"),
        (replace(GOOD, missing=Missing("x", -1)), "misses"),
        (replace(GOOD, formerly=("https://a/",) * 10_001), "lines of one kind"),
    ],
)  # fmt: skip
def test_what_syndicate_would_not_have_written_is_refused(record: Record, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as error:
        check(record)
    assert len(str(error.value)) < 400
