"""TOML -> Config, with errors that name the file, the key and what was expected."""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from syndicate.config.checks import check
from syndicate.config.flavors import FLAVORS
from syndicate.config.keys import (
    Config,
    Fetch,
    Git,
    Notify,
    Only,
    Override,
    PostRules,
    Select,
    Source,
)
from syndicate.config.services import SERVICES
from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "FLAVORS",
    "SERVICES",
    "Config",
    "Fetch",
    "Git",
    "Notify",
    "Only",
    "Override",
    "PostRules",
    "Select",
    "Source",
    "as_data",
    "files",
    "kept",
    "load",
    "parse",
    "restored",
    "schema",
    "with_flavor",
]


def load(path: Path) -> Config:
    """The config in a TOML file, complete with its flavor's defaults.

    Args:
        path: the file.

    Raises:
        ConfigError: it is missing, not TOML, or says something that cannot be; the message names the
            key and what was expected.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError("there is no such file; name a config such as config/18f.toml", str(path)) from None
    except IsADirectoryError:
        raise ConfigError("this is a folder; name a .toml file in it", str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", str(path)) from error
    try:
        return _placed(parse(text), path.parent)
    except ConfigError as error:
        raise ConfigError(
            error.message, f"{path}: {error.address}" if error.address else str(path)
        ) from error


def _placed(config: Config, folder: Path) -> Config:
    """The config with the folders and files that it names relative to its own."""
    mirrors = {
        old: new if "://" in new else str((folder / new).resolve())
        for old, new in config.source.fetch.mirrors.items()
    }
    fetch = msgspec.structs.replace(config.source.fetch, mirrors=mirrors)
    return msgspec.structs.replace(config, source=msgspec.structs.replace(config.source, fetch=fetch))


def files(paths: Iterable[Path]) -> list[Path]:
    """The config files that some paths name: files as they are, of a folder every .toml in it.

    Raises:
        ConfigError: a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.glob("*.toml"))
            if not inside:
                raise ConfigError("there is no .toml file in this folder", str(path))
            found += inside
        else:
            found.append(path)
    return found


def parse(text: str) -> Config:
    """The config that a TOML text holds; see `load`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}") from error
    try:
        config = msgspec.convert(data, Config)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from None
    config = with_flavor(config)
    check(config)
    return config


def with_flavor(config: Config) -> Config:
    """The config with its flavor's defaults where it says nothing itself."""
    defaults = FLAVORS[config.post.flavor]
    missing = {key: defaults[key] for key in defaults if not getattr(config.post, key, "its own")}
    return msgspec.structs.replace(config, post=msgspec.structs.replace(config.post, **missing))


def kept(config: Config) -> str:
    """The config as JSON, but for whom it notifies, which is a secret."""
    return msgspec.json.encode(msgspec.structs.replace(config, notify=Notify())).decode()


def restored(text: str) -> Config:
    """The config that `kept` made JSON of.

    Raises:
        ValueError: it is none, or another version's.
    """
    try:
        return msgspec.json.decode(text, type=Config)
    except msgspec.MsgspecError as error:  # not a ValueError in all of its versions
        raise ValueError(str(error)) from error


def schema() -> dict[str, Any]:
    """The JSON Schema of a config."""
    return msgspec.json.schema(Config)


def as_data(config: Config) -> dict[str, Any]:
    """The whole config as plain data, defaults included; in place of a webhook's address, a secret, stands a variable."""
    if config.notify.webhook and not config.notify.webhook.startswith("$"):
        hidden = msgspec.structs.replace(config.notify, webhook="$SYNDICATE_WEBHOOK")
        config = msgspec.structs.replace(config, notify=hidden)
    data: dict[str, Any] = _without_none(msgspec.to_builtins(config, builtin_types=(date,)))
    return data


def _without_none(value: Any) -> Any:
    """The data without what is not set, which TOML has no word for."""
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    return [_without_none(inner) for inner in value] if isinstance(value, list) else value


def _explained(message: str) -> ConfigError:
    """An error of msgspec's in the words of the config: the key, and for an unknown key the one that was meant."""
    what, _, where = message.partition(" - at `$")
    key = where.rstrip("`").lstrip(".").replace("[...]", ".*")
    if unknown := re.search(r"unknown field `(.+?)`", what):
        table: Any = Config
        for name in filter(None, key.split(".")):
            table = _member(table, name)
        known = (
            [f.name for f in msgspec.structs.fields(table)]
            if isinstance(table, type) and issubclass(table, Struct)
            else []
        )
        near = difflib.get_close_matches(unknown[1], known, 1, 0.5)
        hint = f'did you mean "{near[0]}"?' if near else f"known here: {', '.join(known)}"
        return ConfigError(f"unknown key; {hint}", f"{key}.{unknown[1]}".lstrip("."))
    if missing := re.search(r"missing required field `(.+?)`", what):
        return ConfigError("this key is needed", f"{key}.{missing[1]}".lstrip("."))
    return ConfigError(what[0].lower() + what[1:].replace("`", ""), key)


def _member(table: Any, name: str) -> Any:
    if table is Config and name == "overrides":
        return Override
    if not (isinstance(table, type) and issubclass(table, Struct)):
        return table
    types = {f.name: f.type for f in msgspec.structs.fields(table)}
    return types.get(name, table)
