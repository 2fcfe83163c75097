"""Posts whose front matter a person has in TOML or JSON merge as those in YAML do."""

import json
import tomllib

import pytest
import tomli_w
import yaml
from hypothesis import given
from hypothesis import strategies as st

from syndicate.merging import front_matter_of, merge, reads_same, with_key

BASE = {"title": "Kilns", "date": "2024-05-01", "tags": ["clay", "fire"], "draft": False}


def as_yaml(values, body="Text.\n"):
    return f"---\n{yaml.safe_dump(values, sort_keys=False)}---\n\n{body}"


def as_toml(values, body="Text.\n"):
    return f"+++\n{tomli_w.dumps(values)}+++\n\n{body}"


def as_json(values, body="Text.\n"):
    return f"{json.dumps(values, indent=2)}\n\n{body}"


def as_eleventy_json(values, body="Text.\n"):
    return f"---json\n{json.dumps(values, indent=2)}\n---\n\n{body}"


def as_eleventy_toml(values, body="Text.\n"):
    return f"---toml\n{tomli_w.dumps(values)}---\n\n{body}"


WRITERS = (as_toml, as_json, as_eleventy_json, as_eleventy_toml)
in_each = pytest.mark.parametrize("write", WRITERS)


@in_each
def test_what_changed_at_the_origin_comes_in_the_language_of_the_post(write):
    theirs = {**BASE, "title": 'The "new" kilns', "series": "Clay"}
    result = merge(as_yaml(BASE), write(BASE), as_yaml(theirs, "Other text.\n"))
    assert not result.clashes
    assert result.text == write({**BASE, "title": 'The "new" kilns', "series": "Clay"}, "Other text.\n")
    assert result.base == as_yaml(theirs, "Other text.\n")


@in_each
def test_what_a_person_changed_stays_and_a_key_that_the_origin_dropped_goes(write):
    ours = {
        "title": "My kilns",
        "date": "2024-05-01",
        "tags": ["clay", "fire", "mine"],
        "draft": False,
        "own": 1,
    }
    theirs = {"title": "Kilns", "date": "2024-05-02", "tags": ["air", "clay"]}
    result = merge(as_yaml(BASE), write(ours), as_yaml(theirs))
    assert not result.clashes
    assert front_matter_of(result.text) == {
        "title": "My kilns",
        "date": "2024-05-02",
        "tags": ["air", "clay", "mine"],
        "own": 1,
    }


@in_each
def test_what_both_changed_is_one_clash_of_that_key_and_the_base_keeps_yaml(write):
    result = merge(
        as_yaml(BASE),
        write({**BASE, "title": "Mine"}),
        as_yaml({**BASE, "title": "Theirs", "date": "2024-06-01"}),
        choose=lambda _: "",
    )
    [clash] = result.clashes
    assert (clash.where, "Mine" in clash.ours, "Theirs" in clash.theirs) == ("title", True, True)
    assert front_matter_of(result.text) == {**BASE, "title": "Mine", "date": "2024-06-01"}
    assert result.base == as_yaml({**BASE, "date": "2024-06-01"})


@in_each
def test_a_post_that_was_only_translated_reads_the_same(write):
    assert reads_same(as_yaml(BASE), write(BASE))
    assert not reads_same(as_yaml(BASE), write({**BASE, "draft": True}))


@in_each
def test_a_key_is_set_in_the_language_of_the_post(write):
    assert front_matter_of(with_key(write(BASE), "draft", "true")) == {**BASE, "draft": True}
    assert front_matter_of(with_key(write(BASE), "gone", "2024-01-01"))["gone"] is not None


def test_comments_tables_and_line_endings_of_toml_stay():
    ours = '+++\n# mine\ntitle = "Kilns" # short\ndate = 2024-05-01\n\n[params]\nwidth = 3\n+++\nText.\n'.replace(
        "\n", "\r\n"
    )
    base = {"title": "Kilns", "date": "2024-05-01"}
    result = merge(
        as_yaml(base, "Text.\n"), ours, as_yaml({**base, "date": "2024-05-02", "tags": ["a"]}, "Text.\n")
    )
    assert result.text == ours.replace("date = 2024-05-01\r\n", 'date = "2024-05-02"\r\ntags = ["a"]\r\n')
    assert "\r\ndraft = true\r\n\r\n[params]" in with_key(ours, "draft", "true").replace(
        "date = 2024-05-01\r\n", ""
    )


def test_an_array_on_one_line_stays_on_one_line():
    toml, jsons = '+++\ntags = ["a", "b"]\n+++\n', '{\n\t"tags": ["a", "b"]\n}\n'
    base, theirs = "---\ntags: [a, b]\n---\n", "---\ntags: [a, c]\n---\n"
    assert merge(base, toml, theirs).text == '+++\ntags = ["a", "c"]\n+++\n'
    assert merge(base, jsons, theirs).text == '{\n\t"tags": ["a", "c"]\n}\n'


@pytest.mark.parametrize(
    "ours",
    [
        "+++\ntitle = \n+++\nText.\n",  # broken
        '+++\na.b = 1\na.c = 2\ntitle = "Kilns"\n+++\nText.\n',  # one key in two places
        '{ "title": "Kilns",\n  "x": 1 }\nText.\n',
        '{\n"title": "Kilns", "x": 1\n}\nText.\n',
    ],
)
def test_what_is_not_one_key_after_another_is_a_clash_and_stays(ours):
    base, theirs = as_yaml({"title": "Kilns"}), as_yaml({"title": "Kilns 2", "series": "x"})
    result = merge(base, ours, theirs, choose=lambda _: "")
    assert result.clashes
    assert result.text == ours


def test_a_new_key_of_the_origin_that_is_a_table_here_is_a_clash_of_that_alone():
    ours = '+++\ntitle = "Kilns"\n[series]\nname = "x"\n+++\nText.\n'
    base, theirs = as_yaml({"title": "Kilns"}), as_yaml({"title": "Kilns 2", "series": "x"})
    result = merge(base, ours, theirs, choose=lambda _: "")
    assert [clash.where for clash in result.clashes] == ["series"]
    assert result.text == ours.replace('"Kilns"', '"Kilns 2"')


TABLES = """+++
title = "Kilns" # mine
date = 2024-05-01

[taxonomies]
tags = ["clay", "fire"]
categories = ["a"]

# what the theme needs
[extra]
lead = "A text with
[no.heading] in it"
[extra.more]
x = 1

[[extra.list]]
y = 2
+++

Text.
""".replace('"A text with', '"""A text with').replace('in it"', 'in it"""')


def test_each_table_of_toml_is_a_key_whose_lists_merge_and_new_keys_come_above_it():
    base = TABLES.replace(" # mine", "").replace('categories = ["a"]\n', "")
    theirs = base.replace('["clay", "fire"]', '["clay", "air"]').replace(
        "date = 2024-05-01\n", 'date = 2024-05-02\ndescription = "New"\n'
    )
    result = merge(base, TABLES, theirs)
    assert not result.clashes
    assert result.text == TABLES.replace('["clay", "fire"]', '["clay", "air"]').replace(
        "date = 2024-05-01\n", 'date = 2024-05-02\ndescription = "New"\n'
    )


def test_a_table_that_both_changed_is_a_clash_and_the_base_keeps_it():
    base = '+++\ntitle = "Kilns"\n\n[extra]\nlead = "a"\n+++\n\nText.\n'
    theirs = base.replace('"a"', '"c"').replace("Kilns", "Kilns 2")
    result = merge(base, base.replace('"a"', '"b"'), theirs, choose=lambda _: "")
    assert [clash.where for clash in result.clashes] == ["extra"]
    assert result.text == base.replace('"a"', '"b"').replace("Kilns", "Kilns 2")
    assert result.base == base.replace("Kilns", "Kilns 2")


def test_a_new_table_of_the_origin_comes_below_the_tables_that_are_there():
    base = '+++\ntitle = "Kilns"\n+++\n\nText.\n'
    ours = '+++\ntitle = "Kilns"\n\n[extra]\nown = true\n+++\n\nText.\n'
    theirs = '+++\ntitle = "Kilns"\nlead = "x"\n\n[taxonomies]\ntags = ["a"]\n+++\n\nText.\n'
    assert tomllib.loads(merge(base, ours, theirs).text.split("+++")[1]) == {
        "title": "Kilns",
        "lead": "x",
        "extra": {"own": True},
        "taxonomies": {"tags": ["a"]},
    }


EVERY = (as_yaml, *WRITERS)


@pytest.mark.parametrize("written", EVERY)
@pytest.mark.parametrize("write", EVERY)
def test_a_post_written_in_any_language_merges_into_a_persons_own(written, write):
    base, ours = {**BASE, "lead": "x"}, {**BASE, "lead": "x", "own": 1, "tags": ["clay", "fire", "mine"]}
    theirs = {**base, "title": 'The "new" kilns', "tags": ["air", "clay"], "series": "Clay"}
    result = merge(written(base), write(ours), written(theirs, "Other text.\n"))
    assert not result.clashes
    assert front_matter_of(result.text) == {**theirs, "tags": ["air", "clay", "mine"], "own": 1}
    assert result.base == written(theirs, "Other text.\n")
    clash = merge(
        written(base), write({**ours, "lead": "y"}), written({**theirs, "lead": "z"}), choose=lambda _: ""
    )
    assert [each.where for each in clash.clashes] == ["lead"]
    assert front_matter_of(clash.base) == {**theirs, "lead": "x"}


@pytest.mark.parametrize("before", EVERY)
@pytest.mark.parametrize("now", EVERY)
def test_a_site_that_changes_its_language_keeps_what_a_person_changed(before, now):
    result = merge(before(BASE), before({**BASE, "title": "Mine"}), now({**BASE, "date": "2024-06-01"}))
    assert not result.clashes
    assert front_matter_of(result.text) == {**BASE, "title": "Mine", "date": "2024-06-01"}


texts = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\ufffe\uffff\u2028\u2029"),
    max_size=12,
)
values = (
    texts
    | st.booleans()
    | st.integers(-9, 9999)
    | st.lists(texts.filter(bool), min_size=1, max_size=3, unique=True)
)
fronts = st.dictionaries(
    st.sampled_from(["title", "date", "tags", "lead", "x-y", "über"]), values, min_size=1
)


@given(base=fronts, theirs=fronts, own=texts, write=st.sampled_from(WRITERS))
def test_a_translated_post_becomes_what_the_origin_has_and_keeps_what_is_its_own(base, theirs, own, write):
    ours = write({**base, "own": own})
    result = merge(as_yaml(base), ours, as_yaml(theirs))
    assert not result.clashes
    assert front_matter_of(result.text) == {**theirs, "own": own}
    parse = {as_toml: toml_of, as_eleventy_toml: toml_of}.get(write, front_matter_of)
    assert parse(result.text) == {**theirs, "own": own}
    assert merge(as_yaml(base), ours, as_yaml(base)).text == ours


def toml_of(text):
    return tomllib.loads(
        "\n".join(text.split("\n---\n" if text.startswith("---") else "\n+++\n")[0].split("\n")[1:])
    )
