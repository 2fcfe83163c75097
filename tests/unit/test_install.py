"""What the action installs: exact versions with hashes, which fit pyproject.toml, from no registry that is named."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / ".github" / name for name in ("requirements.txt", "uv.txt")]


def pins(lock: Path) -> list[tuple[str, list[str]]]:
    """Each requirement of a lock with its hashes."""
    lines = lock.read_text().replace("\\\n", " ").splitlines()
    found = [line.split("--hash=") for line in lines if line.strip() and not line.startswith("#")]
    return [(words[0].strip(), [each.strip() for each in words[1:]]) for words in found]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_version_is_exact_and_has_its_hashes(lock):
    assert pins(lock)
    for pin, hashes in pins(lock):
        assert [each.operator for each in Requirement(pin).specifier] == ["=="]
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_registry_is_named(lock):
    assert "://" not in lock.read_text()
    assert "index" not in lock.read_text()


def test_the_lock_fits_what_the_package_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = {canonicalize_name(Requirement(pin).name): Requirement(pin) for pin, _ in pins(LOCKS[0])}
    for wanted in map(Requirement, project["dependencies"]):
        (version,) = (each.version for each in locked[canonicalize_name(wanted.name)].specifier)
        assert wanted.specifier.contains(version), f"{wanted} is {version} in the lock: make lock"


def test_nothing_is_locked_that_no_dependency_needs():
    names = {canonicalize_name(Requirement(pin).name) for pin, _ in pins(LOCKS[0])}
    assert not names & {"setuptools", "pip", "wheel", "pytest"}


@pytest.fixture
def checkout(tmp_path):
    for name in ("syndicate", ".github"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def key(checkout: Path) -> str:
    words = [sys.executable, "-I", str(checkout / ".github" / "install.py"), "key"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def test_the_cache_is_of_what_is_installed_and_of_nothing_else(checkout):
    first = key(checkout)
    assert re.fullmatch(r"key=syndicate-\w+-[0-9a-f]{32}\n", first)
    (checkout / "README.md").write_text("Another text.")
    (checkout / "syndicate" / "__pycache__").mkdir()
    (checkout / "syndicate" / "__pycache__" / "models.cpython-312.pyc").write_bytes(b"x")
    assert key(checkout) == first


@pytest.mark.parametrize(
    "name",
    [".github/requirements.txt", ".github/install.py", "syndicate/models.py", "syndicate/preview/page.css"],
)
def test_another_file_is_another_cache(checkout, name):
    first = key(checkout)
    with (checkout / name).open("a") as file:
        file.write("\n")
    assert key(checkout) != first
