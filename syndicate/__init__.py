"""Syndicate cross-posts what you publish elsewhere to your own static site. What a program may import is here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from syndicate.errors import (
    BusyError,
    ConfigError,
    FetchError,
    ParseError,
    RemoteError,
    SourceError,
    SyndicateError,
    TargetError,
)
from syndicate.models import VERSION, Change, Conversion, Counts, Failure, Kind, Loss, Removed, Report

if TYPE_CHECKING:
    from collections.abc import Collection
    from os import PathLike

    from syndicate.config import Config
    from syndicate.pipeline.options import Options

__version__ = VERSION
__all__ = [
    "BusyError",
    "Change",
    "Config",
    "ConfigError",
    "Conversion",
    "Counts",
    "Failure",
    "FetchError",
    "Kind",
    "Loss",
    "Options",
    "ParseError",
    "RemoteError",
    "Removed",
    "Report",
    "SourceError",
    "SyndicateError",
    "TargetError",
    "__version__",
    "check",
    "conversion",
    "convert",
    "import_all",
    "import_named",
    "init",
    "load_config",
    "status",
    "sync",
]


def __getattr__(name: str) -> Any:
    # These take time to load, which `syndicate --help` must not wait for.
    if name == "Options":
        from syndicate.pipeline.options import Options

        return Options
    if name == "Config":
        from syndicate.config import Config

        return Config
    raise AttributeError(f"module 'syndicate' has no attribute {name!r}")


def convert(html: str, *, base: str, dialect: str = "commonmark") -> str:
    """HTML as Markdown that renders back to the same.

    Args:
        html: a fragment: an article's body.
        base: the address that relative links are relative to.
        dialect: the renderer that the Markdown is for, by its name in the reference's table of dialects.

    Raises:
        ConfigError: there is no such dialect.
        ParseError: it is nested too deeply, or would take too much time or memory.
    """
    return conversion(html, base=base, dialect=dialect).markdown


def conversion(html: str, *, base: str, dialect: str = "commonmark") -> Conversion:
    """HTML as Markdown, with what of it does not read the same, and what was left out by which rule.

    Args:
        html: a fragment: an article's body, as the blog has it.
        base: the address that relative links are relative to.
        dialect: what the Markdown is for: see `syndicate.converter.dialects`.

    Returns:
        `markdown`; `losses`, each a `Loss` with the `block` and what is `lost` of it; `removed`, each a `Removed` with
        the `rule`, the `text` that it took, and the `counts` of words, pictures, links and so on.

    Raises:
        ConfigError: there is no such dialect.
        ParseError: it is nested too deeply, or would take too much time or memory.
    """
    from syndicate.converter.proof.proof import Converter
    from syndicate.parser.page.cleaning.clean import clean_body

    converter, body = Converter(dialect), clean_body(html, base=base)
    markdown, losses = converter.convert(body.html, body.shown)
    return Conversion(markdown, losses, body.removed)


def load_config(path: str | PathLike[str]) -> Config:
    """The config in a TOML file, complete with its flavor's defaults.

    Args:
        path: of the file.

    Raises:
        ConfigError: it is missing, not TOML, or has an invalid value.
    """
    from syndicate import config as configs

    return configs.load(Path(path))


def sync(
    config: Config | str | PathLike[str], target: str | PathLike[str], options: Options | None = None
) -> Report:
    """New and changed articles of a source's feed, written into a target.

    Args:
        config: a config, or the path of its TOML file.
        target: the folder of a static site.
        options: as on the command line; the defaults where there are none.

    Raises:
        SyndicateError: the config, the source or the target cannot be used; a single article that fails is in the
            report instead.
    """
    from syndicate.pipeline import commands

    return commands.sync(_config(config), Path(target), _options(options))


def import_all(
    config: Config | str | PathLike[str], target: str | PathLike[str], options: Options | None = None
) -> Report:
    """Every article of a source's back catalogue, written into a target; see `sync`."""
    from syndicate.pipeline import commands

    return commands.import_all(_config(config), Path(target), _options(options))


def import_named(
    config: Config | str | PathLike[str],
    target: str | PathLike[str],
    names: Collection[str],
    options: Options | None = None,
) -> Report:
    """The articles that you name, written into a target; see `sync`.

    Args:
        config: a config, or the path of its TOML file.
        target: the folder of a static site.
        names: addresses of articles, feeds and sitemaps; paths of saved pages, of folders of them, of WARC files.
        options: as on the command line.
    """
    from syndicate.pipeline import commands

    return commands.import_named(_config(config), Path(target), names, _options(options))


def status(
    config: Config | str | PathLike[str], target: str | PathLike[str], options: Options | None = None
) -> Report:
    """What `sync` would do, and how every post stands that it knows; changes nothing. See `sync`."""
    from syndicate.pipeline import commands

    return commands.status(_config(config), Path(target), _options(options))


def check(
    config: Config | str | PathLike[str], target: str | PathLike[str], options: Options | None = None
) -> Report:
    """Every post beside its original as that reads now; changes nothing. See `sync`.

    Returns:
        A report whose changes hold the compared blocks in `pairs`; a pair with `differs` does not read the same.
    """
    from syndicate.pipeline import commands

    return commands.check(_config(config), Path(target), _options(options))


def init(address: str, target: str | PathLike[str], options: Options | None = None) -> Config:
    """A first config for a blog and a site, made by looking at both; writes nothing.

    Args:
        address: of the blog, of one of its pages, or of its feed.
        target: the folder of a static site.
        options: of them the `mirrors` and the `cache`.

    Raises:
        SourceError: no feed is found there.
        TargetError: there is no such folder.
    """
    from syndicate.pipeline.discovery import discover

    return discover(address, Path(target), _options(options)).config


def _config(config: Config | str | PathLike[str]) -> Config:
    from syndicate.config import Config

    return config if isinstance(config, Config) else load_config(config)


def _options(options: Options | None) -> Options:
    from syndicate.pipeline.options import Options

    return options or Options()
