"""Which articles are wanted, in sentences."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from syndicate import config as configs
from syndicate.models import Article, Entry
from syndicate.pipeline.selection import is_wanted, may_be_wanted
from tests.blog import CONFIG

ARTICLE = Article(
    "https://blog.example/2022/07/20/allies/",
    "Allies in government",
    "<p>With thanks to <em>Ada</em> Lovelace\nand others.</p>",
    datetime(2022, 7, 20, 23, tzinfo=UTC),
    authors=("colin-murphy", "Ron Bronson"),
    tags=("Design", "agile"),
)


def rules(text: str) -> configs.Config:
    return configs.parse(f"{CONFIG}\n{text}\n[authors]\ncolin-murphy = 'Colin Murphy'")


@pytest.mark.parametrize(
    ("only", "wanted"),
    [
        ("", True),
        ('[source.only]\nauthors = ["colin-murphy"]', True),
        ('[source.only]\nauthors = ["Colin MURPHY"]', True),
        ('[source.only]\nauthors = ["somebody", "ron bronson"]', True),
        ('[source.only]\nauthors = ["Ron"]', False),
        ('[source.only]\ntags = ["design", "other"]', True),
        ('[source.only]\ntags = ["desig"]', False),
        ('[source.only]\ntitle = "^allies"', True),
        ('[source.only]\ntext = "thanks to .*Ada Lovelace"', True),
        ('[source.only]\ntext = "Ada Byron"', False),
        ("[source.only]\nsince = 2022-07-20\nuntil = 2022-07-20", True),
        ("[source.only]\nsince = 2022-07-21", False),
        ("[source.only]\nuntil = 2022-07-19", False),
        ('[source.only]\nexcept = ["/2022/07/20/"]', False),
        ('[source.only]\nexcept = ["^allies in"]', False),
        ('[source.only]\nauthors = ["Ron Bronson"]\ntags = ["finance"]', False),
        ('[[source.only]]\nauthors = ["nobody"]\n[[source.only]]\ntext = "lovelace"', True),
        ('[[source.only]]\nauthors = ["nobody"]\n[[source.only]]\ntext = "byron"', False),
    ],
)
def test_an_article_is_wanted_if_it_fits_one_rule_in_all_that_it_says(only, wanted):
    config = rules(only)
    assert is_wanted(ARTICLE, config.only, config.authors) is wanted


def test_what_a_list_rules_out_need_not_be_fetched_and_what_it_does_not_tell_must_be():
    only = rules('[source.only]\nauthors = ["x"]\nsince = 2022-01-01\nexcept = ["/drafts/", "^Weekly"]').only
    entry = Entry("https://blog.example/a/")
    assert may_be_wanted(entry, only)
    assert may_be_wanted(replace(entry, published=date(2022, 1, 1)), only)
    assert not may_be_wanted(replace(entry, published=date(2021, 12, 31)), only)
    assert not may_be_wanted(replace(entry, address="https://blog.example/drafts/a/"), only)
    assert not may_be_wanted(replace(entry, title="Weekly news"), only)
