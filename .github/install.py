"""Installs Syndicate for its action: what the lock names, by uv, and the package beside it.

    install.py key              a line key=..., the same as long as what would be installed is the same
    install.py install FOLDER   a virtual environment in FOLDER

It runs before anything is installed, so it uses nothing but Python.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / ".github" / "requirements.txt"
INSTALLER = ROOT / ".github" / "uv.txt"


def key() -> str:
    """The name of the environment: of this Python, this machine, the lock and the package."""
    digest = hashlib.sha256(f"{sys.version} {sys.executable} {sysconfig.get_platform()}".encode())
    package = (path for path in (ROOT / "syndicate").rglob("*") if path.is_file() and path.suffix != ".pyc")
    for path in (LOCK, INSTALLER, Path(__file__), *sorted(package)):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"syndicate-{platform.system()}-{digest.hexdigest()[:32]}"


def install(folder: Path) -> None:
    """Make the environment in a folder, in place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    pip = ("pip", "--quiet", "--disable-pip-version-check")
    tools = folder.with_name(f"{folder.name}-uv")
    options = ("--no-deps", "--only-binary=:all:", "--require-hashes", "--no-compile")
    run(sys.executable, "-I", "-m", *pip, "install", *options, "--target", tools, "-r", INSTALLER)
    uv = next(path for path in (tools / "bin" / "uv", tools / "Scripts" / "uv.exe") if path.is_file())
    run(uv, "venv", "--quiet", "--no-project", "--python", sys.executable, folder)
    python = next(
        path for path in (folder / "bin" / "python", folder / "Scripts" / "python.exe") if path.exists()
    )
    locked = ("--no-deps", "--require-hashes", "--only-binary=:all:", "--compile-bytecode")
    run(uv, "pip", "install", "--quiet", "--no-config", *locked, "--python", python, "-r", LOCK)
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run(
        [python, "-I", "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()
    shutil.copytree(
        ROOT / "syndicate", Path(site) / "syndicate", ignore=shutil.ignore_patterns("__pycache__")
    )
    run(python, "-I", "-m", "compileall", "-q", "-j", "0", Path(site) / "syndicate")
    shutil.rmtree(tools, ignore_errors=True)


def run(*words: object) -> None:
    """Run a program, without a word of what it does."""
    subprocess.run([str(word) for word in words], check=True, env={**os.environ, "UV_NO_PROGRESS": "1"})


if __name__ == "__main__":
    if sys.argv[1] == "key":
        print(f"key={key()}")
    else:
        install(Path(sys.argv[2]))
