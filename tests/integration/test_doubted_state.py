"""State that came in somebody's pull request takes nothing of the site's and asks nobody whom nothing vouches for."""

from __future__ import annotations

import os
import shutil
import zlib
from typing import TYPE_CHECKING

import pytest

from syndicate import config as configs
from syndicate.errors import TargetError
from syndicate.models import Kind
from syndicate.pipeline import commands as pipeline
from syndicate.writer import state
from tests.blog import NAME, PAGE, Blog, Place, files, served

if TYPE_CHECKING:
    from pathlib import Path

    from syndicate.models import Report

ESSAY = (
    "---\ntitle: 'Mine'\n---\n\nAn essay of my own that has nothing to do with what a blog of others says.\n"
)
_CHUNKS = (
    b"IHDR" + bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
    b"IDAT" + zlib.compress(b"\0\0"),
    b"IEND",
)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"".join(
    (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) for chunk in _CHUNKS
)


def sync(place: Place, **options: object) -> Report:
    mirrors = {NAME: place.blog.address, **options.pop("mirrors", {})}  # type: ignore[dict-item]
    config = configs.load(place.config)
    return pipeline.sync(
        config, place.target, pipeline.Options(mirrors=mirrors, cache=place.cache, **options)
    )  # type: ignore[arg-type]


def state_file(place: Place, address: str) -> Path:
    return place.target / ".syndicate" / "blog" / state.file_name(address)


def forge(place: Place, *changes: tuple[str, str], base: str | None = None) -> None:
    """The state file of article 1 as a pull request leaves it; the cache of rows is another machine's."""
    file = state_file(place, f"{NAME}1/")
    header, _, text = file.read_text().partition("\n---\n")
    for old, new in changes:
        assert old in header
        header = header.replace(old, new)
    file.write_text(f"{header}\n---\n{text if base is None else base}")
    shutil.rmtree(place.cache)


@pytest.fixture
def written(place: Place) -> Place:
    sync(place)
    place.blog.write(
        1, "<p>What the original says now is longer than what it said when it was first read.</p>"
    )
    return place


@pytest.mark.parametrize(
    "path", ["package.json", "src/index.njk", "posts/mine.md", "README.md", "notes/mine.md"]
)
def test_a_file_that_is_not_the_article_s_post_is_never_written(written, path):
    mine = written.target / path
    mine.parent.mkdir(exist_ok=True)
    mine.write_text(ESSAY)
    forge(written, ("path: posts/1.md", f"path: {path}"), base=ESSAY)
    report = sync(written)
    assert mine.read_text() == ESSAY
    assert mine.relative_to(written.target) not in report.written
    assert any(path in warning for warning in report.warnings), report.warnings
    assert f"[A blog]({NAME}1/)" in "".join(post.read_text() for post in written.target.glob("posts/1*.md"))
    assert all(change.kind is not Kind.CONFLICT for change in report.changes)


@pytest.mark.parametrize(
    "path", ["../../x.md", f"{'a' * 5000}.md", "/etc/x.md", ".git/hooks/x.md", "a\x00b.md"]
)
def test_a_path_that_cannot_be_is_one_file_s_fault(written, path):
    forge(written, ("path: posts/1.md", f"path: {path}"))
    report = sync(written)
    assert any(
        "cannot be used and is ignored: not a path of a post" in warning for warning in report.warnings
    )
    assert not report.failures
    assert len(report.changes) == 3


@pytest.mark.parametrize(
    "line",
    [
        'feed: {"authors": 5}',
        'feed: {"title": ["x"]}',
        f"feed: {'[' * 100_000}",
        f"lossy: {'[' * 100_000}",
        f"missing: {'9' * 5000} x",
        "missing: 99999999999 x",
        "body: x",
        "permalink: javascript:x()",
        "picture: 0000000000000000 ../.env",
    ],
)
def test_a_line_of_a_wrong_type_is_one_file_s_fault(written, line):
    forge(written, ("path: posts/1.md", f"path: posts/1.md\n{line}"))
    report = sync(written)
    assert any("cannot be used and is ignored" in warning for warning in report.warnings)
    assert not report.failures
    assert len(report.changes) == 3


def test_an_article_on_a_host_that_nothing_vouches_for_is_not_fetched(written):
    evil = "https://evil.example/1/"
    with served(Blog(1)) as other:
        other.pages["/1/"] = PAGE.format(n=1, path="/1/", title="X", body="<p>EVIL</p>").encode()
        file = state_file(written, f"{NAME}1/")
        text = file.read_text().replace(f"address: {NAME}1/", f"address: {evil}")
        state_file(written, evil).write_text(text.replace("path: posts/1.md", "path: posts/evil.md"))
        (written.target / "posts" / "evil.md").write_text(text.partition("\n---\n")[2])
        shutil.rmtree(written.cache)
        config = written.config.read_text()
        written.config.write_text(config.replace("[source.fetch]\n", '[source.fetch]\nuser_agent = "x"\n'))
        # Were it asked for, the mirror of the command line would answer; the config does not name its host.
        report = pipeline.sync(
            configs.load(written.config),
            written.target,
            pipeline.Options(mirrors={NAME: written.blog.address}, cache=written.cache),
        )
    assert other.asked == []
    assert "EVIL" not in "".join(post.read_text() for post in written.target.rglob("*.md"))
    assert any("evil.example" in warning and "ignored" in warning for warning in report.warnings)
    assert [failure.address for failure in report.failures] == []


def test_a_picture_of_the_state_is_read_only_where_pictures_stand(place):
    place.config.write_text(
        place.config.read_text()
        + 'images = "copy"\nimage_path = "img/{slug}/{name}"\nimage_url = "/img/{slug}/{name}"\n'
    )
    for name in ("secret.png", "notes.png"):
        place.blog.pages[f"/{name}"] = PICTURE
        place.blog.types[f"/{name}"] = "image/png"
    place.blog.write(1, '<p>Text.</p><img src="/secret.png" alt="a"><img src="/notes.png" alt="b">')
    sync(place)
    for name in ("secret.png", "notes.png"):
        (place.target / "img" / "1" / name).unlink()
        place.blog.pages[f"/{name}"] = 404
    (place.target / "secret.png").write_bytes(PICTURE)  # a picture, but none of the config's folders
    (place.target / "img" / "notes.png").write_text("TOKEN=x\n")  # in the folder, but no picture
    file = state_file(place, f"{NAME}1/")
    file.write_text(
        file.read_text()
        .replace(" img/1/secret.png", " secret.png")
        .replace(" img/1/notes.png", " img/notes.png")
    )
    place.blog.write(1, '<p>Text, more.</p><img src="/secret.png" alt="a"><img src="/notes.png" alt="b">')
    shutil.rmtree(place.cache)
    sync(place)
    assert "](/img" not in place.post(1).read_text()


@pytest.mark.parametrize("name", ["1-x.post", "loop.post", "1-x.theirs"])
def test_state_that_cannot_be_read_is_an_error_and_never_forgotten(written, name):
    written.post(1).unlink()
    target = name if name.startswith("loop") else "/nowhere/at/all"
    (written.target / ".syndicate" / "blog" / name).symlink_to(target)
    before = files(written.target)
    with pytest.raises(TargetError, match="the state cannot be read"):
        sync(written)
    assert files(written.target) == before


def test_a_state_folder_that_leads_nowhere_is_an_error(written):
    folder = written.target / ".syndicate" / "blog"
    folder.rename(written.target / "away")
    folder.symlink_to("nowhere")
    with pytest.raises(TargetError, match="the state cannot be read"):
        sync(written)
    folder.unlink()
    folder.parent.rmdir()
    folder.parent.write_text("a file")
    with pytest.raises(TargetError, match="the state cannot be read"):
        sync(written)


def test_the_lock_file_of_an_editor_is_none_of_the_state(written):
    written.post(1).unlink()
    name = state_file(written, f"{NAME}1/").name
    (written.target / ".syndicate" / "blog" / f".#{name}").symlink_to("me@here.4711:17")
    assert [change.kind for change in sync(written).changes] == [Kind.DELETED, Kind.UNCHANGED, Kind.UNCHANGED]
    assert not written.post(1).exists()


def test_a_pipe_or_a_link_in_the_state_is_a_bad_file(written):
    folder = written.target / ".syndicate" / "blog"
    os.mkfifo(folder / "pipe.post")
    file = state_file(written, f"{NAME}1/")
    file.rename(written.target / "package.json")
    file.symlink_to("../../package.json")
    before = (written.target / "package.json").read_bytes()
    report = sync(written)
    assert sum("it is no regular file" in warning for warning in report.warnings) == 2
    assert [failure.message for failure in report.failures] == [
        "a link stands where a state file belongs; remove it"
    ]
    assert (written.target / "package.json").read_bytes() == before


def test_a_post_that_a_person_moved_is_still_followed(written):
    (written.target / "archive").mkdir()
    written.post(1).rename(written.target / "archive" / "first.md")
    shutil.rmtree(written.cache)
    assert Kind.UPDATE in {change.kind for change in sync(written).changes}
    assert "What the original says now" in (written.target / "archive" / "first.md").read_text()


def test_an_essay_that_links_to_an_article_is_not_adopted(place):
    essay = "---\ntitle: Mine\n---\n\nI have read [this](https://blog.example/1/) and see it otherwise.\n"
    (place.target / "posts").mkdir()
    (place.target / "posts" / "essay.md").write_text(essay)
    assert {change.kind for change in sync(place).changes} == {Kind.ADD}
    place.blog.pages["/1/"] = 404
    place.blog.list((2, 3))  # what the feed still lists is not gone
    place.config.write_text(
        place.config.read_text().replace("[source.fetch]", 'gone_after = 1\ngone = "draft"\n[source.fetch]')
    )
    sync(place)
    assert (place.target / "posts" / "essay.md").read_text() == essay
    assert "draft: true" in place.post(1).read_text()


def test_a_post_without_an_attribution_that_reads_as_the_article_is_adopted(place):
    place.blog.write(1, "<p>A sentence that is long enough to be known again wherever it stands.</p>")
    (place.target / "posts").mkdir()
    mine = place.target / "posts" / "by-hand.md"
    mine.write_text(
        "---\ntitle: One\n---\n\n(see https://blog.example/1/)\n\nA sentence that is long enough to be known again wherever it stands.\n"
    )
    before = mine.read_bytes()
    assert [change.kind for change in sync(place).changes] == [Kind.ADOPT, Kind.ADD, Kind.ADD]
    assert mine.read_bytes() == before
