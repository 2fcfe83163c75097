"""What is told of a run in whatever form."""

import shlex
from pathlib import PurePosixPath

from syndicate.cli.output.summary import resolve_command
from syndicate.models import Change, Kind, Post, Record


def test_a_shell_runs_nothing_of_an_address_in_the_command_that_ends_a_conflict():
    address, path = "https://blog.example/$(rm -r .);`id`&'\x1b[31m/", PurePosixPath("posts/1.md")
    command = resolve_command(
        Change(Kind.CONFLICT, Post(address, path, ""), Record(address, path, "", "2026-01-01", "2026-01-01"))
    )
    assert shlex.split(command.split(" --ours")[0]) == [
        "syndicate",
        "resolve",
        "https://blog.example/$(rm -r .);`id`&' [31m/",
    ]
