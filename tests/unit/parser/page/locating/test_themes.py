"""On a page of any theme the article is found without a selector: all of it, nothing else, and what is said of it."""

import pytest

from tests.themes import agreement, facts, themes

THEMES = themes()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_article_of_a_theme_is_found_without_a_selector(theme):
    article = theme.article()
    found = facts(article)
    expected = {key: value for key, value in theme.expected.items() if key in found}
    assert {key: found[key] for key in expected} == expected
    assert agreement(theme.body, article.body) == 1


def test_each_post_is_shown_by_some_theme():
    assert {theme.expected["post"] for theme in THEMES} == {
        "a-history",
        "a-link",
        "a-quote",
        "chinese",
        "code-post",
        "deutsch",
        "how-to-boil",
        "lists-and-tables",
        "pictures-around",
        "round-up",
    }
