"""Each kind of block as first written, before anything is rendered back and rewritten."""

import pytest

from syndicate.converter.dialects import DIALECTS, fast_linkify
from syndicate.converter.markdown.blocks import BlockWriter
from syndicate.converter.markdown.inline import Style
from syndicate.converter.proof.proof import keep_likely_escapes, parse_fragment


def write(html: str, dialect: str = "gfm", *, links: bool = False) -> str:
    writer = BlockWriter(DIALECTS[dialect], Style(), fast_linkify() if links else None)
    return keep_likely_escapes(writer.join(writer.blocks(parse_fragment(html).iter(include_text=True))))


def table(cell: str = "b", header: str = "", data: str = "") -> str:
    return f"<table><thead><tr><th{header}>a</th></tr></thead><tbody><tr><td{data}>{cell}</td></tr></tbody></table>"


@pytest.mark.parametrize(
    ("attributes", "line"),
    [
        ("", "---"),
        (' align="RIGHT"', "---:"),
        (' align="center"', ":---:"),
        (' align="middle"', "---"),
        (' style="text-align: center"', ":---:"),
        (' style="text-align:right" align="left"', "---:"),
        (' style="color: right"', "---"),
    ],
)
def test_a_column_is_aligned_as_its_cells_are(attributes, line):
    assert write(table(header=attributes)) == f"| a |\n| {line} |\n| b |"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<p>b</p>", "b"),
        (" <div>b</div> ", "b"),
        ('<p><img src="i.png" alt=""></p>', "![](i.png)"),
        ('x|y <img src="i.png" alt="a|b">', r"x\|y ![a\|b](i.png)"),
        ("<code>a|b</code>", r"`a\|b`"),
        ("x<br>y", "x<br>y"),
        ("<em>x</em>", "*x*"),
    ],
)
def test_what_fits_one_line_stands_in_a_pipe_table(cell, expected):
    assert write(table(cell)) == f"| a |\n| --- |\n| {expected} |"


@pytest.mark.parametrize(
    "cell",
    [
        "<p>b</p>c",
        "<p>b</p><p>c</p>",
        "<ul><li>b</li></ul>",
        "<h2>b</h2>",
        '<p>b</p><img src="i.png" alt="">',
        "<table><tbody><tr><th>n</th></tr></tbody></table>",
        "<table></table>",
    ],
)
def test_what_fits_no_line_keeps_a_table_raw(cell):
    assert write(table(cell)).replace("\n", "") == table(cell)


@pytest.mark.parametrize(
    "html",
    [
        table(data=' colspan="2"'),
        table(data=' rowspan="2"'),
        "<table><tbody><tr><th>a</th></tr><tr><td>b</td><td>c</td></tr></tbody></table>",
        "<table></table>",
    ],
)
def test_what_is_no_grid_stays_raw_with_a_row_on_each_line(html):
    raw = write(html)
    assert raw.replace("\n", "") == html
    assert all(line.count("<tr") <= 1 for line in raw.split("\n"))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<tr><th>a</th><td>b</td></tr>", "|  |  |\n| --- | --- |\n| **a** | b |"),
        ("<tr><td>a</td></tr>", "|  |\n| --- |\n| a |"),
        ("<tr></tr><tr><td>a</td></tr>", "|  |\n| --- |\n| a |"),
        ("<tr><th></th></tr><tr><td>a</td></tr>", "|  |\n| --- |\n| a |"),
    ],
)
def test_a_table_without_heads_gets_an_empty_one(html, markdown):
    assert write(f"<table><tbody>{html}</tbody></table>") == markdown


def test_a_renderer_that_splits_code_at_bars_gets_them_as_entities_in_a_cell():
    assert "| <code>a&#124;b</code> |" in write(table("<code>a|b</code>"), "python-markdown")


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        (
            '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td colspan="1" rowspan="1">b</td></tr></tbody></table>',
            "gfm",
            "| a |\n| --- |\n| b |",
        ),
        (
            "<table><thead><tr><td>a</td></tr></thead><tr><td>b</td></tr></table>",
            "gfm",
            "| a |\n| --- |\n| b |",
        ),
        (
            "<table><tr> <th>a</th> <th>b</th> </tr><tr><td>c</td><td>d</td></tr></table>",
            "gfm",
            "| a | b |\n| --- | --- |\n| c | d |",
        ),
        (
            "<table><caption>About <em>it</em></caption><tr><th>a</th></tr></table>",
            "gfm",
            "About *it*\n\n| a |\n| --- |",
        ),
        ("<table><caption> </caption><tr><th>a</th></tr></table>", "gfm", "| a |\n| --- |"),
        (
            "<em><table><caption>c</caption><tr><th>a</th></tr></table></em>",
            "gfm",
            "*c*\n\n| *a* |\n| --- |",
        ),
        (
            "<table><caption>x<br>y <del>z</del></caption><tr><th>a</th></tr></table>",
            "gfm",
            "x\\\ny ~~z~~\n\n| a |\n| --- |",
        ),
        (
            "<table><tr><th>a</th></tr></table>",
            "commonmark",
            "<table>\n<tbody>\n<tr><th>a</th></tr></tbody>\n</table>",
        ),
    ],
)
def test_a_table_is_written_with_its_header_and_its_caption(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ('<ul type="disc"><li>a</li></ul>', "gfm", "- a"),
        ('<ul type="CIRCLE"><li>a</li></ul>', "gfm", "- a"),
        ('<ul type="square"><li>a</li></ul>', "gfm", "- a"),
        ('<ol type="1"><li>a</li></ol>', "gfm", "1. a"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "gfm", "3. a\n4. b"),
        ('<ol start="x"><li>a</li></ol>', "gfm", "1. a"),
        ('<ul start="3"><li>a</li></ul>', "gfm", "- a"),
        ("<ul><p>a</p><p>b</p></ul>", "gfm", "- a\n- b"),
        ("<ul><!-- c --><p>a</p></ul>", "gfm", "- a"),
        ("<ul><!-- c --><li>a</li></ul>", "gfm", "- a"),
        ("<ol><li>a</li></ol>", "python-markdown", "1.  a"),
        ("<ul><li></li><li>a</li></ul>", "gfm", "-\n- a"),
        ("<ol><li>a</li></ol>", "gfm", "1. a"),
    ],
)
def test_a_list_that_markdown_can_say_is_said(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect"),
    [
        ('<ol reversed=""><li>a</li></ol>', "gfm"),
        ('<ol><li value="3">a</li></ol>', "gfm"),
        ('<ol type="a"><li>a</li></ol>', "gfm"),
        ('<ol start="3"><li>a</li></ol>', "kramdown"),
        ("<ul><li></li><li>a</li></ul>", "kramdown"),
        ("<details><summary>s</summary>x</details>", "kramdown"),
        ("<dl><dt>a</dt><dd>c</dd></dl>", "gfm"),
        ("<dl><dt>a</dt><dt>b</dt><dd>c</dd></dl>", "kramdown"),
        ("<dl><dt><h2>a</h2></dt><dd>c</dd></dl>", "kramdown"),
        ("<dl><dt></dt><dd>c</dd></dl>", "kramdown"),
        ('<ol class="x footnotes-list"><li><p>n</p></li></ol>', "commonmark"),
        ('<pre><code>see <a href="http://x.example/">it</a></code></pre>', "gfm"),
        ('<pre>a <img src="http://x.example/i.png" alt="i"></pre>', "gfm"),
    ],
)
def test_what_markdown_cannot_say_stays_raw(html, dialect):
    assert write(html, dialect) == html


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "gfm", "- a\n  - b\n- c"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "gfm", "- a\n  1. b"),
        ('<ul><li>a<ol start="2"><li>b</li></ol></li></ul>', "gfm", "- a\n\n  2. b"),
        ("<ul><li><p>a</p></li><li>b</li></ul>", "gfm", "- a\n\n- b"),
        ("<ul><li><p> </p>a</li><li>b</li></ul>", "gfm", "- a\n- b"),
        ('<ul><li><p><img src="i.png" alt=""></p></li><li>b</li></ul>', "gfm", "- ![](i.png)\n\n- b"),
        (
            "<ul><li><details><summary>s</summary>x</details></li></ul>",
            "gfm",
            "- <details><summary>s</summary>\n\n  x\n\n  </details>",
        ),
        (
            "<ul><li><details><summary>s</summary>x</details></li><li>b</li></ul>",
            "gfm",
            "- <details><summary>s</summary>\n\n  x\n\n  </details>\n\n- b",
        ),
        ("<ul><li>a<pre>x</pre></li></ul>", "gfm", "- a\n\n  ```\n  x\n  ```"),
        ("<ul><li><em><p>a</p><p>b</p></em></li><li>c</li></ul>", "gfm", "- *a*\n\n  *b*\n\n- c"),
    ],
)
def test_an_item_is_loose_where_it_holds_paragraphs_or_blocks_apart(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        (
            "<ul><li>a</li></ul><ul><li>b<br>- c</li><li>x</li></ul><ul><li>d</li></ul>",
            "gfm",
            "- a\n\n* b\\\n  - c\n* x\n\n- d",
        ),
        ("<ol><li>a</li></ol><ol><li>b</li><li>c</li></ol>", "gfm", "1. a\n\n1) b\n2) c"),
        ("<ul><li>a</li></ul><p>x</p><ul><li>b</li></ul>", "gfm", "- a\n\nx\n\n- b"),
        (
            "<ul><li>a</li></ul><ul><li>b</li></ul><p>x</p><ul><li>b</li></ul><ul><li>c</li></ul>",
            "gfm",
            "- a\n\n* b\n\nx\n\n- b\n\n* c",
        ),
        (
            "<blockquote>a</blockquote><blockquote>b</blockquote><ul><li>c</li></ul><ul><li>d</li></ul>",
            "gfm",
            "> a\n\n> b\n\n- c\n\n* d",
        ),
        ("<blockquote>- a</blockquote><blockquote><ul><li>b</li></ul></blockquote>", "gfm", "> - a\n\n> - b"),
        ("<blockquote>a</blockquote><blockquote>b</blockquote>", "kramdown", "> a\n\n<!-- -->\n\n> b"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "kramdown", "- a\n\n<!-- -->\n\n- b"),
    ],
)
def test_two_neighbours_of_a_kind_are_kept_apart(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        (
            "<em><h2>a</h2><blockquote>b</blockquote><ul><li>c</li></ul><hr></em>",
            "gfm",
            "## *a*\n\n> *b*\n\n- *c*\n\n---",
        ),
        ("<em><div></div></em>", "gfm", ""),
        ("<span><div>a</div><div>b</div></span>", "gfm", "a\n\nb"),
        ("<em><span><p>a</p></span><p>b</p></em>", "gfm", "*a*\n\n*b*"),
        (
            "<em><details><summary>s</summary><p>x</p></details></em>",
            "gfm",
            "<details><summary>s</summary>\n\n*x*\n\n</details>",
        ),
        ("<em><dl><dt>a</dt><dd>c</dd></dl></em>", "kramdown", "*a*\n:   *c*"),
        ('<em><ol class="footnotes-list"><li>n</li></ol></em>', "gfm", "[^1]: n"),
    ],
)
def test_a_mark_around_blocks_goes_into_each_of_them(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ("<hr>", "gfm", "---"),
        ("<blockquote><hr></blockquote>", "gfm", "> ___"),
        ("<blockquote><em><hr></em></blockquote>", "gfm", "> ___"),
        ("<blockquote><div><hr></div></blockquote>", "gfm", "> ___"),
        ("<ul><li><div><hr></div></li></ul>", "gfm", "- ___"),
        ("<ul><p>a</p><hr></ul>", "gfm", "- a\n- ___"),
        (
            "<details><summary>s <b>t</b></summary><hr></details>",
            "gfm",
            "<details><summary>s <b>t</b></summary>\n\n___\n\n</details>",
        ),
        ("<dl><dt>a</dt><dd><hr></dd></dl>", "kramdown", "a\n:   ___"),
        (
            '<p>a<sup class="footnote-ref"><a href="#fn1">[1]</a></sup></p><ol class="footnotes-list"><li><p>n</p><hr></li></ol>',
            "gfm",
            "a[^1]\n\n[^1]: n\n\n    ___",
        ),
    ],
)
def test_a_line_within_a_block_is_no_underline_of_the_text_before_it(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ("<details open><p>x</p></details>", "gfm", "<details open>\n\nx\n\n</details>"),
        ("<details><summary>s</summary></details>", "gfm", "<details><summary>s</summary>\n\n</details>"),
        (
            "<details> <p>x</p> <summary>s</summary> <p>y</p></details>",
            "gfm",
            "<details><summary>s</summary>\n\nx\n\ny\n\n</details>",
        ),
    ],
)
def test_what_opens_is_open_and_keeps_its_summary(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ('<pre><code class="language-py">a\n\n</code></pre>', "gfm", "```py\na\n```"),
        ('<pre class="language-js">a</pre>', "gfm", "```js\na\n```"),
        ('<pre><code class="x language-c++ y">a</code></pre>', "gfm", "```c++\na\n```"),
        ("<pre>\n\n a  \nb\n\n</pre>", "gfm", "```\n a\nb\n```"),
        ('<pre><code class="language-py"></code></pre>', "gfm", "```py\n```"),
        ("<pre></pre>", "gfm", "```\n```"),
        ("<pre>a ```` b</pre>", "gfm", "`````\na ```` b\n`````"),
        ("<pre>a `` b</pre>", "gfm", "```\na `` b\n```"),
        ("<pre>a ``` b</pre>", "gfm", "````\na ``` b\n````"),
        ('<pre><a name="x">n</a></pre>', "gfm", "```\nn\n```"),
        ("<pre>Xa\nbX</pre>", "gfm", "```\nXa\nbX\n```"),
        ("<pre>{{&lt; x &gt;}} y</pre>", "goldmark", "```\n{{< x >}} y\n```"),
        ("<pre>{{ x }}</pre>", "goldmark", "```\n{{ x }}\n```"),
        ("<pre>{{&lt; x</pre>", "goldmark", "<pre>&#123;&#123;&lt; x</pre>"),
    ],
)
def test_code_is_fenced_with_its_language(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        (
            "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd><dd>e</dd></dl>",
            "kramdown",
            "a\n:   b\n\nc\n:   d\n:   e",
        ),
        ("<dl><dt>a</dt><dd><p>b</p><p>c</p></dd></dl>", "goldmark", "a\n:   b\n\n    c"),
    ],
)
def test_terms_have_their_definitions_after_colons(html, dialect, markdown):
    assert write(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ("<h1></h1>", "gfm", ""),
        ("<h2> a<br>b </h2>", "gfm", "## a<br>b"),
        ("a  <p>b</p> \n c", "gfm", "a\n\nb\n\nc"),
        ("<p></p> <p>b</p>", "gfm", "b"),
        ("<span> a </span><div>b</div>", "gfm", "a\n\nb"),
        ("a<em>b<p>c</p></em>d", "gfm", "a\n\n*b*\n\n*c*\n\nd"),
        ("<!-- x --><p>a</p>", "gfm", "a"),
        ("a <b>c</b> d", "gfm", "a **c** d"),
        ("a<br>b", "gfm", "a\\\nb"),
    ],
)
def test_text_beside_blocks_is_a_paragraph(html, dialect, markdown):
    assert write(html, dialect) == markdown


def test_what_a_renderer_would_make_a_link_of_is_escaped_in_every_kind_of_block():
    html = (
        "<h3>at example.com</h3><p>at example.com</p><ul><li>x.example.com</li></ul>"
        "<table><caption>at example.com</caption><tr><th>example.com</th></tr></table>"
    )
    assert write(html, "eleventy", links=True) == (
        "### at example\\.com\n\nat example\\.com\n\n- x\\.example.com\n\n"
        "at example\\.com\n\n| example\\.com |\n| :--- |"
    )
