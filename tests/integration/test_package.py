"""The wheel and the sdist: built for real, installed where nothing else is, and run there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("package")


def run(*words: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**bare, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def tracked(folder: str) -> set[str]:
    """The files that git knows below a folder."""
    done = run("git", "ls-files", folder, folder=ROOT)
    if done.returncode:
        pytest.skip("this is no git checkout")
    return set(done.stdout.splitlines())


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the sdist, and the wheel that is made of it."""
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def pipx(wheel, tmp_path_factory):
    """Runs the wheel's command as `pipx run` does: in an environment of its own, with what it says it needs."""
    home = tmp_path_factory.mktemp("pipx")

    def ran(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
        command = (sys.executable, "-m", "pipx", "run", "--spec", wheel, "syndicate", *words)
        places = {
            "PIPX_HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "PIPX_DEFAULT_PYTHON": sys.executable,
        }
        return run(*command, folder=folder, **places)

    first = ran("--version", folder=home)
    if first.returncode and "Could not find a version" in first.stderr + first.stdout:
        pytest.skip("the package index cannot be reached")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("syndicate, version ")
    ran.home = home  # type: ignore[attr-defined]
    return ran


def test_what_is_to_be_published_is_well_formed(built):
    done = run(sys.executable, "-m", "twine", "check", "--strict", *built.iterdir(), folder=built)
    assert done.returncode == 0, done.stdout


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == tracked("syndicate") | {"syndicate/py.typed"}


def test_the_sdist_holds_what_its_tests_need(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("syndicate", "tests", "fixtures", "config", "docs"):
        assert tracked(folder) - names == set()
    assert {"README.md", "LICENSE", "Makefile", "pyproject.toml"} <= names


def test_it_runs_where_nothing_but_the_wheel_was_installed(pipx, tmp_path):
    demo = pipx("demo", "site", folder=tmp_path)
    assert demo.returncode == 0, demo.stderr
    assert list((tmp_path / "site" / "posts").glob("*.md"))
    schema = pipx("config", "--schema", folder=tmp_path)
    assert json.loads(schema.stdout)["$ref"]
    (tmp_path / "blog.toml").write_text(
        '[source]\nname = "repair-cafe"\ntitle = "A"\nfeed = "https://repair-cafe.example/feed.xml"\n'
    )
    page = tmp_path / "review.html"
    done = pipx("preview", "blog.toml", "--target", "site", "--offline", "-o", page, folder=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    assert "DecompressionStream" in page.read_text()


def test_who_uses_it_from_python_gets_its_types(pipx, tmp_path):
    # pipx has environments of its own beside the one that it made for the wheel.
    (typed,) = pipx.home.rglob("site-packages/syndicate/py.typed")
    python = typed.parents[4] / "bin" / "python"
    (tmp_path / "program.py").write_text(
        'import syndicate\n\ntext: str = syndicate.convert("<p>a</p>", base="https://a.example/")\nreveal_type(syndicate.sync)\n'
    )
    done = run(
        sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "program.py", folder=tmp_path
    )
    assert done.returncode == 0, done.stdout
    assert "syndicate.models.Report" in done.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_tag_that_is_not_the_version_is_refused(tmp_path):
    for name in ("Makefile", "pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    project = (tmp_path / "pyproject.toml").read_text()
    version = project.partition('\nversion = "')[2].partition('"')[0]
    assert "is not v" in run("make", "released", "TAG=v9.9.9", folder=tmp_path).stderr
    assert (
        "no heading"
        in run("make", "released", "TAG=v9.9.8", folder=renamed(tmp_path, version, "9.9.8")).stderr
    )
    changes = tmp_path / "CHANGELOG.md"
    changes.write_text(changes.read_text().replace("## [Unreleased]", "## [9.9.8] - 2026-12-01"))
    assert run("make", "released", "TAG=v9.9.8", folder=tmp_path).returncode == 0


def renamed(folder: Path, version: str, other: str) -> Path:
    project = folder / "pyproject.toml"
    project.write_text(project.read_text().replace(f'\nversion = "{version}"', f'\nversion = "{other}"'))
    return folder


def test_the_checks_before_a_commit_refuse_what_make_check_refuses(tmp_path):
    clone = tmp_path / "clone"
    if run("git", "clone", "--quiet", ROOT, clone, folder=tmp_path).returncode:
        pytest.skip("this is no git checkout")
    shutil.copy(ROOT / ".pre-commit-config.yaml", clone)
    (clone / ".venv").symlink_to(sys.prefix)
    checks = (sys.executable, "-m", "pre_commit", "run", "--files", "syndicate/errors.py")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    done = run(*checks, folder=clone, **home)
    assert done.returncode == 0, done.stdout + done.stderr
    errors = clone / "syndicate" / "errors.py"
    errors.write_text(errors.read_text() + "import os\nx:int='a'\n")
    done = run(*checks, folder=clone, **home)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if line.endswith("Failed")] == [
        line for line in done.stdout.splitlines() if line.startswith(("ruff", "mypy"))
    ]
