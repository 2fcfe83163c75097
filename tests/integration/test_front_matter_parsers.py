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


def wanted(language: str = "yaml") -> tuple[str, dict[str, Any]]:
    """A front matter with every awkward value in every form, as a list's and a table's item too; and what is meant."""
    rules: dict[str, Any] = {}
    values: dict[str, Any] = {"description": "", "tags": ()}
    meant: dict[str, Any] = {}
    for n, value in enumerate(AWKWARD):
        values |= {f"text{n}": value, f"tags{n}": (value,) if value else ()}
        for form, template in FORMS.items():
            text, tags = template.replace("title", f"text{n}"), template.replace("title", f"tags{n}")
            rules |= {
                f"t{n}{form}": text,
                f"l{n}{form}": [tags],
                f"m{n}{form}": {"text": text, "x-y é": [tags]},
            }
            if value:
                meant |= {f"t{n}{form}": value, f"l{n}{form}": [value]}
                meant |= {f"m{n}{form}": {"text": value, "x-y é": [value]}}
    return front_matter(rules, values, language), meant


def inner() -> str:
    """The lines of YAML between the fences."""
    return wanted()[0].removeprefix("---\n").removesuffix("---\n")


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
    assert_read(ran([shutil.which("node") or "node", "-e", JAVASCRIPT, str(module)], inner()))


def test_ruby_reads_every_value_as_it_was_meant() -> None:
    if shutil.which("jekyll") is None:
        pytest.skip("jekyll is not installed")
    assert_read(ran(["ruby", "-r", "date", "-e", RUBY], inner()))


@pytest.mark.parametrize("language", ["yaml", "toml", "json"])
def test_hugo_reads_every_value_as_it_was_meant(tmp_path: Path, language: str) -> None:
    if shutil.which("hugo") is None:
        pytest.skip("hugo is not installed")
    for name, text in {
        "hugo.toml": 'disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section"]\n',
        "layouts/index.json": PAGE,
        "content/posts/a.md": wanted(language)[0],
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    (tmp_path / "hugo.toml").write_text(
        (tmp_path / "hugo.toml").read_text() + '[outputs]\nhome = ["JSON"]\npage = []\n', encoding="utf-8"
    )
    done = subprocess.run(["hugo", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert_read(json.loads((tmp_path / "public" / "index.json").read_text(encoding="utf-8")))


ELEVENTY = """
const matter = require(process.argv[1])
process.stdout.write(JSON.stringify(matter(require('fs').readFileSync(0, 'utf8')).data))
"""


def test_eleventy_reads_every_value_in_json_as_it_was_meant() -> None:
    modules = TARGETS / "eleventy" / "node_modules"
    module = next((each for each in modules.glob("**/gray-matter") if each.is_dir()), None)
    if module is None:
        pytest.skip("npm install was not run in fixtures/targets/eleventy")
    text = wanted("---json")[0]
    assert_read(ran([shutil.which("node") or "node", "-e", ELEVENTY, str(module)], text))
