"""Syndicate cross-posts what you publish elsewhere to your own static site. What a program may import is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.models import VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from syndicate.models import Report
    from syndicate.pipeline.options import Options

__version__ = VERSION
__all__ = ["__version__", "convert", "sync"]


def convert(html: str, *, base: str, dialect: str = "commonmark") -> str:
    """HTML as Markdown that renders back to the same.

    Args:
        html: a fragment: an article's body.
        base: the address that relative links are relative to.
        dialect: what the Markdown is for: see `syndicate.converter.dialects`.

    Raises:
        ConfigError: there is no such dialect.
    """
    from syndicate.converter.proof.proof import Converter
    from syndicate.parser.page.clean import clean

    return Converter(dialect).convert(clean(html, base=base))[0]


def sync(config: Path, target: Path, options: Options | None = None) -> Report:
    """New and changed articles of the source that a config names, written into a target.

    Args:
        config: a TOML file.
        target: the folder of a static site.
        options: what the command line's options say.

    Raises:
        SyndicateError: the config, the source or the target cannot be used; a single article that fails is
            in the report instead.
    """
    from syndicate import config as configs
    from syndicate.pipeline import commands as pipeline

    return pipeline.sync(configs.load(config), target, options or pipeline.Options())
