"""The file that a platform gives, as an origin: from the command line to the posts."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from syndicate.cli import main
from syndicate.pipeline import matching

EXPORTS = Path(__file__).parents[2] / "fixtures" / "exports"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with an empty site, in which commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "site").mkdir()
    return tmp_path


def bring(desk, export, *options, init=()):
    """Draft a config for an export, and import it; the posts by their names."""
    assert main(["init", str(export), "--target", "site", "-o", "x.toml", *init]) == 0
    assert main(["import", "x.toml", str(export), "--target", "site", "--offline", *options]) == 0
    return posts(desk)


def posts(desk):
    return {path.name: path.read_text() for path in sorted((desk / "site").rglob("*.md"))}


def test_a_wordpress_export_becomes_posts(desk, capsys):
    written = bring(desk, EXPORTS / "wordpress" / "export.xml")
    assert written == {
        path.name: path.read_text() for path in sorted((EXPORTS / "wordpress" / "expected").glob("*.md"))
    }
    out = "".join(capsys.readouterr())
    for why in ("a draft", "private", "protected by a password", "in the trash", "scheduled", "pages"):
        assert f"1 left out: {why}" in out
    assert "1 comments left out" in out
    assert "[su_box" in out
    assert (desk / "site/images/tides/cover.png").is_file()


def test_a_second_import_changes_nothing(desk):
    before = bring(desk, EXPORTS / "wordpress" / "export.xml")
    assert (
        main(["import", "x.toml", str(EXPORTS / "wordpress" / "export.xml"), "--target", "site", "-q"]) == 0
    )
    assert posts(desk) == before


def test_a_post_whose_original_is_private_by_now_is_named_as_long_as_it_is_here(desk, capsys):
    bring(desk, EXPORTS / "wordpress" / "export.xml")
    text = (EXPORTS / "wordpress" / "export.xml").read_text()
    later = re.sub(r"(?<=<wp:status>)(<!\[CDATA\[|)publish", r"\1private", text)
    assert later != text
    (desk / "later.xml").write_text(later)
    before = posts(desk)
    capsys.readouterr()
    assert main(["import", "x.toml", "later.xml", "--target", "site", "--offline"]) == 0
    err = "".join(capsys.readouterr())
    for name in before:
        assert f"{name}: its original is private by now; delete the post, or hide it" in err
    assert posts(desk) == before


def test_pages_come_on_request(desk):
    export = str(EXPORTS / "wordpress" / "export.xml")
    bring(desk, export)
    config = desk / "x.toml"
    config.write_text(config.read_text().replace("[source.select]", 'also = ["pages"]\n[source.select]'))
    assert main(["import", "x.toml", export, "--target", "site", "--offline"]) == 0
    assert any("About us" in text for text in posts(desk).values())


def test_an_export_comes_zipped_as_it_comes_unpacked(desk):
    with zipfile.ZipFile("export.zip", "w") as archive:
        for file in (EXPORTS / "wordpress").rglob("*"):
            if file.suffix in (".xml", ".png"):
                archive.write(file, f"harbour/{file.relative_to(EXPORTS / 'wordpress')}")
    zipped = bring(desk, "export.zip")
    shutil.rmtree("site")
    Path("site").mkdir()
    Path("x.toml").unlink()
    assert bring(desk, EXPORTS / "wordpress") == zipped


def test_a_file_of_unknown_kind_is_told_what_is_known(desk, capsys):
    bring(desk, EXPORTS / "wordpress" / "export.xml")
    Path("x.bin").write_bytes(b"nothing")
    assert main(["import", "x.toml", "x.bin", "--target", "site"]) == 3
    assert "x.bin: of no kind that is known here; known are HTML pages" in capsys.readouterr().err
    assert main(["init", "x.bin", "--target", "site", "-o", "y.toml"]) == 3


def test_an_export_is_imported_by_itself(desk, capsys):
    export = str(EXPORTS / "wordpress" / "export.xml")
    bring(desk, export)
    assert main(["import", "x.toml", export, "https://harbour.example/x/", "--target", "site"]) == 2
    assert "an export is imported by itself" in capsys.readouterr().err


def test_pictures_that_the_export_holds_are_copied_unless_the_config_says_otherwise(desk):
    export = str(EXPORTS / "wordpress" / "export.xml")
    assert main(["init", export, "--target", "site", "-o", "x.toml"]) == 0
    assert 'images = "copy"' in Path("x.toml").read_text()
    shutil.copy(export, "alone.xml")
    assert main(["init", "alone.xml", "--target", "site", "-o", "y.toml"]) == 0
    assert 'images = "link"' in Path("y.toml").read_text()
    assert main(["import", "y.toml", export, "--target", "site", "--offline"]) == 0
    assert (
        "https://harbour.example/wp-content/uploads/2024/05/cover.png" in posts(desk)["2024-05-01-tides.md"]
    )


def test_what_lies_beside_a_json_feed_is_linked_from_where_the_feed_is(desk):
    assert main(["init", str(EXPORTS / "microblog"), "--target", "site", "-o", "x.toml"]) == 0
    config = desk / "x.toml"
    config.write_text(config.read_text().replace('images = "copy"', 'images = "link"'))
    assert main(["import", "x.toml", str(EXPORTS / "microblog"), "--target", "site", "--offline"]) == 0
    walk = posts(desk)["2024-03-04-a-longer-walk.md"]
    assert "![A shell](https://tideline.example/uploads/2024/shell.png)" in walk


@pytest.mark.parametrize(
    ("export", "picture"),
    [("notion", "images/tea-7e1f0a/leaf.png"), ("ghost", "images/weaving/loom.png")],
)
def test_pictures_that_are_nowhere_else_are_copied_whatever_the_config_says(desk, export, picture):
    assert main(["init", str(EXPORTS / export), "--target", "site", "-o", "x.toml"]) == 0
    config = desk / "x.toml"
    config.write_text(config.read_text().replace('images = "copy"', 'images = "link"'))
    assert main(["import", "x.toml", str(EXPORTS / export), "--target", "site", "--offline"]) == 0
    assert (desk / "site" / picture).is_file()
    assert any(f"(/{picture})" in text for text in posts(desk).values())


@pytest.mark.usefixtures("desk")
def test_an_export_with_entities_is_refused(capsys):
    text = (EXPORTS / "wordpress" / "export.xml").read_text()
    Path("x.xml").write_text(text.replace("<rss", '<!DOCTYPE rss [<!ENTITY x "y">]>\n<rss', 1))
    assert main(["init", "x.xml", "--target", "site", "-o", "x.toml"]) == 3
    assert "declares entities of its own" in capsys.readouterr().err


def test_an_export_that_is_given_as_the_feed_publishes_nothing_else(place):
    place.blog.pages["/feed.xml"] = (EXPORTS / "wordpress" / "export.xml").read_bytes()
    place.config.write_text(
        place.config.read_text()
        .replace('name = "blog"', 'name = "blog"\ncontent = "feed"')
        .replace("articles = '^https://blog\\.example/\\d+/$'\n", "")
    )
    place.run("sync")
    written = {path.name: path.read_text() for path in place.target.rglob("*.md")}
    assert sorted(written) == ["blocks.md", "tides.md"]
    assert not any("SECRET" in text for text in written.values())


@pytest.mark.parametrize(
    "export",
    [
        "ghost",
        "medium",
        "substack",
        "blogger/blog.xml",
        "blogger/takeout.atom",
        "jsonfeed",
        "microblog",
        "notion",
        "squarespace",
        "markdown",
        "jekyll",
        "hugo",
    ],
)
def test_the_export_of_each_platform_becomes_posts(desk, export):
    expected = EXPORTS / "expected" / export.replace("/", "-")
    written = bring(desk, EXPORTS / export)
    assert written == {path.name: path.read_text() for path in sorted(expected.glob("*.md"))}
    assert not any("SECRET" in text for text in written.values())


def test_a_folder_of_markdown_comes_zipped_in_a_folder_of_its_own(desk):
    with zipfile.ZipFile("notes-main.zip", "w") as archive:
        for file in sorted((EXPORTS / "jekyll").rglob("*")):
            archive.write(file, f"notes-main/{file.relative_to(EXPORTS / 'jekyll')}")
    expected = sorted((EXPORTS / "expected" / "jekyll").glob("*.md"))
    assert bring(desk, "notes-main.zip") == {path.name: path.read_text() for path in expected}


def test_paid_posts_and_drafts_come_where_the_config_says_so(desk):
    export = str(EXPORTS / "substack")
    bring(desk, export)
    config = desk / "x.toml"
    config.write_text(config.read_text().replace("[source.select]", 'also = ["paid"]\n[source.select]'))
    assert main(["import", "x.toml", export, "--target", "site", "--offline"]) == 0
    assert any("SECRET paid" in text for text in posts(desk).values())


def test_what_may_be_a_reply_comes_where_the_config_says_so(desk, capsys):
    export = str(EXPORTS / "medium")
    bring(desk, export)
    assert '1 left out: replies; write source.also = ["replies"] to bring them' in capsys.readouterr().err
    config = desk / "x.toml"
    config.write_text(config.read_text().replace("[source.select]", 'also = ["replies"]\n[source.select]'))
    assert main(["import", "x.toml", export, "--target", "site", "--offline"]) == 0
    assert any("I agree with you, SECRET reply." in text for text in posts(desk).values())


def test_what_is_not_published_yet_or_any_more_is_left_out(desk, capsys):
    Path("notes").mkdir()
    for name, front in (("a", ""), ("b", "publishDate: 2924-01-01"), ("c", "expiryDate: 2021-01-01")):
        Path(f"notes/{name}.md").write_text(
            f'---\ntitle: "T{name}"\ndate: 2020-01-01\n{front}\n---\nText {name}.\n'
        )
    assert [text.split('"')[1] for text in bring(desk, "notes").values()] == ["Ta"]
    said = capsys.readouterr().err
    assert "1 left out: expired, and not published there any more" in said
    assert "1 left out: scheduled for a day to come" in said


@pytest.mark.usefixtures("desk")
def test_a_blog_that_stays_where_it_is_has_not_moved(capsys):
    assert main(["init", "https://harbour.example/", "--target", "site", "--moved"]) == 2
    assert "--moved is for an export" in capsys.readouterr().err


@pytest.mark.parametrize("flavor", ["plain", "jekyll", "hugo"])
def test_after_a_move_for_good_no_post_names_its_old_address(desk, flavor):
    sign = {"jekyll": "_config.yml", "hugo": "hugo.toml"}.get(flavor)
    if sign:
        (desk / "site" / sign).write_text("")
    shutil.copy(EXPORTS / "wordpress" / "export.xml", "alone.xml")
    assert main(["init", "alone.xml", "--target", "site", "-o", "x.toml", "--moved"]) == 0
    config = (desk / "x.toml").read_text()
    assert 'images = "copy"' in config
    assert "# no line that says where the original is: it is here from now on" in config
    assert main(["import", "x.toml", "alone.xml", "--target", "site", "--offline"]) == 0
    (tides,) = (text for name, text in posts(desk).items() if "tides" in name)
    assert "harbour.example/2024/05/tides/" not in tides
    assert main(["import", "x.toml", "alone.xml", "--target", "site", "--offline"]) == 0
    assert len(posts(desk)) == 2


def test_where_the_blog_was_can_be_told(desk):
    written = bring(desk, EXPORTS / "ghost", init=["--address", "https://weft.example/"])
    assert "(https://weft.example/dye/)" in written["2024-03-01-weaving.md"]


def test_an_export_that_is_cut_off_before_its_first_post_is_named(desk, capsys):
    text = (EXPORTS / "ghost" / "export.json").read_text()
    Path("x.json").write_text(text[:900])
    assert main(["init", "x.json", "--target", "site", "-o", "x.toml"]) == 3
    assert "x.json: this JSON is broken or cut off" in capsys.readouterr().err
    assert not posts(desk)


def test_many_articles_of_one_text_are_posts_and_not_each_compared_with_all(desk, monkeypatch):
    text = (EXPORTS / "wordpress" / "export.xml").read_text()
    head = text[: text.index("<item>")]
    words = "".join(f"<p>Line {n} of a text that every article of this blog has.</p>" for n in range(9))
    items = "".join(
        f"<item><title>Day {n}</title><link>https://tides.example/day-{n}/</link>"
        f"<content:encoded><![CDATA[{words}]]></content:encoded><wp:post_id>{n}</wp:post_id>"
        f"<wp:post_date>2024-05-01 08:30:{n:02}</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
        for n in range(60)
    )
    (desk / "alike.xml").write_text(f"{head}{items}</channel></rss>")
    compared = []
    signs = matching.signs
    monkeypatch.setattr(matching, "signs", lambda *given: compared.append(1) or signs(*given))
    assert len(bring(desk, "alike.xml")) == 60
    assert len(compared) < 200
