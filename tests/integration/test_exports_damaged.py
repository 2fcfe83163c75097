"""An export that is damaged, or in parts: what can be read is brought, and the rest is named."""

import gzip
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate.cli import main
from syndicate.parser.exports import streams
from tests.integration.test_exports import EXPORTS, bring, posts

HEAD = (
    (EXPORTS / "wordpress" / "export.xml").read_text(encoding="utf-8").partition("<item>")[0].encode("utf-8")
)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with an empty site, in which commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "site").mkdir()
    return tmp_path


def item(n, more=""):
    return (
        f"<item><title>Number {n}</title><link>https://harbour.example/{n}/</link><content:encoded><![CDATA["
        f"Text of number {n}: {' '.join(str(n * each) for each in range(400))}]]></content:encoded>"
        f"<wp:post_id>{n}</wp:post_id><wp:post_date>2024-05-{n:02} 08:30:00</wp:post_date>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{more}</item>"
    ).encode()


def export_of(*numbers):
    return HEAD + b"\n".join(item(n) for n in numbers) + b"</channel></rss>"


def titles(desk):
    return [text.split('"')[1] for text in posts(desk).values()]


def test_the_parts_of_an_export_are_one(desk):
    """WordPress.com parts a large export; a picture's file may stand in another part than its post."""
    thumbnail = (
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
    )
    picture = (
        b"<item><title>p</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>"
        b"<wp:attachment_url>https://harbour.example/wp-content/uploads/a.png</wp:attachment_url></item>"
    )
    Path("blog.000.xml").write_bytes(HEAD + item(1, thumbnail) + item(2) + b"</channel></rss>")
    Path("blog.001.xml").write_bytes(HEAD + item(2) + item(3) + picture + b"</channel></rss>")
    assert main(["init", "blog.000.xml", "--target", "site", "-o", "x.toml"]) == 0
    assert main(["import", "x.toml", "blog.000.xml", "blog.001.xml", "--target", "site", "--offline"]) == 0
    assert titles(desk) == ["Number 1", "Number 2", "Number 3"]
    assert "uploads/a.png" in posts(desk)["2024-05-01-1.md"]


def test_parts_of_different_kinds_are_not_mixed(desk, capsys):
    Path("a.xml").write_bytes(export_of(1))
    bring(desk, "a.xml")
    ghost = str(EXPORTS / "ghost" / "export.json")
    assert main(["import", "x.toml", "a.xml", ghost, "--target", "site"]) == 3
    assert "Ghost (JSON), but a.xml is WordPress" in capsys.readouterr().err


def cut_xml(path):
    path.write_bytes(export_of(1, 2, 3)[:-1500])


def cut_gzip(path):
    path.write_bytes(gzip.compress(export_of(1, 2, 3))[:-300])


def cut_zip(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("blog.001.xml", export_of(1, 2))
        archive.writestr("blog.002.xml", export_of(3))
    path.write_bytes(path.read_bytes()[:-600])


def broken_zip(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("blog.001.xml", export_of(1, 2))
        archive.writestr("blog.002.xml", export_of(3))
    path.write_bytes(path.read_bytes().replace(b"Text of number 3", b"Text of XXXXXX 3"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (cut_xml, "item 3 (Number 3) is left out: the file is cut off within it"),
        (cut_gzip, "item 3 (Number 3) is left out: the file is cut off within it"),
        (cut_zip, "blog.002.xml in it cannot be read to its end"),
        (broken_zip, "blog.002.xml in it cannot be read (Bad CRC-32"),
    ],
)
def test_what_stands_before_the_damage_is_brought(desk, capsys, damage, said):
    damage(desk / "export")
    bring(desk, "export")
    assert titles(desk) == ["Number 1", "Number 2"]
    assert said in capsys.readouterr().err


def test_a_file_that_ends_between_two_articles_is_named_too(desk, capsys):
    Path("x.xml").write_bytes(HEAD + item(1) + item(2))
    bring(desk, "x.xml")
    assert titles(desk) == ["Number 1", "Number 2"]
    said = capsys.readouterr().err
    assert "x.xml: the file is cut off: its end is missing; download it once more" in said


def test_a_file_without_an_article_is_named(desk, capsys):
    Path("x.xml").write_bytes(export_of(1))
    bring(desk, "x.xml")
    Path("y.xml").write_bytes(export_of())
    assert main(["import", "x.toml", "y.xml", "--target", "site"]) == 0
    assert "y.xml: no article is in it; if there should be, download it once more" in capsys.readouterr().err


def test_an_article_that_is_too_long_costs_no_other(desk, capsys, monkeypatch):
    monkeypatch.setattr(streams, "MAX_ELEMENT", 300_000)
    Path("x.xml").write_bytes(
        HEAD + item(1) + item(2).replace(b"Text", b"long " * 200_000) + item(3) + b"</channel></rss>"
    )
    bring(desk, "x.xml")
    assert titles(desk) == ["Number 1", "Number 3"]
    assert "x.xml: item 2 (Number 2) is left out: it is longer than 0 MB" in capsys.readouterr().err


def test_an_article_without_a_date_is_brought_with_one_and_named(desk, capsys):
    none = item(1).replace(b"2024-05-01 08:30:00", b"0000-00-00 00:00:00")
    changed = none.replace(b"</item>", b"<wp:post_modified>2022-03-04 01:02:03</wp:post_modified></item>")
    Path("x.xml").write_bytes(HEAD + changed.replace(b"/1/", b"/9/") + none + b"</channel></rss>")
    assert sorted(bring(desk, "x.xml")) == ["2022-03-04-9.md", f"{datetime.now(UTC):%Y-%m-%d}-1.md"]
    said = capsys.readouterr().err
    assert "https://harbour.example/9/: the export has no date of it; it is dated 2022-03-04" in said
    assert main(["import", "x.toml", "x.xml", "--target", "site", "--offline"]) == 0
    assert len(posts(desk)) == 2


def test_an_address_that_two_articles_have_is_named_unless_they_are_the_same(desk, capsys):
    other = item(2).replace(b"harbour.example/2/", b"harbour.example/1/")
    Path("x.xml").write_bytes(HEAD + item(1) + item(1) + other + b"</channel></rss>")
    bring(desk, "x.xml")
    (note,) = {line for line in capsys.readouterr().err.splitlines() if "twice" in line}
    assert note.endswith(
        "https://harbour.example/1/: twice in the export; the first is used, 'Number 2' left out"
    )


@pytest.mark.usefixtures("desk")
def test_an_archive_with_a_password_is_told_from_a_broken_one(capsys):
    with zipfile.ZipFile("x.zip", "w") as archive:
        archive.writestr("a.xml", export_of(1))
    content = bytearray(Path("x.zip").read_bytes())
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    Path("x.zip").write_bytes(content)
    assert main(["init", "x.zip", "--target", "site", "-o", "x.toml"]) == 3
    assert "a.xml in it is protected by a password; unpack it first" in capsys.readouterr().err


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize("said", ["{codec}", "UTF-8"])
def test_letters_are_read_whatever_encoding_is_said(desk, codec, said):
    text = export_of(1).decode().replace("Number 1", "Größe").replace("Text", "Möbel")
    Path("x.xml").write_bytes(text.replace("UTF-8", said.format(codec=codec), 1).encode(codec))
    bring(desk, "x.xml")
    (post,) = posts(desk).values()
    assert 'title: "Größe"' in post
    assert "Möbel of number 1" in post


def test_a_row_that_does_not_say_who_may_read_the_post_brings_none(desk, capsys):
    head = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n"
    whole = "1.a,2022-02-03T10:00:00.000Z,true,,,newsletter,everyone,A,,\n"
    with zipfile.ZipFile("x.zip", "w") as archive:
        archive.writestr("posts.csv", f"{head}{whole}2.b,2022-02-04T10:00:00.000Z,true,,,newsletter")
        archive.writestr("posts/1.a.html", '<p>Hello, <a href="https://l.substack.com/p/b">you</a>.</p>')
        archive.writestr("posts/2.b.html", "<p>SECRET</p>")
    assert list(bring(desk, "x.zip")) == ["2022-02-03-a.md"]
    assert "2.b: its row in posts.csv does not say who may read it; left out" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["medium", "substack", "notion", "markdown"])
def test_an_article_whose_file_is_damaged_is_left_out_and_named(desk, capsys, name):
    with zipfile.ZipFile("export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((EXPORTS / name).rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(EXPORTS / name))
        last = [each for each in archive.infolist() if Path(each.filename).suffix in (".html", ".md")][-1]
    content = bytearray(Path("export.zip").read_bytes())
    at = last.header_offset + 30 + len(last.filename.encode())
    content[at + 5 : at + 8] = b"\xff" * 3
    Path("export.zip").write_bytes(content)
    Path("x.toml").write_text(
        '[source]\nname = "x"\ntitle = "X"\nfeed = "https://x.example/feed.xml"\n[post]\nflavor = "plain"\n'
    )
    status = main(["import", "x.toml", "export.zip", "--target", "site", "--offline"])
    assert status == (3 if name == "notion" else 0)  # it has no other page
    assert Path(last.filename).name in capsys.readouterr().err
    whole = {each.name for each in (EXPORTS / "expected" / name).glob("*.md")}
    assert posts(desk).keys() <= whole


def test_a_ghost_export_that_is_cut_off_gives_the_posts_before_that(desk, capsys):
    text = (EXPORTS / "ghost" / "export.json").read_text()
    Path("x.json").write_text(text[:2400])
    assert sorted(bring(desk, "x.json")) == ["2024-03-01-weaving.md", "2024-03-02-spinning.md"]
    said = capsys.readouterr().err
    assert "x.json: this JSON is broken or cut off" in said
    assert "without posts_meta, users, posts_authors, tags, posts_tags" in said


def test_a_json_feed_that_is_cut_off_gives_the_entries_before_that(desk, capsys):
    text = (EXPORTS / "jsonfeed" / "feed.json").read_text()
    Path("x.json").write_text(text.replace("]}]}", ']}, {"id": "2", "content_html": "<p>Lo'))
    assert sorted(bring(desk, "x.json")) == ["2024-01-02-1.md"]
    assert "x.json: this JSON is broken or cut off" in capsys.readouterr().err


@pytest.mark.parametrize(
    "hostile",
    ["".join(f"<p><b id={n}>" for n in range(2_000)), "<div>" * 20_000, f"<p {'a=1 b=2 ' * 20_000}>"],
    ids=["reopened", "nested", "attributes"],
)
def test_a_file_that_no_parser_should_be_given_costs_no_other(desk, capsys, hostile):
    names = (
        "medium/posts/2023-04-05_On-kettles-0a1b2c3d4e5f.html",
        "medium/posts/2023-05-01_I-agree-222.html",
    )
    good, bad = ((EXPORTS / name).read_text() for name in names)
    with zipfile.ZipFile("x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("posts/2023-04-05_On-kettles-0a1b2c3d4e5f.html", good)
        archive.writestr("posts/2023-05-01_Bad-222.html", bad.replace(">I agree with you, S", f">{hostile}S"))
    assert list(bring(desk, "x.zip")) == ["2023-04-05-on-kettles-0a1b2c3d4e5f.md"]
    assert "posts/2023-05-01_Bad-222.html is left out: " in capsys.readouterr().err
