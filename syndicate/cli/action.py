"""What action.yml runs: `python -m syndicate.cli.action` takes its inputs from the environment."""

from __future__ import annotations

import base64
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


def basic(token: str) -> str:
    """A token as git shows it, which is a secret too."""
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()


def credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """Git's settings with which it shows the token to this GitHub, and to no other host.

    As actions/checkout leaves them, but in the environment: nothing is kept on disk. An empty header takes away those
    that a checkout left, since GitHub refuses two (http.extraHeader in git-config's manual).

    Args:
        environ: GITHUB_TOKEN, and GITHUB_SERVER_URL where GitHub is one's own.
    """
    if not (token := environ.get("GITHUB_TOKEN", "").strip()):
        return {}
    key = f"http.{environ.get('GITHUB_SERVER_URL') or 'https://github.com'}/.extraheader"
    found: dict[str, str] = {}
    first = int(environ.get("GIT_CONFIG_COUNT") or 0)
    for number, header in enumerate(("", f"AUTHORIZATION: basic {basic(token)}"), first):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": header}
    return {**found, "GIT_CONFIG_COUNT": str(first + 2)}


def main() -> int:
    """Run what action.yml's inputs ask for."""
    from syndicate.cli import main as run

    token = os.environ.get("GITHUB_TOKEN", "").strip()
    for secret in (token, basic(token) if token else "", os.environ.get("SYNDICATE_WEBHOOK", "")):
        if secret:
            click.echo(f"::add-mask::{escaped(secret)}")
    os.environ.update(credentials(os.environ))
    return run(words(os.environ))


if __name__ == "__main__":
    sys.exit(main())
