"""Each rule of removal takes what it is for, says so, and leaves what only looks like it."""

from __future__ import annotations

import pytest

import syndicate
from syndicate.models import Removed, removed_by_rule
from syndicate.parser.page.clean import clean_body
from syndicate.parser.page.removals import RULES

BASE = "https://blog.example/2024/a-post/"
NOTE = '<p>A<sup><a href="#n1" id="r1">1</a></sup></p><ol><li id="n1">Note <a href="#r1">{}</a></li></ol>'
TAKEN = {
    "hidden": ('<p>a <span style="display:none">b c</span></p>', "b c"),
    "control": ("<p>a</p><button>Share</button>", "Share"),
    "tracking pixel": ('<p>a <img src="https://t.example/x" width="1" height="1"></p>', ""),
    "fallback": ("<p>a</p><noscript>Please enable scripts</noscript>", "Please enable scripts"),
    "platform's addition": ('<p>a</p><div class="sharedaddy">Share this</div>', "Share this"),
    "source.select.remove": ('<p>a</p><p class="ad">Buy</p>', "Buy"),
    "permalink": ('<h2 id="a">A <a class="anchor-link" href="#a">¶</a></h2>', "¶"),
    "link back from a note": (NOTE.format("↩"), "↩"),
    "line number or button of code": (
        '<pre><code><span class="lineno">1 </span>let a</code></pre>',
        "1",
    ),
    "link to nowhere": ('<p><a href="javascript:void(0)">words</a></p>', "words"),
}
LEFT = {
    "hidden": '<p>a <span style="background:url(x;display:none)">b c</span></p>',
    "control": '<p>a <a class="button" href="/x">Share</a></p>',
    "tracking pixel": '<p>a <img src="https://t.example/x" width="10" height="1"></p>',
    "platform's addition": '<p>a</p><div class="sharedaddy-not">Share this</div>',
    "source.select.remove": '<p>a</p><p class="add">Buy</p>',
    "permalink": '<h2 id="a">A <a href="/other">link</a></h2>',
    "link back from a note": NOTE.format("further"),
    "line number or button of code": '<pre><code>a = <span class="token number">1</span> + <span class="hljs-number">2</span></code></pre>',
    "link to nowhere": '<p><a href="/x">words</a></p>',
}


def removed(html: str) -> dict[str, Removed]:
    body = clean_body(html, base=BASE, remove=(".ad",))
    return {each.rule: each for each in removed_by_rule(body.removed)}


@pytest.mark.parametrize("rule", TAKEN)
def test_a_rule_takes_what_it_is_for_and_says_so(rule: str) -> None:
    html, text = TAKEN[rule]
    taken = removed(html)
    assert list(taken) == [rule]
    assert taken[rule].text == text
    assert any(taken[rule].counts)


@pytest.mark.parametrize("rule", LEFT)
def test_a_rule_leaves_what_only_looks_like_it(rule: str) -> None:
    assert rule not in removed(LEFT[rule])
    assert syndicate.conversion(LEFT[rule], base=BASE, dialect="gfm").losses == ()


@pytest.mark.parametrize(
    "html",
    [
        '<p>a <math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math></p>',
        '<p>a</p><iframe src="https://e.example/x"></iframe>',
        '<p>A<sup class="footnote-ref"><a href="#fn1">[1]</a></sup></p><ol class="footnotes-list"><li id="fn1">N</li></ol>',
    ],
)
def test_what_is_said_otherwise_is_neither_removed_nor_lost(html: str) -> None:
    done = syndicate.conversion(html, base=BASE, dialect="commonmark")
    assert (done.removed, done.losses) == ((), ())


def test_a_rule_says_why_or_what_stands_instead() -> None:
    assert [rule.name for rule in RULES if not (rule.why or rule.instead)] == []
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_removals_of_one_rule_are_counted_together_and_the_rule_that_took_most_comes_first() -> None:
    html = "<p>a <span hidden>b</span></p><button>c d e</button><p>f <span hidden>g</span></p>"
    assert [(each.rule, each.text, str(each.counts)) for each in removed(html).values()] == [
        ("control", "c d e", "3 words"),
        ("hidden", "b · g", "2 words"),
    ]
