"""What an article is known by, and which signs are enough together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.models import IndexRow
from syndicate.pipeline.identity import (
    RULES,
    RULES_OF_ONE_ID,
    Keys,
    Sign,
    Traits,
    are_alike,
    is_same,
    keys_of,
    needs_look,
    shared_part,
    signs,
)

HERE = "https://blog.example/a/"
KEYS = Keys({})
TEXT = "the kettle of the village hall was quiet for a year until somebody took it apart on a long table"


def row(address: str, *others: str, formerly: tuple[str, ...] = ()) -> IndexRow:
    from syndicate.addresses import identity

    return IndexRow(address, "a.md", "", formerly, tuple(map(identity, (address, *formerly, *others))))


def known(
    address: str = HERE, *others: str, guid: str = "", title: str = "A", day: str = "2026-03-04"
) -> Traits:
    return Traits((address, *others), (), guid, frozenset({title}), frozenset({day}), TEXT)


@pytest.mark.parametrize(
    ("newcomer", "expected"),
    [
        (Traits((HERE,)), True),
        (Traits(("http://blog.example/a",)), True),
        (Traits(("https://blog.example/b/",), guid="1"), False),
        (
            Traits(
                ("https://blog.example/b/",),
                guid="1",
                titles=frozenset({"A"}),
                days=frozenset({"2026-03-04"}),
            ),
            True,
        ),
        (Traits(("https://blog.example/b/",), guid="1", days=frozenset({"2026-03-04"}), text=TEXT), True),
        (Traits(("https://blog.example/b/",), (HERE,)), False),
        (Traits(("https://blog.example/b/",), (HERE,), titles=frozenset({"a!"})), True),
        (Traits(("https://blog.example/a/?sid=7",), text=TEXT, titles=frozenset({"A"})), True),
        (Traits(("https://blog.example/a/?id=7",), titles=frozenset({"A"})), False),
        (Traits(("https://blog.example/old/",)), False),
        (Traits(("https://blog.example/old/",), titles=frozenset({"A"})), True),
        (
            Traits(("https://blog.example/b/",), titles=frozenset({"A"}), days=frozenset({"2026-03-04"})),
            False,
        ),
    ],
)
def test_a_newcomer_is_the_known_article_only_where_enough_signs_agree(
    newcomer: Traits, expected: bool
) -> None:
    article = known(HERE, "https://blog.example/old/", guid="1")
    assert is_same(signs(newcomer, article, KEYS)) is expected


@given(st.sets(st.sampled_from(sorted(set(Sign) - {Sign.OWN}, key=lambda sign: sign.name)), max_size=1))
def test_no_sign_but_the_own_address_is_enough_alone(found: set[Sign]) -> None:
    assert not is_same(frozenset(found))


def test_an_id_alone_asks_for_no_look_and_with_another_sign_for_one() -> None:
    assert needs_look(frozenset({Sign.GUID})) is True, "a redirect would be the second sign"
    assert needs_look(frozenset({Sign.DAY, Sign.WORDS})) is True, "the address may lead there"
    assert needs_look(frozenset({Sign.DAY})) is False
    assert all(len(rule) > 1 or rule == {Sign.OWN} for rule in RULES + RULES_OF_ONE_ID)


def test_two_articles_that_the_feed_tells_apart_are_two_however_alike_they_are() -> None:
    alike = frozenset({Sign.TITLE, Sign.DAY, Sign.WORDS})
    assert is_same(alike)
    assert not is_same(alike | {Sign.OTHER_GUID})


def test_a_parameter_is_idle_where_two_articles_have_addresses_with_and_without_it() -> None:
    other = "https://blog.example/b/"
    keys = keys_of([row(HERE, f"{HERE}?ref=rss"), row(other, f"{other}?ref=rss")], [])
    assert keys.loose("https://blog.example/c/?ref=mail") == "blog.example/c"
    assert keys.loose("https://blog.example/c/?page=2&ref=x") == "blog.example/c?page=2"
    assert keys.loose("https://other.example/c/?ref=mail") == "other.example/c?ref=mail"


def test_a_parameter_that_one_careless_canonical_leaves_out_is_not_idle() -> None:
    rows = [row("https://blog.example/post", "https://blog.example/post?id=1")]
    assert keys_of(rows, []).loose("https://blog.example/post?id=9") == "blog.example/post?id=9"


def test_a_fragment_tells_articles_apart_only_on_a_page_that_has_several() -> None:
    page = "https://blog.example/releases/"
    keys = keys_of([row(f"{page}#v1")], [f"{page}#v2", f"{HERE}#rss"])
    assert keys.exact(f"{page}#v1") != keys.exact(f"{page}#v2")
    assert keys.exact(f"{HERE}#rss") == keys.exact(HERE)


def test_texts_are_alike_where_most_of_the_longer_one_stands_in_the_other() -> None:
    assert are_alike(TEXT, TEXT.upper() + "!", 0.9)
    assert not are_alike(TEXT, f"{TEXT} {' '.join(map(str, range(60)))}", 0.5)
    assert not are_alike("", "", 0.5)
    assert shared_part(" ".join(TEXT.split()[:8]), TEXT) == 1.0
    assert shared_part("", TEXT) == 0.0


def test_what_the_origin_lists_twice_is_joined_by_no_claim_of_its_pages() -> None:
    claimed = frozenset({Sign.CLAIM, Sign.TITLE})
    assert is_same(claimed)
    assert not is_same(claimed, are_listed=True)
    assert is_same(claimed | {Sign.TEXT}, are_listed=True)
    assert not is_same(frozenset({Sign.CLAIM, Sign.WORDS}))
