"""What action.yml runs: `python -m syndicate.cli.action` takes its inputs from the environment."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

import click

from syndicate.cli.github import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

FLAGS = {"INPUT_ALL": "--all", "INPUT_PULL_REQUEST": "--pull-request", "INPUT_DRY_RUN": "--dry-run"}
VALUES = {
    "INPUT_TARGET": "--target",
    "INPUT_BRANCH": "--branch",
    "INPUT_BASE": "--base",
    "INPUT_COMMIT_MESSAGE": "--message",
    "INPUT_REPORT": "--report",
}


def words(environ: Mapping[str, str]) -> list[str]:
    """The command line that the inputs of action.yml stand for.

    Args:
        environ: INPUT_CONFIG and the like.
    """
    what = environ.get("INPUT_ADDRESSES", "").split()
    configs = shlex.split(environ.get("INPUT_CONFIG", ""))
    everything = environ.get("INPUT_ALL") == "true"
    command = ["import" if what or everything else "sync"]
    for name, option in FLAGS.items():
        if environ.get(name) == "true":
            command.append(option)
    for name, option in VALUES.items():
        if value := environ.get(name, "").strip():
            command += [option, value]
    for label in filter(None, map(str.strip, environ.get("INPUT_LABELS", "").split(","))):
        command += ["--label", label]
    if not {"--pull-request", "--dry-run"} & set(command):
        command += ["--commit", "--push"]
    return [*command, "--", *configs, *what]


def main() -> int:
    """Run what action.yml's inputs ask for."""
    from syndicate.cli import main as run

    for name in ("GITHUB_TOKEN", "SYNDICATE_WEBHOOK"):
        if secret := os.environ.get(name):
            click.echo(f"::add-mask::{escaped(secret)}")
    return run(words(os.environ))


if __name__ == "__main__":
    sys.exit(main())
