"""How well the article is found on pages of themes, and on others where they are there: `make bench-extraction`."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from syndicate.errors import ParseError
from tests.themes import agreement, facts, themes

ROOT = Path(__file__).parents[2]
OTHERS = ROOT / ".." / "shared" / "extraction" / "measure.py"


def main() -> None:
    """Print a line for each theme: how much of the words agree, which facts are wrong, and how long it took."""
    print("| theme | F1 | wrong | ms |\n| --- | --- | --- | --- |")
    for theme in themes():
        began = time.process_time()
        try:
            article = theme.article()
        except ParseError as error:
            print(f"| {theme.name} | 0 | {error.message} | |")
            continue
        took, found = 1000 * (time.process_time() - began), facts(article)
        wrong = ", ".join(key for key, value in found.items() if theme.expected.get(key, value) != value)
        print(f"| {theme.name} | {agreement(theme.body, article.body):.3f} | {wrong} | {took:.0f} |")
    if OTHERS.exists():
        sys.stdout.flush()
        subprocess.run([sys.executable, OTHERS], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
