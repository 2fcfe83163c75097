"""Logging: on standard error, and as JSON in a file."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from syndicate.addresses import mask_secrets
from syndicate.cli.output.printing import one_line
from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


class LineFormatter(logging.Formatter):
    """A line for a person."""

    def format(self, record: logging.LogRecord) -> str:
        """The message, with secrets masked."""
        return f"{record.levelname.lower():9} {one_line(mask_secrets(record.getMessage()))}"


class JsonFormatter(logging.Formatter):
    """A line for a program: `time`, `level`, `logger` and `message`."""

    def format(self, record: logging.LogRecord) -> str:
        """The object on one line."""
        row = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask_secrets(record.getMessage()),
        }
        return json.dumps(row)


def configure_logging(file: Path | None, *, verbose: bool) -> None:
    """Configure Syndicate's own loggers; those of other packages stay as they are.

    Args:
        file: for all messages as JSON; lines are appended.
        verbose: whether messages from the level INFO go to standard error.

    Raises:
        ConfigError: the file cannot be written.
    """
    logger = logging.getLogger("syndicate")
    for old in logger.handlers:
        old.close()
    logger.handlers = []
    logging.raiseExceptions = False  # a log that cannot be written any more must not drown the run's output
    logger.propagate = False
    logger.setLevel(logging.DEBUG if file else logging.INFO if verbose else logging.WARNING)
    if file:
        try:
            file_handler = logging.FileHandler(file, encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"cannot be written: {error.strerror}", str(file)) from error
        file_handler.setFormatter(JsonFormatter())
        logger.addHandler(file_handler)
    if verbose:
        stderr_handler = logging.StreamHandler(sys.stderr)
        stderr_handler.setLevel(logging.INFO)
        stderr_handler.setFormatter(LineFormatter())
        logger.addHandler(stderr_handler)
