"""The real origin: 18F's blog, served by nginx on loopback, cross-posted with config/18f.toml."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from syndicate import config as configs
from syndicate.converter.post.links import rewrite_address
from syndicate.converter.post.templates import slugify
from syndicate.converter.proof.proof import Converter
from syndicate.pipeline import commands as pipeline
from tests.blog import files

CONFIG = Path(__file__).parents[2] / "config" / "18f.toml"
NAME = "https://18f.gsa.gov/"

# One worker does all of these, so that the archive is imported once.
pytestmark = pytest.mark.xdist_group("18f")


READERS = {
    "PIL",
    "bs4",
    "dateutil",
    "feedparser",
    "linkify_it",
    "markdown_it",
    "nh3",
    "pyromark",
    "warcio",
}
"""The packages that only reading an article needs; to load them takes longer than a sync with nothing to do."""


def run(
    command: str, target: Path, origin: str, *words: str, start: tuple[str, str] = ("-m", "syndicate")
) -> subprocess.CompletedProcess[str]:
    arguments = [
        sys.executable,
        *start,
        command,
        str(CONFIG),
        *words,
        "--target",
        str(target),
        "--mirror",
        f"{NAME}={origin}",
    ]
    environment = {**os.environ, "XDG_CACHE_HOME": str(target.parent / "cache")}
    return subprocess.run(
        arguments, capture_output=True, text=True, timeout=300, check=False, env=environment
    )


@pytest.fixture(scope="module")
def archive(origin_18f, tmp_path_factory):
    """A target into which the whole back catalogue was imported."""
    target = tmp_path_factory.mktemp("archive") / "site"
    target.mkdir()
    done = run("import", target, origin_18f, "--all")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "18f: 296 added, 4 lossy")
    target.with_name("said").write_text(done.stderr)
    return target


def posts(target: Path) -> dict[str, tuple[dict[str, object], str]]:
    """Front matter and body of each post, by the address in its attribution line."""
    found = {}
    for path in (target / "src" / "posts").rglob("*.md"):
        front, body = re.fullmatch(
            r"---\n(.*?)\n---\n\n(.*)", path.read_text(encoding="utf-8"), re.DOTALL
        ).groups()
        link = re.match(r"\*Read the original article on \[18F's blog\]\((.*?)\)\.\*\n\n", body)
        found[link[1]] = (yaml.safe_load(front), body)
    return found


def test_sync_writes_the_feeds_ten_and_a_second_sync_costs_one_304_and_touches_nothing(origin_18f, tmp_path):
    target = tmp_path / "site"
    target.mkdir()
    assert run("sync", target, origin_18f).stdout.splitlines()[-1] == "18f: 10 added"
    before = files(target)
    done = run("sync", target, origin_18f, "--recheck", "0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "18f: nothing new\n", "")
    assert run("sync", target, origin_18f).stdout == "18f: 10 unchanged\n"
    assert files(target) == before


def test_a_sync_with_nothing_to_do_loads_nothing_that_reads_an_article(origin_18f, tmp_path):
    target = tmp_path / "site"
    target.mkdir()
    run("sync", target, origin_18f)
    program = f"import sys; from syndicate.cli import main; main(sys.argv[1:]); print(sorted(set(sys.modules) & {READERS}))"
    done = run("sync", target, origin_18f, start=("-c", program))
    assert done.stdout.splitlines() == ["18f: 10 unchanged", "[]"]


def test_every_post_has_what_the_origin_says_of_its_article(archive, shared):
    config = configs.load(CONFIG)
    manifest = json.loads((shared / "origin" / "18f" / "manifest.json").read_text(encoding="utf-8"))
    found = posts(archive)
    assert len(found) == len(manifest) == 296
    for entry in manifest:
        front, _ = found[rewrite_address(entry["url"], config.links)]
        renamed = [config.post.tags.get(tag, tag) for tag in entry["tags"]]
        assert front["title"] in (entry["title"], f"{entry['title']} ({entry['date']})")
        assert str(front["date"]) == entry["date"]
        assert front["tags"] == list(dict.fromkeys(["feature", "contributor", "18f", *filter(None, renamed)]))
        assert 20 < len(front["description"]) < 700, entry["url"]
        assert list(front) == ["title", "description", "date", "tags"]


def test_no_two_posts_have_one_title(archive):
    """The site publishes a post, and its social picture, under its title; three articles have one."""
    titles = [str(front["title"]) for front, _ in posts(archive).values()]
    assert len({slugify(title) for title in titles}) == 296
    dated = [title[-11:-1] for title in titles if re.search(r" \(\d{4}-\d\d-\d\d\)$", title)]
    assert sorted(dated) == ["2024-01-12", "2024-08-20"]


def test_the_pictures_stand_in_the_target_and_none_is_shown_from_elsewhere(archive):
    shown = [
        picture
        for _, body in posts(archive).values()
        for picture in re.findall(r"!\[[^\]]*\]\(([^)\s]+)", re.sub(r"(?ms)^(`{3,}).*?^\1$", "", body))
    ]
    assert len(shown) > 350
    assert [
        picture for picture in shown if not (archive / "src" / unquote(picture.lstrip("/"))).is_file()
    ] == []


def test_every_article_reads_the_same_by_the_yardstick_but_for_pictures_that_the_origin_has_not(
    archive, shared
):
    measure = [
        sys.executable,
        shared / "yardstick" / "yardstick.py",
        shared / "origin" / "18f",
        archive / "src" / "posts",
        "--show",
        "20",
    ]
    done = subprocess.run(measure, capture_output=True, text=True, check=False)
    said = archive.with_name("said").read_text()
    lossy = {re.split(r"  +", line)[1] for line in said.splitlines() if line.startswith("added")}
    differing = re.findall(r"^differs .*?(src/posts/\S+)$", done.stdout, re.MULTILINE)
    assert (len(lossy), set(differing)) == (4, lossy), done.stdout
    assert re.search(r"^292 of 296 equal .* missing 0, written twice 0$", done.stdout, re.MULTILINE)
    reasons = re.findall(r"lossy: .*: (?:the server answers 404|there is no host|a PDF, which)", said)
    assert len(reasons) == said.count("lossy: ") == 4


def test_raw_html_makes_up_less_than_two_percent_of_the_blocks(archive):
    blocks = [
        block
        for _, body in posts(archive).values()
        for block in re.sub(r"(?ms)^(`{3,}).*?^\1$", "code", body).split("\n\n")
    ]
    raw = [block for block in blocks if re.match(r"\s*(?:[->] )*<(?!https?:)", block)]
    assert len(blocks) > 7000
    assert len(raw) / len(blocks) < 0.02


def test_no_relative_link_is_left_in_any_post(archive):
    render = Converter("eleventy").md.render
    pages = [render(body) for _, body in posts(archive).values()]
    links = [(page, link) for page in pages for link in re.findall(r'<[^>]*\s(?:href|src)="([^"]*)"', page)]
    relative = {
        link
        for page, link in links
        if not re.match(r"https?://|mailto:|tel:|/assets/images/blog/", link)
        and f'id="{link.removeprefix("#")}"' not in page
    }
    assert len(links) > 3000
    assert relative == set()


def test_importing_again_touches_nothing_and_fetches_no_page_that_validators_say_is_unchanged(
    archive, origin_18f
):
    before = files(archive)
    done = run("import", archive, origin_18f, "--all")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "18f: 296 unchanged, 4 lossy")
    assert files(archive) == before


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("2022/07/20/senior-executives-pt1/", "2022-07-20-senior-executives-pt-1.md"),
        ("2022/08/02/senior-executives-pt2/", "2022-08-02-senior-executives-pt-2.md"),
    ],
)
def test_the_posts_made_by_hand_come_out_line_by_line(address, name, origin_18f, shared, tmp_path):
    options = pipeline.Options(mirrors={NAME: origin_18f}, cache=tmp_path / "cache", texts=True)
    report = pipeline.import_named(configs.load(CONFIG), tmp_path, [NAME + address], options)
    assert [str(change.post.path) for change in report.changes] == [f"src/posts/2022/{name}"]
    assert loosely(report.changes[0].post.text) == loosely(
        (shared / "golden" / name).read_text(encoding="utf-8")
    )


def loosely(post: str) -> list[str]:
    """The lines of a post without what its README says may differ."""
    post = re.sub(r",(?=')", ", ", re.sub(r" +(?=\"?$)", "", post, flags=re.MULTILINE))
    post = re.sub(r"^\|[ :|-]+\|$", lambda row: re.sub("-+", "-", row[0]), post, flags=re.MULTILINE)
    return [line for line in post.splitlines() if line]
