"""What the documents say to type is typed, and what they say comes of it comes."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from tests.documents import DOCUMENTS, MARK, ROOT, blocks, run, steps

if TYPE_CHECKING:
    from pathlib import Path

ELEVENTY = ROOT / "fixtures" / "targets" / "eleventy" / "node_modules"
ELSEWHERE = {
    r"npm install --silent @11ty/eleventy": "ln -s {eleventy} node_modules",  # as installed for other tests
    r"python3 -m venv \.venv( && \. \.venv/bin/activate)?": "true",  # test_package installs it for real
    r"\. \.venv/bin/activate": "true",
    r"(\.venv/bin/)?pip install .*": "true",
    r"pipx install .*|uvx --from .*": "true",  # test_package installs it by pipx
    r"make \w+.*": "true",  # CI runs what matters of them
}
"""What is done instead of what would need a network or would take the tests' time again."""


@pytest.fixture
def environment(origin_18f, tmp_path):
    """A shell in which `syndicate` is this code, and 18F's blog is the copy that is served on loopback."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "syndicate"
    program.write_text(f"""#!/bin/sh
command=$1; shift
case $command in sync|import|status|check|preview|init) set -- "$@" --mirror https://18f.gsa.gov/={origin_18f};; esac
case "$command $*" in init\\ *|*blog.toml*) set -- "$@" --mirror https://blog.18f.org/={origin_18f};; esac
exec {shlex.quote(sys.executable)} -m syndicate "$command" "$@"
""")
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "GIT_AUTHOR_NAME": "Ann",
        "GIT_AUTHOR_EMAIL": "ann@example.org",
        "GIT_COMMITTER_NAME": "Ann",
        "GIT_COMMITTER_EMAIL": "ann@example.org",
        "LC_ALL": "C.UTF-8",
    }


def instead(command: str) -> str:
    """The command, or what is done in a test instead of it."""
    bare = re.sub(r"\s+#.*", "", command).strip()
    for pattern, other in ELSEWHERE.items():
        if re.fullmatch(pattern, bare):
            return other.format(eleventy=ELEVENTY)
    return command


def steady(said: str) -> str:
    """What a command says, without what differs between machines and days."""
    lines = [line for line in said.strip("\n").split("\n") if not line.startswith("npm warn")]
    return re.sub(
        r"in [\d.]+ seconds \((?:[\d.]+m?s each, )?v[\d.]+\)", "in 0.17 seconds (v3.1.8)", "\n".join(lines)
    )


def test_the_tutorial_goes_as_it_says(environment, tmp_path):
    if not ELEVENTY.is_dir():
        pytest.skip("npm install --no-package-lock was not run in fixtures/targets/eleventy")
    script, expected = [], []
    for number, block in enumerate(blocks(ROOT / "docs" / "tutorial.md")):
        if block.file:
            source = tmp_path / f"block-{number}"
            source.write_text(block.text, encoding="utf-8")
            script.append(f"cat {source} > {block.file}")
            continue
        assert block.language == "console"
        for step in steps(block):
            script += [instead(step.command), f"echo '{MARK}'"]
            expected.append((step.command, steady(step.says)))
    status, said = run("\n".join(script), tmp_path, environment)
    assert status == 0, said
    found = [steady(part) for part in said.split(f"{MARK}\n")[:-1]]
    assert list(zip([command for command, _ in expected], found, strict=True)) == expected


CONFLICT = """syndicate import config/18f.toml https://18f.gsa.gov/2022/07/20/senior-executives-pt1/ --target ../my-site
sed -i 's/can often be transactional: /is mine: /' ../my-site/src/posts/2022/2022-07-20-*.md
sed -i '/^digest: /d; s/can often be transactional: /was other: /' ../my-site/.syndicate/18f/2022-07-20-*.post
syndicate import config/18f.toml https://18f.gsa.gov/2022/07/20/senior-executives-pt1/ --target ../my-site"""
BEFORE = {
    "syndicate resolve ": CONFLICT,
    "saved-page.html": "sed 's|</head>|<link rel=canonical href=https://18f.gsa.gov/2014/03/21/29-minutes/></head>|' "
    "{shared}/origin/18f/2014/03/21/29-minutes/index.html > saved-page.html",
    "notes.txt": "echo see https://18f.gsa.gov/2014/03/21/29-minutes/ > notes.txt",
}
"""What has to be so that a command makes sense."""


def with_shell(language: str) -> list[Path]:
    return [path for path in DOCUMENTS if any(block.language == language for block in blocks(path))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", with_shell("sh"), ids=name)
def test_every_command_of_a_document_works_one_after_the_other(document, environment, shared, tmp_path):
    checkout, site = tmp_path / "syndicate", tmp_path / "my-site"
    shutil.copytree(ROOT / "config", checkout / "config")
    site.mkdir()
    script = [f"git -C {site} init --quiet"]
    for block in blocks(document):
        if block.language != "sh":
            continue
        for line in block.text.splitlines():
            script += [said.format(shared=shared) for sign, said in BEFORE.items() if sign in line]
            script.append(instead(line))
    status, said = run("\n".join(script), checkout, environment)
    assert status == 0, said


@pytest.mark.parametrize("document", with_shell("python"), ids=name)
def test_what_a_document_says_in_python_is_so(document):
    for block in blocks(document):
        if block.language == "python":
            known: dict[str, object] = {}
            lines = block.text.splitlines()
            for line, after in zip(lines, [*lines[1:], ""], strict=True):
                if not after.startswith("# "):
                    exec(line, known)
                else:
                    assert repr(eval(line, known)) == after.removeprefix("# ")


def test_what_is_not_typed_in_a_test_is_in_a_document():
    typed = [
        re.sub(r"\s+#.*", "", line).strip().removeprefix("$ ")
        for document in DOCUMENTS
        for block in blocks(document)
        for line in block.text.splitlines()
    ]
    assert [pattern for pattern in ELSEWHERE if not any(re.fullmatch(pattern, line) for line in typed)] == []
    assert [sign for sign in BEFORE if not any(sign in line for line in typed)] == []


POST = '---\ntitle: A\nlayout: {layout}\n{key}: "https://blog.example/a/"\n---\n\nText.\n'
SITES = {
    "eleventy": {
        "build": "ln -s {eleventy} node_modules; npx eleventy --quiet --input=src --output=out",
        "layout": "src/_includes/post.njk",
        "post": "src/a.md",
        "key": "canonical",
        "page": "out/a/index.html",
    },
    "jekyll": {
        "build": "jekyll build --quiet --destination out",
        "layout": "_layouts/post.html",
        "post": "a.md",
        "key": "canonical_url",
        "page": "out/a.html",
    },
    "hugo": {
        "build": "echo 'baseURL = \"https://x.example/\"' > hugo.toml; hugo --quiet --config hugo.toml --destination out",
        "layout": "layouts/_default/single.html",
        "post": "content/a.md",
        "key": "canonicalURL",
        "page": "out/a/index.html",
    },
}


@pytest.mark.parametrize("generator", ["eleventy", "jekyll", "hugo"])
def test_the_line_for_the_canonical_address_works_in_each_generator(generator, tmp_path):
    if shutil.which(generator) is None and not (generator == "eleventy" and ELEVENTY.is_dir()):
        pytest.skip(f"{generator} is not installed")
    lines = [block.text for block in blocks(ROOT / "docs" / "how-to.md") if block.language == "html"]
    site = SITES[generator]
    number = list(SITES).index(f"{generator}")
    for place, text in (
        (site["layout"], f"<head>{lines[number]}</head>"),
        (
            site["post"],
            POST.format(layout="post.njk" if generator == "eleventy" else "post", key=site["key"]),
        ),
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    status, said = run(site["build"].format(eleventy=ELEVENTY), tmp_path, os.environ)
    assert status == 0, said
    built = (tmp_path / site["page"]).read_text()
    assert re.search(r'<link rel="?canonical"? href="?https://blog\.example/a/', built)
