"""A real formatter over synced posts: its rewrite is the post's style, and what the origin changes later is merged into it."""

import subprocess
from pathlib import Path

import pytest

PRETTIER = Path(__file__).parents[1] / "renderers" / "node_modules" / ".bin" / "prettier"
WRAPPED = [(), ("--prose-wrap", "always"), ("--prose-wrap", "never")]
BODY = """<h2>A heading that says something</h2>
<p>The first paragraph is a long one, with <em>emphasis</em> and <strong>strong words</strong>, a <a
href="https://x.example/y">link to read</a>, and it goes on for so long that any wrapping changes it; {0}.</p>
<ul><li>one item that is long enough to be wrapped by a formatter that wraps at eighty characters, {1}</li>
<li>two<ul><li>nested</li></ul></li></ul><ol><li>first</li><li>second</li></ol>
<table><thead><tr><th>A</th><th>Some head</th></tr></thead><tbody><tr><td>cell {2}</td><td>b</td></tr></tbody></table>
<pre><code class="language-python">x = 1
y  =  2
</code></pre><blockquote><p>Quoted words * of some_body_ who said much more than fits into a line of eighty, {3}.</p>
</blockquote><hr><p>A star * here and an_under_score.<br>second line of it</p><p>The last paragraph.</p>"""
CHANGES = [
    "alpha and what came later",
    "beta, which is so much longer than it was that it has to be wrapped once more",
    "gamma, much wider, and 漢字",
    "delta, too, in a line that goes on and on until 2 * 3 _stars_ fit into it",
]

pytestmark = pytest.mark.skipif(not PRETTIER.exists(), reason="npm install --prefix tests/renderers")


def prettier(place, options):
    subprocess.run(
        [PRETTIER, *options, "--write", "posts"], cwd=place.target, check=True, capture_output=True
    )


def words(place):
    """The words of a post, wherever its lines break."""
    return " ".join(place.post(1).read_text().replace("\n> ", "\n").split())


@pytest.mark.parametrize("options", WRAPPED, ids=["as it comes", "wrapped", "unwrapped"])
def test_a_formatter_s_rewrite_is_no_edit_and_every_change_of_the_origin_comes_in_its_style(place, options):
    said = ["alpha", "beta, before", "gamma", "delta"]
    place.blog.write(1, BODY.format(*said))
    place.run("sync")
    written = place.post(1).read_text()
    prettier(place, options)
    assert place.post(1).read_text() != written
    assert place.run("status").stdout == "blog: 3 unchanged\n"
    for n, change in enumerate(CHANGES):
        said[n] = change
        place.blog.write(1, BODY.format(*said))
        assert place.run("sync").stdout.startswith("updated   posts/1.md")
        assert change in words(place).replace("\\", "")
    body = place.post(1).read_text().partition("\n---\n")[2]
    prettier(place, options)
    assert place.post(1).read_text().partition("\n---\n")[2] == body


@pytest.mark.parametrize("options", WRAPPED, ids=["as it comes", "wrapped", "unwrapped"])
def test_an_edit_in_a_formatted_post_stays_when_the_origin_changes(place, options):
    said = ["alpha", "beta, before", "gamma", "delta"]
    place.blog.write(1, BODY.format(*said))
    place.run("sync")
    prettier(place, options)
    text = place.post(1).read_text()
    place.post(1).write_text(text.replace("The last paragraph.", "The last paragraph is mine."))
    for n, change in enumerate(CHANGES):
        said[n] = change
        place.blog.write(1, BODY.format(*said))
        assert place.run("sync").stdout.startswith("merged    posts/1.md")
        prettier(place, options)
    assert all(change in words(place).replace("\\", "") for change in CHANGES)
    assert "The last paragraph is mine." in words(place)
