"""What every case of fixtures/articles and fixtures/hostile/articles becomes in every dialect.

python -m tests.dialects     writes fixtures/dialects anew; read the diff before you commit it
"""

from pathlib import Path

from syndicate.converter.dialects import DIALECTS
from syndicate.converter.proof.proof import Converter
from syndicate.parser.page.cleaning.clean import clean

FIXTURES = Path(__file__).parents[1] / "fixtures"
BASE = "https://blog.example/2024/a-post/"


def converted(dialect: str) -> str:
    """Each case under its name, with what of it could not be carried over."""
    converter = Converter(dialect)
    parts = []
    cases = [*FIXTURES.glob("articles/*/input.html"), *FIXTURES.glob("hostile/articles/*.html")]
    for path in sorted(cases):
        body = path.read_text(encoding="utf-8").rpartition("\n-->\n")[2]
        text, losses = converter.convert(clean(body, base=BASE))
        name = path.parent.name if path.stem == "input" else path.stem
        lost = "".join(f"\n\nlossy: {loss.block}: {loss.lost}" for loss in losses)
        parts.append(f"===== {name}\n\n{text}{lost}\n\n")
    return "".join(parts)


if __name__ == "__main__":
    for dialect in DIALECTS:
        (FIXTURES / "dialects" / f"{dialect}.txt").write_text(converted(dialect), encoding="utf-8")
