"""What is said of a config that cannot be used: the place, what is wrong there, and what to do."""

import pytest

from syndicate import config as configs
from syndicate.config.flavors import DIALECTS
from syndicate.converter import dialects
from syndicate.errors import ConfigError

CONFIG = """[source]
name = "blog"
title = "The Blog"
feed = "https://blog.example/feed.xml"
[post]
flavor = "jekyll"
"""


def test_the_names_of_dialects_that_a_config_knows_are_those_of_the_converter():
    assert set(DIALECTS) == set(dialects.DIALECTS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"The Blog"', "“The Blog”"), 'line 3, column 9); “ is no quote of TOML, write " before and after'),
        (('"The Blog"', "＂The Blog＂"), "＂ is no quote of TOML"),
        (('"The Blog"', "The Blog"), "line 3, column 9); a text stands in quotes"),
        (("[post]", 'articles = "^https://blog\\.example/"\n[post]'), "; in single quotes a backslash"),
        (("[post]", "[post]\n[post]"), "; put all keys of a table under its one heading"),
        (('"jekyll"', '"jekyll"\npath = {slug}'), "; a template stands in quotes, too"),
        (("[post]", "recheck = 1.5\n[post]"), "source.recheck: expected a whole number, got a number"),
        (("[post]", 'recheck = "5"\n[post]'), "source.recheck: expected a whole number, got a text in quotes"),
        (('"The Blog"', "5"), "source.title: expected a text in quotes, got a whole number"),
        (('"jekyll"', '"jekyll"\ndialect = "kramdwon"'), 'post.dialect: unknown value \'kramdwon\'; did you mean "kramdown"'),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_what_to_do(tmp_path, change, said):
    path = tmp_path / "blog.toml"
    path.write_text(CONFIG.replace(*change), encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        configs.load(path)
    assert said in str(error.value)


def test_a_config_in_another_encoding_is_named_as_that(tmp_path):
    path = tmp_path / "blog.toml"
    path.write_text(CONFIG, encoding="utf-16")
    with pytest.raises(ConfigError, match="this is not UTF-8; save it in that encoding"):
        configs.load(path)
