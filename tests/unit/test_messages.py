"""Every message that tells a person what is wrong is seen by a test."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ERRORS = {
    "ConfigError",
    "FetchError",
    "ParseError",
    "SourceError",
    "TargetError",
    "BusyError",
    "RemoteError",
    "TransientError",
    "_TransientError",
    "UsageError",
    "BadParameter",
}


def constant(node: ast.expr) -> str:
    """The longest part of a message that is always the same."""
    parts = [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return max(parts, key=len, default="")


def messages() -> dict[str, str]:
    """The constant part of each message, and where it stands."""
    found = {}
    for path in sorted((ROOT / "syndicate").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_bytes())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
                continue
            named = {
                target.id: node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and name_of(node.func) in ERRORS and node.args:
                    said = node.args[0]
                    said = named.get(said.id, said) if isinstance(said, ast.Name) else said
                    if text := constant(said).strip(" ;,:("):
                        found[text] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def name_of(function: ast.expr) -> str:
    return (
        function.attr
        if isinstance(function, ast.Attribute)
        else function.id
        if isinstance(function, ast.Name)
        else ""
    )


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def is_seen(message: str, tests: str) -> bool:
    """Whether some four words of it, one after the other, stand in the tests."""
    said = words(message)
    size = min(4, len(said))
    return any(" ".join(said[at : at + size]) in tests for at in range(len(said) - size + 1))


def test_every_message_is_seen_by_a_test():
    folders = (ROOT / "tests", ROOT / "fixtures" / "hostile")
    tests = "\n".join(
        " ".join(words(path.read_text(encoding="utf-8", errors="replace")))
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
        if path != Path(__file__)
    )
    unseen = {text: where for text, where in messages().items() if not is_seen(text, tests)}
    assert unseen == {}
