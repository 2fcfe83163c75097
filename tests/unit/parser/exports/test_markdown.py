"""A folder of Markdown files: where its generator publishes them, and what it makes of their text."""

from datetime import date

import pytest

from syndicate.parser.exports import Member, Reading, format_of
from syndicate.parser.exports.markdown_text import Text

HOME = "https://h.example/"


def read(files, home=HOME):
    """The articles of a folder, and what was noted."""
    members = [
        Member(name, lambda text=text: iter([text.encode() if isinstance(text, str) else text]))
        for name, text in files.items()
    ]
    found, notes = format_of(members), []
    assert found is not None
    format_, chosen = found
    assert format_.title == "Markdown with front matter"
    return list(format_.read(chosen, Reading(format_.site(chosen).address or home, notes.append))), notes


def post(front="", body="Words."):
    return f"---\ntitle: A\ndate: 2021-02-03\n{front}---\n{body}"


@pytest.mark.parametrize(
    ("settings", "name", "front", "address"),
    [
        ({}, "posts/2021-02-03-a.md", "", "a/"),
        ({}, "a/index.md", "", "a/"),
        ({"_config.yml": "title: x"}, "_posts/2021-02-03-a.md", "", "2021/02/03/a.html"),
        ({"_config.yml": "title: x"}, "_posts/2021-2-3-a.md", "categories: B C\n", "b/c/2021/02/03/a.html"),
        ({"_config.yml": "permalink: /:title/"}, "_posts/2021-02-03-a.md", "", "a/"),
        ({"_config.yml": "permalink: none"}, "_posts/2021-02-03-a.md", "", "a.html"),
        ({"_config.yml": "x: y"}, "_posts/2021-02-03-a.md", "permalink: /b/\n", "b/"),
        ({"hugo.toml": ""}, "content/posts/2021-02-03-A.md", "", "posts/2021-02-03-a/"),
        ({"hugo.toml": ""}, "content/posts/a/index.md", "", "posts/a/"),
        ({"hugo.toml": ""}, "content/posts/a.md", "slug: b\n", "posts/b/"),
        ({"hugo.toml": ""}, "content/posts/a.md", "url: /c.html\n", "c.html"),
        ({"config.toml": 'baseURL = ""\n[permalinks]\nposts = "/:year/:slug"'}, "content/posts/a.md", "", "2021/a"),
        ({"eleventy.config.js": ""}, "src/blog/2021-02-03-a.md", "", "blog/a/"),
    ],
)  # fmt: skip
def test_an_article_has_the_address_that_its_generator_gives_it(settings, name, front, address):
    (article,), _ = read({**settings, name: post(front)})
    assert article.entry.address == HOME + address


def test_the_settings_say_where_the_blog_is_also_in_a_folder_within_an_archive():
    settings = "title: T\nurl: https://j.example\nbaseurl: /b\npermalink: /:title/\n"
    (article,), _ = read({"x-main/_config.yml": settings, "x-main/_posts/2021-02-03-a.md": post()})
    assert article.entry.address == "https://j.example/b/a/"


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf---\ntitle: A\ndate: 2021-02-03\n---\nWords.",
        b"---\r\ntitle: A\r\ndate: 2021-02-03\r\n---\r\nWords.",
        b"---  \ntitle: A\ndate: 2021-02-03\n---  \nWords.",
        b"---\ntitle: A\ndate: 2021-02-03\n...\nWords.",
        b"+++\ntitle = 'A'\ndate = 2021-02-03\n+++\nWords.",
    ],
)
def test_front_matter_is_read_however_its_lines_end(text):
    (article,), notes = read({"a.md": text})
    entry = article.entry
    assert (entry.title, entry.published, entry.content) == ("A", date(2021, 2, 3), "<p>Words.</p>\n")
    assert notes == []


def test_front_matter_that_bursts_costs_nothing():
    bomb = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}' if n else 'x'] * 9)}]\n" for n in range(30))
    (article,), _ = read({"a.md": post(f"{bomb}tags: *l29\nauthor: *l29\ndescription: *l29\n")})
    assert article.entry.summary == ""


def test_what_is_no_article_of_the_site_is_not_read():
    files = {
        "archetypes/default.md": post(),
        "themes/t/content/a.md": post(),
        "node_modules/m/README.md": post(),
    }
    articles, notes = read({**files, "content/posts/b.md": post()})
    assert [each.entry.address for each in articles] == [f"{HOME}posts/b/"]
    assert notes == []


@pytest.mark.parametrize(
    "front",
    ["draft: true", 'draft: "true"', "Draft: true", "published: false", "unlisted: true", "status: draft"],
)
def test_what_a_generator_leaves_out_is_a_draft(front):
    (article,), _ = read({"a.md": post(f"{front}\n")})
    assert article.needs == "drafts"


def test_what_has_no_address_is_withheld():
    (article,), _ = read({"a.md": post("permalink: false\n")})
    assert article.withheld == "without an address of its own"


KRAMDOWN = [
    ("A *line*.\n{: .lead #x}", "<p>A <em>line</em>.</p>\n"),
    ("## Head {#id}", "<h2>Head</h2>\n"),
    ("![x](/x.png){: width='9'}", '<p><img src="/x.png" alt="x" /></p>\n'),
    ("* TOC\n{:toc}\n\nText", "<p>Text</p>\n"),
    ("Text `{: .x}` stays", "<p>Text <code>{: .x}</code> stays</p>\n"),
    ("````\n```\n{: .x}\n````\n", "<pre><code>```\n{: .x}\n</code></pre>\n"),
    ("{% raw %}{{ x }}{% endraw %}", "<p>{{ x }}</p>\n"),
    ("[a]({{ '/a/' | relative_url }})", '<p><a href="/b/a/">a</a></p>\n'),
    ("[a]({{ site.url }}{{ site.baseurl }}/a/)", '<p><a href="https://h.example/b/a/">a</a></p>\n'),
    ("[a]({% post_url 2021-02-03-other %})", '<p><a href="https://h.example/b/o/">a</a></p>\n'),
    ("a{% comment %}b{% endcomment %}c", "<p>ac</p>\n"),
]


@pytest.mark.parametrize(("markdown", "html"), KRAMDOWN)
def test_jekylls_markdown_reads_as_its_site_shows_it(markdown, html):
    addresses = {"2021-02-03-other": "https://h.example/b/o/"}
    text = Text("jekyll", "https://h.example/b/", "https://h.example/b/own/", addresses)
    assert text.html(markdown) == html
    assert text.losses == {}


HUGO = [
    ('{{< figure src="/a.png" alt="A" caption="*B*" >}}', '<figure><img src="/a.png" alt="A"><figcaption><em>B</em></figcaption></figure>\n'),
    ("{{< vimeo 123 >}}", '<figure><iframe src="https://player.vimeo.com/video/123" allowfullscreen></iframe></figure>\n'),
    ('{{< highlight sh >}}\nls\n{{< /highlight >}}', '<pre><code class="language-sh">ls\n</code></pre>\n'),
    ("{{ .Title }} `{{ .x }}`", "<p>{{ .Title }} <code>{{ .x }}</code></p>\n"),
    ("{{</* x */>}}a", "<p>a</p>\n"),
    ("https://a.example/", '<p><a href="https://a.example/">https://a.example/</a></p>\n'),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "html"), HUGO)
def test_hugos_markdown_reads_as_its_site_shows_it(markdown, html):
    text = Text("hugo", HOME, f"{HOME}own/", {})
    assert text.html(markdown) == html
    assert text.losses == {}


@pytest.mark.parametrize("tag", ["{{< tweet x >}}", "{{% note %}}", "{{< ref none >}}"])
def test_a_tag_that_only_its_generator_fills_is_a_loss_and_no_text(tag):
    text = Text("hugo", HOME, f"{HOME}own/", {})
    assert text.html(f"a {tag} b") == "<p>a  b</p>\n"
    assert list(text.losses) == [tag]


def test_braces_are_text_where_nothing_fills_them():
    text = Text("docusaurus", HOME, f"{HOME}own/", {})
    assert text.html("{{ a }} {% b %}") == "<p>{{ a }} {% b %}</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        '{\n  "title": "A",\n  "date": "2021-02-03"\n}\n\nWords.',
        '---json\n{"date": "2021-02-03",\n"title": "A"}\n---\nWords.',
        '---toml\ntitle = "A"\ndate = 2021-02-03\n---\nWords.',
        '+++\ntitle = "A"\ndate = 2021-02-03\n+++\nWords.',
        ';;;\n"title": "A",\n"date": "2021-02-03"\n;;;\nWords.',
        "title: A\ndate: 2021-02-03\n---\nWords.",
        "---\nTitle: A\nDate: 2021-02-03\n---\nWords.",
    ],
)
def test_front_matter_of_each_language_and_form_is_read(text):
    (article,), notes = read({"a.md": text})
    assert (article.entry.title, article.entry.content, notes) == ("A", "<p>Words.</p>\n", [])
    assert str(article.entry.published)[:10] == "2021-02-03"


def test_front_matter_that_is_a_script_is_named_and_not_run():
    articles, notes = read({"a.md": "---js\n{ title: run(),\ndate: 1 }\n---\nWords.", "b.md": post()})
    assert [each.entry.address for each in articles] == [f"{HOME}b/"]
    assert notes == [
        "a.md: its front matter cannot be read, so it is left out: it is a script, which is not run"
    ]


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ("build:\n  render: never\n", "not rendered"),
        ("_build: {render: false}\n", "not rendered"),
        ("password: abc\n", "protected by a password"),
    ],
)
def test_what_a_generator_shows_nobody_is_withheld(front, why):
    (article,), _ = read({"a.md": post(front)})
    assert article.withheld == why


def test_what_a_section_says_of_all_its_pages_counts():
    section = "---\ntitle: S\ncascade:\n  draft: true\n---\n"
    files = {"content/s/_index.md": section, "content/s/b.md": post(), "content/t.md": post()}
    articles, _ = read({"hugo.toml": "", **files, "content/s/c.md": post("draft: false\n")})
    needs = {each.entry.address.removeprefix(HOME): each.needs for each in articles}
    assert (needs["s/b/"], needs["s/c/"], needs["t/"]) == ("drafts", "", "")
