"""Each rule of removal takes what it is for, and leaves what only looks like it."""

import re
from pathlib import Path

import pytest

from syndicate.parser.page.cleaning.clean import clean_body
from syndicate.parser.page.hiding import FRAMEWORKS
from syndicate.parser.page.platforms import PLATFORMS, REMOVED
from syndicate.parser.page.removals import RULES
from tests.unit.parser.page.locating.test_leftovers import TEXT, read, words

CASES = Path(__file__).parents[4] / "fixtures" / "removals"
BASE = "https://blog.example/2024/a-post/"
OF_PAGES = frozenset(
    {"title", "list of links", "advertising", "comments", "other articles", "sharing", "newsletter", "navigation",
     "table of contents", "author", "date and tags", "notice", "ignored by readers", "voting", "header", "footer", "aside",
     "form"}
)  # fmt: skip
"""The rules for what a page has around its article: their cases stand in a page, after its text and before more of it."""

ELSEWHERE = frozenset(
    {"feed's last line", "source.select.remove", "source.select.body", "lead", "lead picture"}
)
"""What only a feed, a config or a whole page has: test_article.py, test_clean.py and test_leads.py have what is taken and left."""

MORE = "<p>At last the roof is put on, of tin or of slate, so that the rain runs off it and the straw stays dry.</p>"
OF_BODIES = [rule for rule in RULES if not rule.instead and rule.name not in OF_PAGES | ELSEWHERE]
SELECTORS = (
    *(selectors for _, selectors in REMOVED),
    *(selector for framework in FRAMEWORKS for selector in (*framework.selectors, *framework.screen_readers)),
    *(selector for platform in PLATFORMS for selector in platform.beside),
)
NAMES = sorted({name for selector in SELECTORS for name in re.findall(r"\.([A-Za-z][\w-]+)", selector)})


def slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower())


def removed(html: str) -> list[str]:
    return [each.rule for each in clean_body(html, base=BASE).removed]


@pytest.mark.parametrize("rule", OF_BODIES, ids=lambda rule: rule.name)
def test_each_rule_takes_its_case_and_leaves_its_near_miss(rule):
    case = CASES / slug(rule.name)
    assert case.is_dir(), f"the rule {rule.name} needs a case and a near miss: {case}"
    taken = (case / "taken.html").read_text(encoding="utf-8").replace("{LONG}", "L1 10" * 50_000)
    assert rule.name in removed(taken)
    assert removed((case / "left.html").read_text(encoding="utf-8")) == []


def page(rule: str, case: str) -> str:
    body = (
        (CASES / slug(rule) / case)
        .read_text(encoding="utf-8")
        .replace("{TEXT}", TEXT)
        .replace("{MORE}", MORE)
    )
    return f"<main><article>{body}</article></main>"


@pytest.mark.parametrize("rule", sorted(OF_PAGES))
def test_each_rule_for_pages_takes_its_case_and_leaves_its_near_miss(rule):
    assert rule in [each.rule for each in read(page(rule, "taken.html")).removed]
    left = read(page(rule, "left.html"))
    assert left.removed == ()
    assert words(left.body) == words(page(rule, "left.html"))


def test_each_rule_has_a_case_and_each_case_a_rule():
    rules = {*OF_PAGES, *(rule.name for rule in OF_BODIES)}
    assert {case.name for case in CASES.iterdir()} == {slug(rule) for rule in rules}
    assert rules | ELSEWHERE == {rule.name for rule in RULES if not rule.instead}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("near", ["my-{}", "{}-story", "x{}x"])
def test_a_class_that_only_holds_the_name_of_one_that_is_removed_removes_nothing(name, near):
    body = clean_body(f'<p>Before.</p><p class="{near.format(name)}">Some words.</p>', base=BASE)
    assert "Some words." in body.html
    assert body.removed == ()
