"""The house rules that a reader of imports can check: who may know whom, and where the world is touched."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "syndicate").rglob("*.py"))
SHARED = {"addresses", "config", "errors", "models"}
ROOMS = {
    "addresses": set(),
    "models": set(),
    "errors": {"addresses"},
    "config": {"addresses", "errors", "models"},
    "merging": SHARED,
    "fetcher": SHARED,
    "parser": SHARED,
    "converter": SHARED,
    "planner": SHARED | {"merging"},
    "writer": SHARED | {"merging"},
    "preview": SHARED | {"merging"},
    "demo": SHARED | {"merging"},
    "pipeline": {*SHARED, "converter", "fetcher", "merging", "parser", "planner", "writer"},
    "cli": {*SHARED, "converter", "demo", "fetcher", "pipeline", "preview", "writer"},
    "__init__": {*SHARED, "converter", "parser", "pipeline"},
    "__main__": {"cli"},
}
"""What each room of the root may use beside itself: the whole rule, and all that there is at the root."""
FLOORS = {
    "pipeline": ("commands", "discovery", "sampling", "redirects", "moving", "relocation", "relinking", "undoing", "resolving", "run", "writing", "continuity", "holding", "article", "examiner", "reading", "hidden", "matching", "pictures", "ahead", "mending", "inventory", "names", "whereabouts", "trust", "places", "misfits", "partial", "doubt", "catalogue", "identity", "exports", "workers", "placing", "selection", "shards", "options", "publishing", "proposing", "committing"),
    "parser": ("__main__", "page", "exports", "lists", "pictures", "encoding", "dates", "months", "plain_text", "bounds"),
    "converter": ("__main__", "post", "proof", "markdown", "dialects"),
    "fetcher": ("__main__", "client", "retries", "local", "archives", "salvage", "spool", "run_cache", "cache", "store", "hosts", "content_encoding", "politeness", "wayback", "mirrors", "connections", "folders", "stubs"),
    "writer": ("moves", "target", "state", "state_text", "state_checks", "state_sides", "adoption", "locking", "git", "github", "journal", "webhook", "messages", "paths", "pointers"),
}  # fmt: skip
"""The parts of a room, from the top down: each uses only what stands after it."""
PURE = (
    *("addresses", "converter", "merging", "models", "parser", "planner", "preview"),
    *(
        "pipeline/doubt",
        "pipeline/identity",
        "pipeline/misfits",
        "pipeline/partial",
        "pipeline/placing",
        "pipeline/relinking",
        "pipeline/relocation",
        "pipeline/selection",
        "pipeline/shards",
        "pipeline/trust",
    ),
    *(
        "writer/adoption",
        "writer/messages",
        "writer/paths",
        "writer/pointers",
        "writer/state_checks",
        "writer/state_sides",
        "writer/state_text",
    ),
)
"""The rooms and modules that touch neither files nor network."""
IMPURE = ("requests", "urllib.request", "urllib3", "subprocess", "socket", "http.client", "http.server")
ONLY_IN_FETCHER = ("requests", "tenacity")


def part_of(path: Path) -> str:
    """The stage or module of syndicate/ that a file belongs to."""
    return path.relative_to(ROOT / "syndicate").parts[0].removesuffix(".py")


def is_pure(path: Path) -> bool:
    """Whether a file belongs to what must be pure."""
    name = path.relative_to(ROOT / "syndicate").with_suffix("").as_posix()
    return any(name == pure or name.startswith(f"{pure}/") for pure in PURE)


def each(files: Iterable[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", list(files), ids=lambda path: path.relative_to(ROOT).as_posix())


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, anywhere in it."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (
                f"{module}.{alias.name}" for alias in node.names if is_module(f"{module}.{alias.name}")
            )


def is_module(name: str) -> bool:
    """Whether a name is a module of ours, or one of the impure ones (`from urllib import request`)."""
    place = ROOT.joinpath(*name.split("."))
    return name in IMPURE or place.is_dir() or place.with_suffix(".py").is_file()


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call))


def used(path: Path) -> set[str]:
    """The rooms of the root that a file imports from."""
    modules = (module for module in imports(path) if within(module, ("syndicate",)))
    names = (module.split(".") for module in modules if module != "syndicate")
    return {parts[1] for parts in names} | ({"__init__"} if "syndicate" in bare(path) else set())


def bare(path: Path) -> set[str]:
    """`syndicate` itself, where a file imports it, or from it what is no module."""
    tree = ast.parse(path.read_bytes())
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {
        "syndicate"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "syndicate"
        for alias in node.names
        if not is_module(f"syndicate.{alias.name}")
    }


@each(FILES)
def test_a_room_knows_only_what_the_house_lets_it(path):
    room = part_of(path)
    assert used(path) <= ROOMS[room] | {room}


@each(path for path in FILES if part_of(path) in FLOORS)
def test_a_part_of_a_room_uses_only_what_stands_below_it(path):
    floors = FLOORS[part_of(path)]
    here = path.relative_to(ROOT / "syndicate").with_suffix("").parts[1]
    below = floors[floors.index(here) :] if here != "__init__" else floors[:2]
    parts = {
        module.split(".")[2]
        for module in imports(path)
        if within(module, (f"syndicate.{part_of(path)}",)) and module.count(".") > 1
    }
    assert parts <= {*below}


def test_the_root_holds_the_rooms_and_nothing_else():
    here = {path.name.removesuffix(".py") for path in (ROOT / "syndicate").iterdir()}
    assert here - {"__pycache__", "py.typed"} == set(ROOMS)


@each(path for path in FILES if is_pure(path))
def test_a_pure_stage_touches_neither_network_nor_processes(path):
    assert [module for module in imports(path) if within(module, IMPURE)] == []


@each(path for path in FILES if is_pure(path) and path.name != "__main__.py")
def test_a_pure_stage_touches_no_file(path):
    tree = ast.parse(path.read_bytes())
    taken = [
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if node.module in ("os", "shutil", "tempfile", "pathlib") and not alias.name.startswith("Pure")
    ]
    taken += [name for name in imports(path) if name in ("os", "shutil", "tempfile")]
    assert taken + [call.lineno for call in calls(path) if getattr(call.func, "id", "") == "open"] == []


@each(path for path in FILES if part_of(path) != "fetcher" and path.name not in ("github.py", "webhook.py"))
def test_only_the_fetcher_and_the_clients_of_github_and_a_webhook_speak_http(path):
    assert [module for module in imports(path) if within(module, ONLY_IN_FETCHER)] == []


PRINTS = {"cli/output/printing.py"}
"""Where text becomes lines for a person, with what an origin may have put into them, and data for a program."""
STAGES_ALONE = {"converter/__main__.py", "fetcher/__main__.py", "parser/__main__.py", "__main__.py"}
"""Programs of their own: their output is data, and what they say is `printable`."""
CONSOLES = {"cli/output/tables.py", "cli/progress.py"}
"""Where rich prints: texts that `_plain` alone makes, and numbers."""


def written(path: Path) -> set[str]:
    """What a file calls that writes to the terminal."""
    streams = {"sys.stdout", "sys.stderr", "sys.stdout.buffer", "sys.stderr.buffer"}
    names = {ast.unparse(call.func) for call in calls(path)}
    return {
        name
        for name in names
        if name
        in {"print", "click.echo", "click.secho", "click.echo_via_pager", "Console", "pprint", "input"}
        or (name.rpartition(".")[0] in streams and name.endswith(("write", "writelines")))
    }


@each(path for path in FILES if str(path.relative_to(ROOT / "syndicate").as_posix()) not in PRINTS)
def test_text_becomes_lines_for_a_person_in_one_place(path):
    name = path.relative_to(ROOT / "syndicate").as_posix()
    allowed = {"Console"} if name in CONSOLES else set()
    if name in STAGES_ALONE:
        allowed = {
            f"sys.{where}"
            for where in ("stdout.write", "stderr.write", "stderr.writelines", "stdout.buffer.write")
        }
    assert written(path) <= allowed


def test_a_text_in_a_table_is_made_plain():
    path = ROOT / "syndicate" / "cli" / "output" / "tables.py"
    [plain] = [
        node
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef) and node.name == "_plain"
    ]
    made = [call for call in calls(path) if ast.unparse(call.func) == "Text"]
    assert [
        ast.unparse(call)
        for call in made
        if not plain.lineno <= call.lineno <= (plain.end_lineno or 0)
        and any(
            isinstance(node, ast.Name) and node.id not in ("longest", "has_titles", "Text")
            for node in ast.walk(call.args[0])
        )
    ] == []


def test_the_rule_sees_each_way_to_print(tmp_path):
    ways = [
        "print(1)",
        "click.echo(1)",
        "sys.stdout.write('x')",
        "sys.stderr.writelines(x)",
        "Console(stderr=True)",
    ]
    file = tmp_path / "some.py"
    file.write_text("\n".join(ways))
    assert len(written(file)) == len(ways)


@each(FILES)
def test_no_program_is_run_by_a_shell(path):
    assert [call.lineno for call in calls(path) for word in call.keywords if word.arg == "shell"] == []


@each(FILES)
def test_a_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_bytes())), "the module needs a docstring"


def test_the_rules_see_every_form_of_import(tmp_path, monkeypatch):
    source = "import requests.adapters\nfrom urllib import request\nfrom . import clean\nfrom ..converter import links\nfrom syndicate import planner\n"
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    for name in ("parser/clean.py", "parser/some.py", "converter/links.py", "planner.py"):
        file = tmp_path / "syndicate" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source if file.name == "some.py" else "")
    found = set(imports(tmp_path / "syndicate" / "parser" / "some.py"))
    assert found >= {
        "requests.adapters",
        "urllib.request",
        "syndicate.parser.clean",
        "syndicate.converter.links",
        "syndicate.planner",
    }


def test_every_dependency_is_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [
        name for name in (re.split(r"[^\w.-]", each)[0] for each in wanted) if f"**{name}**" not in text
    ] == []
    rows = {
        line.split("**")[1]: line.strip("|").split("|")
        for line in text.splitlines()
        if line.startswith("| **")
    }
    for name in (re.split(r"[^\w.-]", each)[0] for each in project["dependencies"]):
        assert len([cell for cell in rows[name] if cell.strip()]) == 4, f"{name}: why, licence, last release"
