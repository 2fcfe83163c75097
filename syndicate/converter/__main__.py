"""The stage alone: `python -m syndicate.converter [--dialect NAME] < body.html` writes Markdown.

What could not be carried over is named on standard error, and the exit status is 1 then.
"""

from __future__ import annotations

import argparse
import sys

from syndicate.converter.dialects import DIALECTS
from syndicate.converter.proof.proof import Converter
from syndicate.errors import printable


def main() -> int:
    """Convert a cleaned body, as the parser returns it."""
    parser = argparse.ArgumentParser(prog="python -m syndicate.converter", description="HTML -> Markdown")
    parser.add_argument("--dialect", choices=DIALECTS, default="commonmark")
    markdown, losses = Converter(parser.parse_args().dialect).convert(sys.stdin.read())
    sys.stdout.write(f"{markdown}\n")
    sys.stderr.writelines(printable(f"lossy: {loss.block}: {loss.lost}") + "\n" for loss in losses)
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
