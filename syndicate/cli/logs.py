"""What the modules log, for those who want to see what happens: on standard error, and as JSON in a file."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from syndicate.addresses import masked
from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


class Plain(logging.Formatter):
    """A line for a person."""

    def format(self, record: logging.LogRecord) -> str:
        """The message, with what is secret in it masked."""
        return f"{record.levelname.lower():9} {masked(record.getMessage())}"


class AsJson(logging.Formatter):
    """A line for a program: `time`, `level`, `logger` and `message`."""

    def format(self, record: logging.LogRecord) -> str:
        """The object on one line."""
        row = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        return json.dumps(row)


def begin_logging(file: Path | None, *, talk: bool) -> None:
    """Let Syndicate's own loggers be heard; those of other packages stay as they are.

    Args:
        file: where everything goes as JSON, added to what is there.
        talk: whether the essential goes to standard error.

    Raises:
        ConfigError: the file cannot be written.
    """
    logger = logging.getLogger("syndicate")
    for old in logger.handlers:
        old.close()
    logger.handlers = []
    logging.raiseExceptions = False  # a log that cannot be written any more must not drown what the run says
    logger.propagate = False
    logger.setLevel(logging.DEBUG if file else logging.INFO if talk else logging.WARNING)
    if file:
        try:
            kept = logging.FileHandler(file, encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"cannot be written: {error.strerror}", str(file)) from error
        kept.setFormatter(AsJson())
        logger.addHandler(kept)
    if talk:
        shown = logging.StreamHandler(sys.stderr)
        shown.setLevel(logging.INFO)
        shown.setFormatter(Plain())
        logger.addHandler(shown)
