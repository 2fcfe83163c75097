"""What of docs/reference.md is made from the code: `make docs` writes it anew."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
import tempfile
from html import escape
from typing import TYPE_CHECKING, Any, get_type_hints

import click
import msgspec

import syndicate
from syndicate import config as configs
from syndicate import errors
from syndicate.cli import cli
from syndicate.config.keys import Config
from syndicate.converter.dialects import DIALECTS
from syndicate.converter.markdown.permitted import PERMITTED
from syndicate.parser.page.removals import RULES
from syndicate.writer import state_text
from tests.documents import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCUMENT = ROOT / "docs" / "reference.md"
SCHEMA = ROOT / "docs" / "syndicate.schema.json"
MADE = re.compile(r"(<!-- made by make docs: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def commands() -> Iterator[str]:
    """Each command with its options, as --help has them."""
    for name, command in sorted(cli.commands.items()):
        context = click.Context(command, info_name=f"syndicate {name}")
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"### syndicate {name}\n\n`syndicate {name} {usage}`\n\n{told(command.help)}\n\n"
        rows = [
            record
            for parameter in command.params
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context))
        ]
        if rows:
            yield "| option | |\n|---|---|\n"
            yield from (f"| `{option}` | {cell(what)} |\n" for option, what in rows)
            yield "\n"


def told(text: str | None) -> str:
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(text or "").split("\n\n"))


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def keys() -> Iterator[str]:
    """Each table of a config with its keys."""
    yield from table(Config, "")


def table(struct: type[msgspec.Struct], name: str) -> Iterator[str]:
    said = (struct.__doc__ or "").partition("]: ")[2]
    if name:
        yield f"### [{name}]\n\n{said[:1].upper()}{said[1:]}\n\n| key | what | default |\n|---|---|---|\n"
    hints = get_type_hints(struct, include_extras=True)
    tables = []
    for field in msgspec.structs.fields(struct):
        kind = hints[field.name]
        inner = inner_table(kind)
        place = f"{name}.{field.encode_name}".lstrip(".")
        if inner is not None:
            tables.append((inner, place))
            if not description(kind):
                continue
        key = f"`{place if not name else field.encode_name}`"
        yield f"| {key} | {cell(description(kind))}{choices(kind)} | {default(field)} |\n" if name else ""
    yield "\n" if name else ""
    if not name:
        yield "### At the top\n\n| key | what |\n|---|---|\n"
        for key in ("authors", "links"):
            yield f"| `[{key}]` | {cell(description(hints[key]))} |\n"
        yield "\n"
    for inner, place in tables:
        yield from table(inner, f'{place}."ADDRESS"' if place == "overrides" else place)


def inner_table(kind: Any) -> type[msgspec.Struct] | None:
    """The struct in a type."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    return next(filter(None, map(inner_table, getattr(kind, "__args__", ()))), None)


def description(kind: Any) -> str:
    return next((meta.description for meta in getattr(kind, "__metadata__", ()) if meta.description), "")


def choices(kind: Any) -> str:
    values = [
        value
        for value in getattr(getattr(kind, "__origin__", None), "__args__", ())
        if isinstance(value, str)
    ]
    return f" One of {', '.join(f'`{value}`' for value in values if value)}." if values else ""


def default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "needed"
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return (
        "" if value in ("", [], {}, None) or isinstance(value, msgspec.Struct) else f"`{json.dumps(value)}`"
    )


def flavors() -> Iterator[str]:
    """What each flavor sets."""
    yield "| flavor | dialect | path | pictures | its template engine |\n|---|---|---|---|---|\n"
    for name, row in configs.FLAVORS.items():
        yield f"| `{name}` | `{row['dialect']}` | `{row['path']}` | `{row['image_path']}` | {row['templates'] or 'none'} |\n"
    yield f"\nThe dialects are {', '.join(f'`{name}`' for name in DIALECTS)}. The services are {', '.join(f'`{name}`' for name in configs.SERVICES)}.\n"


def losses() -> Iterator[str]:
    """What may be lost, and why."""
    yield "| what | in which target | why |\n|---|---|---|\n"
    yield from (f"| {escape(row.what)} | {row.where} | {escape(cell(row.why))} |\n" for row in PERMITTED)


def removals() -> Iterator[str]:
    """What is left out of an article, by which rule."""
    yield "| rule | why | what stands for it |\n|---|---|---|\n"
    yield from (f"| {rule.name} | {cell(rule.why)} | {cell(rule.instead)} |\n" for rule in RULES)


def statuses() -> Iterator[str]:
    """Each exit status with the errors that end with it."""
    yield "| exit status | what it means |\n|---|---|\n| 0 | All well, also when there was nothing to do, or a post is in conflict: that is said each time, and waits. |\n| 1 | Some articles failed, the others are written; with --strict also where a post does not read the same. |\n"
    ends: dict[int, list[str]] = {}
    for _, error in inspect.getmembers(errors, inspect.isclass):
        # One without a status of its own, such as a damaged file of an export, ends no run: it is named.
        if "exit_status" in vars(error) and error.exit_status > 1:
            ends.setdefault(error.exit_status, []).append((error.__doc__ or "").splitlines()[0])
    yield from (f"| {status} | {' '.join(said)} |\n" for status, said in sorted(ends.items()))
    yield "| 130 | Stopped by Ctrl-C or SIGTERM; what was written is kept. |\n"


def objects() -> Iterator[str]:
    """What --json prints on the built-in blog."""
    program = """
import tempfile, pathlib
from syndicate import config, demo
from syndicate.cli import main
with demo.serve() as base, tempfile.TemporaryDirectory() as target:
    main(["sync", str(demo.config_path()), "--target", target, "--json", "--limit", "1", "--mirror", demo.ADDRESS + "=" + base])
"""
    with tempfile.TemporaryDirectory() as cache:
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={"XDG_CACHE_HOME": cache, "PATH": "/usr/bin:/bin"},
        )
    for line in done.stdout.splitlines():
        yield f"```json\n{json.dumps(json.loads(line), indent=2, ensure_ascii=False)}\n```\n\n"


def files() -> Iterator[str]:
    """The state's format, as its module has it."""
    yield inspect.getdoc(state_text) or ""


def functions() -> Iterator[str]:
    """What a program may import."""
    for name in syndicate.__all__:
        thing = getattr(syndicate, name)
        if inspect.isfunction(thing):
            signature = (
                str(inspect.signature(thing)).replace("'", "").replace(" | PathLike[str]", " | PathLike")
            )
            yield f"```\nsyndicate.{name}{signature}\n\n{inspect.getdoc(thing)}\n```\n\n"
    yield "| class | |\n|---|---|\n"
    for name in syndicate.__all__:
        thing = getattr(syndicate, name)
        if inspect.isclass(thing):
            fields = ", ".join(f"`{field}`" for field in getattr(thing, "__dataclass_fields__", ()))
            first = (inspect.getdoc(thing) or "").partition("\n\n")[0].partition("]: ")
            text = " ".join((first[2] or first[0]).split())
            yield f"| `{name}` | {cell(text)}{f' Fields: {fields}.' if fields else ''} |\n"


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands,
    "keys": keys,
    "flavors": flavors,
    "losses": losses,
    "removals": removals,
    "statuses": statuses,
    "objects": objects,
    "files": files,
    "functions": functions,
}


def made(text: str) -> str:
    """The document with its made parts as the code is now."""
    return MADE.sub(
        lambda match: match[1] + "\n" + "".join(PARTS[match[2]]()).strip() + "\n\n" + match[3], text
    )


def schema() -> str:
    return json.dumps(configs.schema(), indent=2) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(made(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")
