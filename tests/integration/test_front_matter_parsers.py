"""Every value of a front matter is read by the generators' own parsers as it was meant."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from syndicate.converter.post.front_matter import front_matter
from tests.integration.test_targets import TARGETS

if TYPE_CHECKING:
    from pathlib import Path

AWKWARD = (
    *("yes", "no", "on", "Off", "y", "N", "true", "False", "null", "NULL", "~", "", "nan", ".inf", "-.INF"),
    *("1e3", "1E+3", "0o7", "007", "0x1F", "0b11", "1_000", "12:30", "12:30:45", "190:20:30", "+1", "-1"),
    *("1.", ".5", "6.0", "2024-01-01", "2024-01-01 10:00:00", "2024-01-01T10:00:00Z", "2024-1-1", "=", "<<"),
    *("a: b", "a:", ":a", ":symbol", "a #b", "#b", "a#b", "- a", "-", "--- a", "---", "...", "? a", "?", "!a"),
    *("!!str a", "!ruby/object:A", "&a", "*a", "@a", "`a`", "%a", "|", ">", "[a", "{a", "a]", "a, b", ","),
    *("'", '"', "it's", 'a "b"', "'a'", '"a"', "''", '""', "\\", "\\n", "C:\\temp", 'a\\"', "{{ x }}", "<%a%>"),
    *("é", "日本語", "🎉 party", "👩‍👩‍👧", "e\u0301", "\u202eabc", "a\u00a0b", "zero\u200bwidth"),
    *("a\u2028b", "a\u0085b", "a\ufeffb", " a", "a ", "a  b", "a\tb", "\ta", "a\nb", "a\n\nb\n", "a\r\nb", "\x7f"),
    *("word " * 3000, "x" * 5000, "null # no", "key: [1, 2]", "a\\u0041", "&amp; &#35;", "<b>", "$x", "${x}"),
)  # fmt: skip
FORMS = {"plain": "{title}", "single": "'{title}'", "double": '"{title}"'}
JAVASCRIPT = """
const yaml = require(process.argv[1]), text = require('fs').readFileSync(0, 'utf8')
process.stdout.write(JSON.stringify((yaml.load || yaml.safeLoad)(text)))
"""
RUBY = 'require "yaml"; require "json"; $stdout.write YAML.safe_load(STDIN.read, permitted_classes: [Date, Time]).to_json'
PAGE = "{{ range site.RegularPages }}{{ .Params | jsonify }}{{ end }}"


def wanted() -> tuple[str, dict[str, Any]]:
    """A front matter in YAML with every awkward value in every form, as a list's item too; and what is meant."""
    lines, meant = [], {}
    for n, value in enumerate(AWKWARD):
        for form, template in FORMS.items():
            values = {"title": value, "description": "", "tags": (value,) if value else ()}
            rules = {f"t{n}{form}": template, f"l{n}{form}": [template.replace("title", "tags")]}
            lines += front_matter(rules, values).splitlines()[1:-1]
            meant |= {f"t{n}{form}": value, f"l{n}{form}": [value]} if value else {}
    return "\n".join(lines) + "\n", meant


def ran(command: list[str], text: str) -> Any:
    done = subprocess.run(
        command, input=text.encode(), capture_output=True, timeout=60, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def assert_read(found: dict[str, Any]) -> None:
    _, meant = wanted()
    assert {key: found.get(key) for key in meant if found.get(key) != meant[key]} == {}


@pytest.mark.parametrize("site", ["eleventy", "hexo"])
def test_javascript_reads_every_value_as_it_was_meant(site: str) -> None:
    module = TARGETS / site / "node_modules" / "js-yaml"
    if not module.is_dir():
        pytest.skip(f"npm install was not run in fixtures/targets/{site}")
    assert_read(ran([shutil.which("node") or "node", "-e", JAVASCRIPT, str(module)], wanted()[0]))


def test_ruby_reads_every_value_as_it_was_meant() -> None:
    if shutil.which("jekyll") is None:
        pytest.skip("jekyll is not installed")
    assert_read(ran(["ruby", "-r", "date", "-e", RUBY], wanted()[0]))


def test_hugo_reads_every_value_as_it_was_meant(tmp_path: Path) -> None:
    if shutil.which("hugo") is None:
        pytest.skip("hugo is not installed")
    for name, text in {
        "hugo.toml": 'disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section"]\n',
        "layouts/index.json": PAGE,
        "content/posts/a.md": f"---\n{wanted()[0]}---\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    (tmp_path / "hugo.toml").write_text(
        (tmp_path / "hugo.toml").read_text() + '[outputs]\nhome = ["JSON"]\npage = []\n', encoding="utf-8"
    )
    done = subprocess.run(["hugo", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert_read(json.loads((tmp_path / "public" / "index.json").read_text(encoding="utf-8")))
