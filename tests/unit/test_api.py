"""What a program may import does what the README shows."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import syndicate

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readmes_example_comes_out_as_it_says():
    call, said = re.search(r"\n(syndicate\.convert\(.*\))\n# (.*)\n", README).groups()
    assert repr(eval(call, {"syndicate": syndicate})) == said


def test_syncing_from_python_returns_a_report(tmp_path):
    from syndicate import demo
    from syndicate.pipeline import commands as pipeline

    with demo.serve() as base:
        report = syndicate.sync(
            demo.config_path(),
            tmp_path,
            pipeline.Options(mirrors={demo.ADDRESS: base}, cache=tmp_path / "cache"),
        )
    assert [change.kind.value for change in report.changes] == ["added"] * 4
    assert not report.failures


def test_every_name_that_a_program_may_import_is_in_an_example_that_runs():
    example = ROOT / "docs" / "examples" / "from_python.py"
    text = example.read_text(encoding="utf-8")
    assert [name for name in syndicate.__all__ if not re.search(rf"\b{name}\b", text)] == []
    done = subprocess.run([sys.executable, example], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == [syndicate.__version__, "[Here](https://blog.example/a/b) is **more**"]
    assert sum(line.startswith("+ added posts/") for line in lines) == 6
    assert lines[-1].endswith("name the folder of a site")


def test_the_version_is_that_of_the_distribution():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], project["version"]) == ("syndicate-posts", syndicate.__version__)


def test_every_test_that_the_documents_name_is_there():
    named = {
        path
        for document in (ROOT / "docs").glob("*.md")
        for path in re.findall(r"tests/[\w/]+\.py", document.read_text(encoding="utf-8"))
    }
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_a_conversion_says_what_was_lost_and_what_was_removed_by_which_rule():
    page = '<h2>A heading <a class="anchor-link" href="#a">¶</a></h2><p>Text <span hidden>unseen</span><canvas>x</canvas></p>'
    done = syndicate.conversion(page, base="https://blog.example/a/")
    assert done.markdown == syndicate.convert(page, base="https://blog.example/a/")
    assert done.losses == ()
    removed = sorted(done.removed, key=lambda each: each.rule)
    assert [(each.rule, each.text) for each in removed] == [
        ("hidden", "unseen"),
        ("permalink", "¶"),
    ]
    assert removed[1].counts.links == 1
    formula = "<p>Half: <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p><textarea>x</textarea>"
    assert syndicate.conversion(formula, base="https://blog.example/a/").removed == ()
