"""The program of action.yml: `python -m syndicate.cli.action` takes its inputs from the environment."""

from __future__ import annotations

import base64
import os
import shlex
import sys
from typing import TYPE_CHECKING

from syndicate.cli.github import escape
from syndicate.cli.output.printing import print_data

if TYPE_CHECKING:
    from collections.abc import Mapping

FLAGS = {"INPUT_ALL": "--all", "INPUT_PULL_REQUEST": "--pull-request", "INPUT_DRY_RUN": "--dry-run"}
VALUES = {
    "INPUT_TARGET": "--target",
    "INPUT_BRANCH": "--branch",
    "INPUT_BASE": "--base",
    "INPUT_COMMIT_MESSAGE": "--message",
    "INPUT_REPORT": "--report",
    "INPUT_SHARD": "--shard",
}


def command_line(environ: Mapping[str, str]) -> list[str]:
    """The command line for the inputs of action.yml.

    Args:
        environ: INPUT_CONFIG and the like.
    """
    addresses = environ.get("INPUT_ADDRESSES", "").split()
    configs = shlex.split(environ.get("INPUT_CONFIG", ""))
    import_all = environ.get("INPUT_ALL") == "true"
    command = ["import" if addresses or import_all else "sync"]
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
    return [*command, "--", *configs, *addresses]


def basic_credentials(token: str) -> str:
    """A token as git sends it (HTTP basic authentication), which is a secret too."""
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()


def credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """Git settings that send the token to this GitHub server, and to no other host.

    The same as those of actions/checkout, but in the environment, not on disk. An empty header removes those that a
    checkout left, since GitHub refuses two (http.extraHeader in git-config's manual).

    Args:
        environ: GITHUB_TOKEN, and GITHUB_SERVER_URL for a GitHub Enterprise server.
    """
    if not (token := environ.get("GITHUB_TOKEN", "").strip()):
        return {}
    key = f"http.{environ.get('GITHUB_SERVER_URL') or 'https://github.com'}/.extraheader"
    settings: dict[str, str] = {}
    first = int(environ.get("GIT_CONFIG_COUNT") or 0)
    for number, header in enumerate(("", f"AUTHORIZATION: basic {basic_credentials(token)}"), first):
        settings |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": header}
    return {**settings, "GIT_CONFIG_COUNT": str(first + 2)}


def main() -> int:
    """Run the command for action.yml's inputs."""
    from syndicate.cli import main as run

    token = os.environ.get("GITHUB_TOKEN", "").strip()
    for secret in (token, basic_credentials(token) if token else "", os.environ.get("SYNDICATE_WEBHOOK", "")):
        if secret:
            print_data(f"::add-mask::{escape(secret)}\n")
    os.environ.update(credentials(os.environ))
    return run(command_line(os.environ))


if __name__ == "__main__":
    sys.exit(main())
