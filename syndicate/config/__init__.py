"""TOML -> Config, with errors that name the file, the key and what was expected."""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from syndicate.config.checks import check
from syndicate.config.flavors import FLAVORS
from syndicate.config.keys import (
    Config,
    Fetch,
    Git,
    Host,
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
    "Host",
    "Notify",
    "Only",
    "Override",
    "PostRules",
    "Select",
    "Source",
    "as_data",
    "files",
    "from_json",
    "load",
    "parse",
    "schema",
    "to_json",
    "with_flavor",
]


def load(path: Path) -> Config:
    """The config in a TOML file, complete with its flavor's defaults.

    Args:
        path: the file.

    Raises:
        ConfigError: it is missing, not TOML, or has an invalid value; the message names the key and what
            was expected.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if address := re.fullmatch(r"(https?:)/([^/].*)", str(path)):
            message = "this is an address, and here a config is needed; syndicate init writes one for it"
            raise ConfigError(message, f"{address[1]}//{address[2]}") from None
        raise ConfigError(
            "there is no such file; name your config, or write one with syndicate init", str(path)
        ) from None
    except IsADirectoryError:
        raise ConfigError("this is a folder; name a .toml file in it", str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError("this is not UTF-8; save it in that encoding", str(path)) from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", str(path)) from error
    try:
        return _resolve_mirrors(parse(text), path.parent)
    except ConfigError as error:
        raise ConfigError(
            error.message, f"{path}: {error.address}" if error.address else str(path)
        ) from error


def _resolve_mirrors(config: Config, folder: Path) -> Config:
    """The config with the folders and files of its mirrors and hosts resolved relative to its own folder."""
    mirrors = {
        old: new if "://" in new else str((folder / new).resolve())
        for old, new in config.source.fetch.mirrors.items()
    }
    hosts = {
        name.lower(): msgspec.structs.replace(host, ca=_ca(folder, name, host.ca))
        for name, host in config.source.fetch.hosts.items()
    }
    fetch = msgspec.structs.replace(config.source.fetch, mirrors=mirrors, hosts=hosts)
    return msgspec.structs.replace(config, source=msgspec.structs.replace(config.source, fetch=fetch))


def _ca(folder: Path, host: str, name: str) -> str:
    """The path of a host's CA; ConfigError where it holds no certificate."""
    if not name:
        return ""
    import ssl

    path = str((folder / name).resolve())
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl's own errors are such, too
        raise ConfigError(
            f"no certificate in PEM can be read from {name}: {error.strerror or error}",
            f'source.fetch.hosts."{host}".ca',
        ) from error
    return path


def files(paths: Iterable[Path]) -> list[Path]:
    """The config files at some paths: files as they are, and every .toml in a folder.

    Raises:
        ConfigError: a folder has none.
    """
    config_files: list[Path] = []
    for path in paths:
        if path.is_dir():
            toml_files = sorted(path.glob("*.toml"))
            if not toml_files:
                raise ConfigError("there is no .toml file in this folder", str(path))
            config_files += toml_files
        else:
            config_files.append(path)
    return config_files


def parse(text: str) -> Config:
    """The config in a TOML text; see `load`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}{_advice(text, str(error))}") from error
    try:
        config = msgspec.convert(data, Config)
    except msgspec.ValidationError as error:
        raise _config_error(str(error)) from None
    config = with_flavor(config)
    check(config)
    return config


TYPOGRAPHIC_QUOTES = re.compile("[“”„‟‘’‚«»＂＇「」]")
ADVICE = {
    "Invalid value": "; a text stands in quotes",
    "Unescaped": "; in single quotes a backslash stands for itself",
    "Expected '='": "; a template stands in quotes, too",
    "Cannot declare": "; put all keys of a table under its one heading",
}
"""What to do about an error of TOML, by how its message begins."""


def _advice(text: str, message: str) -> str:
    """What to do about an error of TOML; "" where the message says it all."""
    at = re.search(r"at line (\d+)", message)
    lines = text.splitlines()
    line = lines[int(at[1]) - 1] if at is not None and int(at[1]) <= len(lines) else ""
    value = line.partition("=")[2].strip()
    if quote := TYPOGRAPHIC_QUOTES.match(value):
        return f'; {quote[0]} is no quote of TOML, write " before and after the text'
    return next((advice for start, advice in ADVICE.items() if message.startswith(start)), "")


def with_flavor(config: Config) -> Config:
    """The config with its flavor's defaults for the keys that it leaves out."""
    defaults = FLAVORS[config.post.flavor]
    missing = {key: defaults[key] for key in defaults if not getattr(config.post, key, "its own")}
    return msgspec.structs.replace(config, post=msgspec.structs.replace(config.post, **missing))


def to_json(config: Config) -> str:
    """The config as JSON, without [notify], which holds a secret."""
    return msgspec.json.encode(msgspec.structs.replace(config, notify=Notify())).decode()


def from_json(text: str) -> Config:
    """The config from the JSON of `to_json`.

    Raises:
        ValueError: it is invalid, or of another version.
    """
    try:
        return msgspec.json.decode(text, type=Config)
    except msgspec.MsgspecError as error:  # not a ValueError in all of its versions
        raise ValueError(str(error)) from error


def schema() -> dict[str, Any]:
    """The JSON Schema of a config."""
    return msgspec.json.schema(Config)


def as_data(config: Config) -> dict[str, Any]:
    """The whole config as plain data, with defaults; a webhook's address, a secret, is replaced by a variable."""
    if config.notify.webhook and not config.notify.webhook.startswith("$"):
        hidden = msgspec.structs.replace(config.notify, webhook="$SYNDICATE_WEBHOOK")
        config = msgspec.structs.replace(config, notify=hidden)
    data: dict[str, Any] = _without_none(msgspec.to_builtins(config, builtin_types=(date,)))
    return data


def _without_none(value: Any) -> Any:
    """The data without None, which TOML cannot express."""
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    return [_without_none(inner) for inner in value] if isinstance(value, list) else value


def _config_error(message: str) -> ConfigError:
    """The ConfigError for a message of msgspec's: with the key, and for an unknown key the closest match."""
    reason, _, location = message.partition(" - at `$")
    key = location.rstrip("`").lstrip(".").replace("[...]", ".*")
    if unknown := re.search(r"unknown field `([^`]+)`", reason):
        table: Any = Config
        for name in filter(None, key.split(".")):
            table = _field_type(table, name)
        keys = (
            [f.name for f in msgspec.structs.fields(table)]
            if isinstance(table, type) and issubclass(table, Struct)
            else []
        )
        matches = difflib.get_close_matches(unknown[1], keys, 1, 0.5)
        hint = f'did you mean "{matches[0]}"?' if matches else f"known here: {', '.join(keys)}"
        return ConfigError(f"unknown key; {hint}", f"{key}.{unknown[1]}".lstrip("."))
    if value := re.fullmatch(r"Invalid enum value '(.*)'", reason):
        names = _choices(key)
        matches = difflib.get_close_matches(value[1], names, 1, 0.5)
        hint = f'did you mean "{matches[0]}"? Known' if matches else "known"
        return ConfigError(f"unknown value {value[1]!r}; {hint}: {', '.join(names)}", key)
    if missing := re.search(r"missing required field `([^`]+)`", reason):
        return ConfigError("this key is needed", f"{key}.{missing[1]}".lstrip("."))
    expected = re.sub(r"`([^`]+)`", lambda match: _in_words(match[1]), reason)
    return ConfigError(expected[0].lower() + expected[1:], key)


TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "date": "a date such as 2026-01-31",
}


def _in_words(types: str) -> str:
    """The types of msgspec's messages as a person calls them."""
    return " or ".join(TYPES.get(name, name) for name in types.split(" | ") if name != "null")


def _choices(key: str) -> list[str]:
    """The values that a key may have, where its type lists them."""
    kind: Any = Config
    for name in key.split("."):
        kind = _field_type(kind, name) if name != "*" else kind
    literals, kinds = list[str](), [kind]
    while kinds:
        kind = kinds.pop(0)
        if get_origin(kind) is Literal:
            literals += [str(value) for value in get_args(kind) if value]
        else:
            kinds += get_args(kind)
    return literals


def _field_type(table: Any, name: str) -> Any:
    if table is Config and name == "overrides":
        return Override
    if not (isinstance(table, type) and issubclass(table, Struct)):
        return table
    types = {f.name: f.type for f in msgspec.structs.fields(table)}
    return types.get(name, table)
