"""What can go wrong, each with the address it is about and what to do next."""

import re
from typing import Any

from syndicate.addresses import mask_secrets

COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""The control characters but tabs and line breaks, other ends of lines, what turns the direction of writing (Unicode
Standard Annex 9, 2.1 to 2.5), and lone surrogates, which no terminal can be sent."""


class SyndicateError(Exception):
    """The parent of every error that a person can do something about; what is secret in it is masked.

    `report` is that of the run whose files could not be brought into git, None where nothing had been done.

    Args:
        message: one line that says what is wrong and what to do.
        address: the web address, file or key that it is about.
    """

    exit_status = 1

    def __init__(self, message: str, address: str = "") -> None:
        self.message = mask_secrets(printable(message))
        self.address = mask_secrets(printable(address))
        self.report: Any = None  # a Report, which a lower room does not know
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.address}: {self.message}" if self.address else self.message


def printable(text: str) -> str:
    """The text without what commands a terminal, or turns the direction of writing: an origin can send either."""
    return COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text)


class ConfigError(SyndicateError):
    """A config or a command line that cannot be used."""

    exit_status = 2


class FetchError(SyndicateError):
    """An address that could not be fetched.

    `status` is the HTTP status where there was an answer, else 0; `reason` the message without the mirror that was
    asked, which differs from machine to machine.
    """

    def __init__(self, message: str, address: str = "", status: int = 0, fetched_from: str = "") -> None:
        super().__init__(f"{message} (fetched from {fetched_from})" if fetched_from else message, address)
        self.status = status
        self.reason = mask_secrets(message)


class ParseError(SyndicateError):
    """Something that was fetched, but is not what it should be: no feed, no article."""


class RefusedError(ParseError):
    """A page that is something else than an article, such as one to log in at; a person may want it all the same."""


class UndatedError(ParseError):
    """An article of which nobody says when it was published."""


class UnreadDateError(UndatedError):
    """An article whose date cannot be read; the message has it as it stands there."""


class UnclearDateError(UndatedError):
    """An article whose date can be read in two ways, so that a person has to say which it is."""


class SourceError(SyndicateError):
    """A source that could not be read at all: no feed, no sitemap."""

    exit_status = 3


class DamagedError(SourceError):
    """A file of an export that cannot be read, or not to its end: the others can."""


class TargetError(SyndicateError):
    """A target that is not there or cannot be written."""

    exit_status = 2


class RemoteError(TargetError):
    """GitHub or a git remote that cannot be reached for now: what was written is kept, the next run goes on."""

    exit_status = 5


class BusyError(SyndicateError):
    """A target that another run holds."""

    exit_status = 4
