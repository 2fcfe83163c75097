"""Pictures come into the target with their posts, and what cannot be had is named."""

import shutil

import pytest

from tests.blog import CONFIG

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>x9()</script><rect width="9" height="9" onclick="x9()"/></svg>'
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def gif(shade: int) -> bytes:
    """A picture of one pixel."""
    return (
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00"
        + bytes([shade] * 3)
        + b"\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    )


def large_gif(size: int) -> bytes:
    """The picture with comments of so many bytes before it."""
    comment = b"!\xfe" + b"".join(b"\xff" + b" " * 255 for _ in range(size // 256)) + b"\x00"
    whole = gif(1)
    return whole[:19] + comment + whole[19:]


@pytest.fixture
def shown(place):
    """A blog with a picture in article 1, and a target that copies it."""
    place.config.write_text(CONFIG.replace("[post]\n", '[post]\nimages = "copy"\n'), encoding="utf-8")
    put(place, "/img/a.gif", gif(1))
    place.blog.write(1, '<p>Look: <img src="/img/a.gif" alt="a dot"></p>')
    return place


def put(place, path, content, kind="image/gif"):
    place.blog.pages[path] = content
    place.blog.types[path] = kind


def last(done):
    return done.stdout.splitlines()[-1]


def copied(place):
    return {
        str(path.relative_to(place.target / "images")): path.read_bytes()
        for path in (place.target / "images").rglob("*")
        if path.is_file()
    }


def test_a_picture_is_copied_and_shown_from_there(shown):
    assert last(shown.run("sync")) == "blog: 3 added"
    assert copied(shown) == {"1/a.gif": gif(1)}
    assert "Look: ![a dot](/images/1/a.gif)" in shown.post(1).read_text()
    shown.blog.asked.clear()
    assert last(shown.run("sync")) == "blog: 3 unchanged"
    assert shown.blog.statuses("/img/a.gif") == []


def test_beside_means_next_to_the_post(shown):
    shown.config.write_text(shown.config.read_text().replace('"copy"', '"beside"'))
    shown.run("sync")
    assert (shown.target / "posts" / "1" / "a.gif").read_bytes() == gif(1)
    assert "![a dot](1/a.gif)" in shown.post(1).read_text()


def test_a_link_leaves_it_where_it_is(shown):
    shown.config.write_text(shown.config.read_text().replace('"copy"', '"link"'))
    shown.run("sync")
    assert "![a dot](https://blog.example/img/a.gif)" in shown.post(1).read_text()
    assert shown.blog.statuses("/img/a.gif") == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (404, "the server answers 404 Not Found"),
        (b"<html><body>Not found</body></html>", "HTML"),
        (gif(1)[:-6], "cut off|broken|truncated|end"),
    ],
)
def test_what_cannot_be_had_becomes_a_link_and_marks_the_post_lossy(shown, content, why):
    put(shown, "/img/a.gif", content)
    done = shown.run("sync")
    assert (done.returncode, last(done)) == (0, "blog: 3 added, 1 lossy")
    assert "lossy: a dot: " in done.stderr
    assert "Look: [a dot](https://blog.example/img/a.gif)" in shown.post(1).read_text()
    put(shown, "/img/a.gif", gif(1))
    assert last(shown.run("sync")) == "blog: 1 updated, 2 unchanged"
    assert "![a dot](/images/1/a.gif)" in shown.post(1).read_text()
    del why


def test_an_svg_is_sanitised_and_a_linked_pdf_of_the_origin_comes_along(shown):
    put(shown, "/img/a.svg", SVG, "image/svg+xml")
    put(shown, "/files/a.pdf", PDF, "application/pdf")
    body = '<p><img src="/img/a.svg" alt="s"> <a href="/files/a.pdf">p</a> <a href="https://else.example/b.pdf">q</a></p>'
    shown.blog.write(1, body)
    shown.run("sync")
    found = copied(shown)
    assert found.keys() == {"1/a.svg", "1/a.pdf"}
    assert b"x9" not in found["1/a.svg"]
    assert b"<rect" in found["1/a.svg"]
    assert "[p](/images/1/a.pdf) [q](https://else.example/b.pdf)" in shown.post(1).read_text()


def test_pictures_of_one_name_are_told_apart_by_their_content(shown):
    put(shown, "/other/a.gif", gif(2))
    shown.blog.write(1, '<p><img src="/img/a.gif" alt="one"> <img src="/other/a.gif" alt="two"></p>')
    shown.run("sync")
    assert sorted(copied(shown).values()) == sorted([gif(1), gif(2)])


def test_pictures_of_two_articles_in_one_folder_are_told_apart(shown):
    rules = 'images = "copy"\nimage_path = "images/{name}"\nimage_url = "/images/{name}"\n'
    shown.config.write_text(CONFIG.replace("[post]\n", f"[post]\n{rules}"))
    put(shown, "/other/a.gif", gif(2))
    shown.blog.write(2, '<p><img src="/other/a.gif" alt="two"></p>')
    shown.run("sync")
    assert sorted(copied(shown).values()) == sorted([gif(1), gif(2)])
    assert "![a dot](/images/a.gif)" in shown.post(1).read_text()
    assert "![two](/images/a-" in shown.post(2).read_text()


def test_a_picture_that_changed_at_the_origin_is_brought_up_to_date(shown):
    shown.run("sync")
    put(shown, "/img/a.gif", gif(9))
    shown.blog.pages["/1/"] += b"<!-- touched -->"
    assert last(shown.run("sync")) == "blog: 1 updated, 2 unchanged"
    assert copied(shown) == {"1/a.gif": gif(9)}


def test_a_picture_that_a_person_changed_is_kept(shown):
    shown.run("sync")
    (shown.target / "images" / "1" / "a.gif").write_bytes(gif(5))
    put(shown, "/img/a.gif", gif(9))
    shown.blog.pages["/1/"] += b"<!-- touched -->"
    assert last(shown.run("sync")) == "blog: 3 unchanged"
    assert copied(shown) == {"1/a.gif": gif(5)}


def test_the_copy_stays_where_the_origin_has_the_picture_no_longer(shown):
    shown.run("sync")
    put(shown, "/img/a.gif", 404)
    shown.blog.pages["/1/"] += b"<!-- touched -->"
    assert last(shown.run("sync")) == "blog: 3 unchanged"
    assert copied(shown) == {"1/a.gif": gif(1)}


def test_a_picture_on_a_private_host_is_not_fetched(shown):
    shown.blog.write(1, '<p><img src="http://127.0.0.1:9/a.gif" alt="inside"></p>')
    done = shown.run("sync")
    assert "not on the public network" in done.stderr
    assert "[inside](http://127.0.0.1:9/a.gif)" in shown.post(1).read_text()


@pytest.mark.parametrize(
    ("suffix", "element"),
    [(".pdf", '<a href="{}">file</a>'), (".gif", '<img src="{}" alt="dot">')],
)
def test_of_more_than_200_mb_in_one_article_the_rest_is_linked_and_named_in_a_line(shown, suffix, element):
    content = PDF + b" " * 9_700_000 + b"%%EOF\n" if suffix == ".pdf" else large_gif(9_700_000)
    paths = [f"/files/{number}{suffix}" for number in range(250)]
    for path in paths:
        put(shown, path, content, "application/pdf" if suffix == ".pdf" else "image/gif")
    text = "<p>These are some words beside them.</p>" * 60
    shown.blog.write(1, text + "".join(f"<p>x {element.format(path)}</p>" for path in paths))
    done = shown.run("sync")
    assert (done.returncode, last(done)) == (0, "blog: 3 added, 1 lossy")
    assert "lossy: 229 of its pictures and files: the article has more than 200 MB" in done.stderr
    assert done.stderr.count("lossy:") == 1
    assert sum(len(shown.blog.statuses(path)) for path in paths) <= 40
    post = shown.post(1).read_text()
    assert (post.count("](/images/1/"), post.count("](https://blog.example/files/")) == (21, 229)
    shutil.rmtree(shown.target)  # 200 MB


def test_of_thousands_of_pictures_in_one_article_the_rest_is_linked_and_named(shown):
    for number in range(2003):
        put(shown, f"/p/{number}.gif", gif(1))
    shown.blog.write(
        1, "".join(f'<p>Some words of it <img src="/p/{number}.gif" alt="dot"></p>' for number in range(2003))
    )
    done = shown.run("sync")
    assert "lossy: 3 of its pictures and files: the article has more than 2,000" in done.stderr
    assert shown.blog.statuses("/p/1999.gif") == [200]
    assert shown.blog.statuses("/p/2000.gif") == []
