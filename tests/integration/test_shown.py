"""What Syndicate reads of an original is what a real browser shows of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from selectolax.lexbor import LexborHTMLParser

from syndicate.parser.page.hiding import HIDDEN_CLASSES, SCREEN_READER_CLASSES
from syndicate.parser.page.sheets import apply_sheets
from syndicate.parser.page.shown import ShownPage
from tests.pages import Pages

pytestmark = pytest.mark.xdist_group("browser")

ROOT = Path(__file__).parents[2]
PAGES = 1500 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 80
INNER_TEXTS = """async ([bodies, style]) => {
  const read = body => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-same-origin";  // without scripts
    [frame.width, frame.height] = [1280, 800];
    frame.onload = () => { done(frame.contentDocument.body.innerText); frame.remove(); };
    frame.srcdoc = `<!doctype html><html><head><style>${style}</style></head><body>${body}</body></html>`;
    document.body.append(frame);
  });
  const texts = [];
  for (let n = 0; n < bodies.length; n += 40) texts.push(...await Promise.all(bodies.slice(n, n + 40).map(read)));
  return texts;
}"""


def inner_texts(bodies: list[str]) -> list[str]:
    """The `innerText` of each body in a browser without a network."""
    found = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    if found is None:
        pytest.skip("neither chromium nor google-chrome is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_context(offline=True).new_page()
        style = f"{HIDDEN_CLASSES}, {SCREEN_READER_CLASSES} {{ display: none !important }}"
        texts = page.evaluate(INNER_TEXTS, [bodies, style])
        browser.close()
    return texts


def words(body: str) -> list[str]:
    root = LexborHTMLParser(f"<!doctype html><html><body>{body}</body></html>").body
    assert root is not None
    apply_sheets(root)
    return ShownPage(root, as_text=True).read().text.split()


def differing(bodies: list[str]) -> list[str]:
    return [
        body for body, text in zip(bodies, inner_texts(bodies), strict=True) if words(body) != text.split()
    ]


def test_the_words_of_every_case_are_those_that_a_browser_shows() -> None:
    cases = [
        *sorted((ROOT / "fixtures" / "articles").glob("*/input.html")),
        *sorted((ROOT / ".." / "shared" / "cases" / "conversion").glob("*.html")),
    ]
    bodies = [case.read_text(encoding="utf-8") for case in cases]
    # A browser's innerText has nothing of a shadow root, though its page shows it: such a body is read as it is shown.
    assert differing([body for body in bodies if "shadowrootmode" not in body]) == []


def test_the_words_of_generated_pages_of_all_elements_are_those_that_a_browser_shows() -> None:
    assert differing([Pages(seed).body() for seed in range(PAGES)]) == []
