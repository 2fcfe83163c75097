"""How many articles read the same once they were converted: `python -m tests.bench.fidelity`, after `make bench`.

Each converter is given the same bodies, cleaned, of ../shared/origin/18f (else of fixtures/articles), and what it
writes is rendered as GitHub does and compared with the body by what a reader gets.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import markdownify

from syndicate.config import Select
from syndicate.converter.proof.proof import Converter
from syndicate.models import Entry, Page
from syndicate.parser.page.article import article_from_page
from syndicate.parser.page.cleaning.clean import clean

ROOT = Path(__file__).parents[2]
ORIGIN = ROOT / ".." / "shared" / "origin" / "18f"
BASE = "https://blog.example/2024/a-post/"


def bodies() -> list[str]:
    if not ORIGIN.is_dir():
        cases = sorted((ROOT / "fixtures" / "articles").glob("*/input.html"))
        return [clean(path.read_text(encoding="utf-8"), base=BASE) for path in cases]
    select = Select(body="[itemprop=articleBody]", remove=".heading-permalink")
    found = []
    for entry in json.loads((ORIGIN / "manifest.json").read_text(encoding="utf-8")):
        page = Page(entry["url"], entry["url"], (ORIGIN / entry["file"]).read_bytes(), "text/html")
        found.append(article_from_page(page, Entry(entry["url"], entry["title"]), select).body)
    return found


def by_javascript(peer: str, texts: list[str]) -> list[str]:
    done = subprocess.run(
        ["node", "convert.js", peer],
        input=json.dumps(texts),
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def main() -> None:
    converter, texts = Converter("gfm"), bodies()
    said = {
        "Syndicate": [converter.convert(text)[0] for text in texts],
        "rehype-remark": by_javascript("rehype-remark", texts),
        "turndown": by_javascript("turndown", texts),
        "markdownify": [markdownify.markdownify(text, heading_style="ATX") for text in texts],
    }
    for name, posts in said.items():
        same = sum(
            converter.read_markdown(post) == converter.read_page(text)
            for post, text in zip(posts, texts, strict=True)
        )
        print(f"{name:14} {same:4} of {len(texts)} ({same / len(texts):.1%})")


if __name__ == "__main__":
    main()
