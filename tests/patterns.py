"""Every regular expression of the package: those of its modules, and those that a function passes to `re` in place."""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from syndicate.addresses import EMBED_HOSTS
from syndicate.converter.dialects import DIALECTS
from syndicate.converter.dialects.fast import FastRenderer

FUNCTIONS = {
    "compile": 1,
    "search": 2,
    "match": 2,
    "fullmatch": 2,
    "split": 3,
    "findall": 2,
    "finditer": 2,
    "sub": 4,
    "subn": 4,
}
"""Those of `re` that take a pattern, and where their flags stand."""

ANY_TEXT = "\ue000"
"""Stands for an escaped text that is known at run time only."""

CONFIGURED = (
    "syndicate.config.checks: pattern",
    "syndicate.converter.post.templates: pattern",
    "syndicate.pipeline.article: config.source.articles",
    "syndicate.pipeline.continuity: config.source.articles",
    "syndicate.pipeline.discovery: pattern",
    "syndicate.pipeline.reading: config.source.articles",
    "syndicate.pipeline.run: config.source.articles",
    "syndicate.pipeline.selection: pattern",
)
"""Patterns that a user writes in a config, and can change."""

TABLES = (
    "syndicate.converter.dialects.fast: sign",
    "syndicate.addresses: player",
    "syndicate.converter.dialects.plugins: hazards",
    "syndicate.converter.dialects.plugins: f'{hazards}|{addresses}'",
    "syndicate.converter.markdown.by_markdownify: sign",
    "syndicate.converter.markdown.blocks: self.dialect.template_code",
    "syndicate.converter.markdown.inline: self.dialect.template_code",
    "syndicate.converter.markdown.runs: resolved",
    "syndicate.converter.markdown.inline: NOTHING if linked else dialect.split",
    "syndicate.converter.markdown.inline: dialect.split_after",
    "syndicate.converter.markdown.inline: dialect.entities",
    "syndicate.converter.markdown.inline: dialect.forced",
    "syndicate.converter.markdown.runs: dialect.alt_entities",
    "syndicate.converter.markdown.runs: dialect.alt_hazards",
    "syndicate.converter.markdown.runs: f'&(?=#?\\\\w+;)|\\\\\\\\(?!\\\\w)|[<{{{quote}{signs}]{pair}'",
    "syndicate.converter.markdown.runs: f'[&<\"{{|{signs}]'",
)
"""Patterns that the dialects' table holds as text: see `table_uses`."""

AT_THE_START = {"match", "fullmatch"}
MATCHERS = {"search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "scanner"}


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern, where it stands, and the methods by which it is tried."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    @property
    def search(self) -> bool:
        """Whether it is tried from every place of a text."""
        return not self.methods or bool(self.methods - AT_THE_START)

    @property
    def whole(self) -> bool:
        """Whether it has to match the whole text, which what follows makes fail."""
        return "fullmatch" in self.methods


class UnreadableError(Exception):
    """A pattern that is known at run time only."""


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """A package and all modules in it."""
    yield package
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def uses(sources: list[ModuleType]) -> tuple[list[Use], list[str]]:
    """The patterns of some modules, and the places of those that cannot be read.

    Args:
        sources: imported modules, with files.
    """
    trees = {module: ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")) for module in sources}
    methods = _methods(trees)
    patterns: list[Use] = []
    seen: set[int] = set()
    for module in sources:
        for name, value in vars(module).items():
            place = f"{module.__name__}.{name}"
            patterns.extend(
                Use(place, pattern, methods.get(id(pattern), frozenset()))
                for pattern in _compiled(value, seen)
            )
    # Not by their ids: once re has emptied its cache, the same text makes another pattern.
    held = {(use.pattern.pattern, use.pattern.flags) for use in patterns}
    unreadable: list[str] = []
    for module, tree in trees.items():
        for call, function, in_function in _calls(tree):
            place = f"{module.__name__}:{call.lineno}"
            try:
                pattern = _evaluated(call, FUNCTIONS[function], module)
            except UnreadableError as error:
                if in_function or function != "compile":  # what a module compiles, it holds
                    unreadable.append(f"{module.__name__}: {error}")
                continue
            if function != "compile" or (pattern.pattern, pattern.flags) not in held:
                patterns.append(Use(place, pattern, frozenset({function} - {"compile"})))
    return patterns, unreadable


def _methods(trees: Mapping[ModuleType, ast.Module]) -> dict[int, frozenset[str]]:
    """For each pattern with a name, by its `id`, the methods that are called on it anywhere."""
    methods: dict[int, set[str]] = {}
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in MATCHERS:
                pattern = vars(module).get(node.value.id)
                methods.setdefault(id(pattern), set()).add(node.attr)
    return {key: frozenset(names) for key, names in methods.items()}


def _compiled(value: Any, seen: set[int]) -> Iterator[re.Pattern[Any]]:
    """The compiled patterns in a value of a module's, at any depth of its tables."""
    if isinstance(value, re.Pattern):
        yield value
        return
    if isinstance(value, (str, bytes, int, type(None), ModuleType)) or id(value) in seen:
        return
    if isinstance(value, Mapping):
        children: list[Any] = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        children = list(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        children = [getattr(value, one.name, None) for one in dataclasses.fields(value)]
    elif isinstance(value, type) and value.__module__.startswith("syndicate"):
        children = list(vars(value).values())
    else:
        return
    seen.add(id(value))
    for child in children:
        yield from _compiled(child, seen)


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str, bool]]:
    """The calls of functions of `re` that take a pattern, and whether they stand in a function."""
    aliases = {"re"}
    bare: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases |= {one.asname for one in node.names if one.name == "re" and one.asname}
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            bare |= {one.asname or one.name: one.name for one in node.names}

    def visit(node: ast.AST, inside: bool) -> Iterator[tuple[ast.Call, str, bool]]:
        inside = inside or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        if isinstance(node, ast.Call):
            function = node.func
            name = ""
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                name = function.attr if function.value.id in aliases else ""
            elif isinstance(function, ast.Name):
                name = bare.get(function.id, "")
            if name in FUNCTIONS or name == "template":
                yield node, name, inside
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    yield from visit(tree, False)


class _Escapes(ast.NodeTransformer):
    """Puts a stand-in in the place of `re.escape(…)` and of what it is joined by."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if ast.unparse(node.func) == "re.escape":
            return ast.copy_location(ast.Constant(ANY_TEXT), node)
        return self.generic_visit(node)


def _evaluated(call: ast.Call, flags_at: int, module: ModuleType) -> re.Pattern[Any]:
    """The pattern of a call, with its flags, as far as the module's names say."""
    arguments = {keyword.arg: keyword.value for keyword in call.keywords}
    first = call.args[0] if call.args else arguments["pattern"]
    flags = call.args[flags_at] if len(call.args) > flags_at else arguments.get("flags", ast.Constant(0))
    try:
        pattern, value = (
            eval(
                compile(ast.fix_missing_locations(ast.Expression(_Escapes().visit(node))), "pattern", "eval"),
                vars(module),
            )
            for node in (first, flags)
        )
        return pattern if isinstance(pattern, re.Pattern) else re.compile(pattern, value)
    except (NameError, AttributeError, TypeError) as error:
        raise UnreadableError(ast.unparse(first)) from error


def table_uses() -> list[Use]:
    """The patterns that the dialects' table holds as text, and what is made of them."""
    texts = [
        text
        for dialect in DIALECTS.values()
        for text in (
            f"{dialect.hazards}|{dialect.addresses}",
            dialect.hazards,
            dialect.alt_hazards,
            dialect.alt_entities,
            dialect.forced,
            dialect.split,
            dialect.split_after,
            dialect.entities,
            dialect.template_code,
            dialect.resolved,
            rf"&(?=#?\w+;)|\\(?!\w)|[<{{\"'{dialect.title_signs}]|^'",
            rf'[&<"{{|{dialect.title_signs}]',
        )
        if text
    ]
    texts += EMBED_HOSTS.values()
    signs = [sign for dialect in DIALECTS.values() for sign in FastRenderer(dialect, None)._signs]
    return [Use("syndicate.converter.dialects", re.compile(one), frozenset()) for one in [*texts, *signs]]
