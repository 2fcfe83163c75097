"""The stage alone: `python -m syndicate.parser ADDRESS < page.html` writes the article as JSON, `--body` its body."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from syndicate.config import Select
from syndicate.errors import ParseError
from syndicate.models import Entry, Page
from syndicate.parser.page.article import article_from_page


def main() -> int:
    """Parse a page without any config."""
    parser = argparse.ArgumentParser(prog="python -m syndicate.parser", description="a page -> an article")
    parser.add_argument("address", help="where the page is from; what its links are relative to")
    parser.add_argument("--select", default="", metavar="CSS", help="where the article's body is")
    parser.add_argument("--body", action="store_true", help="write only the body, in HTML")
    arguments = parser.parse_args()
    page = Page(arguments.address, arguments.address, sys.stdin.buffer.read(), "text/html")
    try:
        article = article_from_page(page, Entry(arguments.address), Select(body=arguments.select or []))
    except ParseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    article_json = json.dumps(asdict(article), ensure_ascii=False, indent=2, default=str)
    sys.stdout.write(f"{article.body if arguments.body else article_json}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
