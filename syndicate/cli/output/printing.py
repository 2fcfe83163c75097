"""Where text becomes lines for a person, and data for a program: nothing else in `syndicate/` writes either.

An origin's text stands in most lines: it may not command the terminal, nor look like a line of Syndicate's own.
"""

import click

from syndicate.errors import printable


def say(*lines: str, err: bool = False, bold: bool = False) -> None:
    """Print each text as one line.

    Args:
        lines: what is printed; an end of line within one becomes a space.
        err: to standard error.
        bold: in bold letters on a terminal.
    """
    for line in lines:
        click.echo(click.style(one_line(line), bold=True) if bold else one_line(line), err=err)


def one_line(text: str) -> str:
    """The text on one line, without what commands a terminal."""
    return printable(text.replace("\r\n", " ").replace("\n", " "))


def say_text(text: str, *, err: bool = False) -> None:
    """Print a text line by line, such as a difference of two files."""
    say(*text.split("\n")[: None if text[-1:] not in ("", "\n") else -1], err=err)


def print_data(text: str, *, err: bool = False) -> None:
    """Print what a program reads, as it is."""
    click.echo(text, nl=False, err=err)
