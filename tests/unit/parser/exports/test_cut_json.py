"""JSON that is cut off: the rows that stand whole before that."""

import pytest

from syndicate.errors import ParseError
from syndicate.parser.exports.cut_json import load

WHOLE = '{"db": [{"data": {"a": [{"x": "}]\\""}, {"y": [1, {"z": 2}]}], "b": [{"w": 3}]}}]}'


def test_whole_json_is_as_it_is():
    assert load(WHOLE, "f") == (
        {"db": [{"data": {"a": [{"x": '}]"'}, {"y": [1, {"z": 2}]}], "b": [{"w": 3}]}}]},
        "",
    )


@pytest.mark.parametrize(
    ("end", "rows"),
    [
        ('"b": [{"w": 3', {"a": [{"x": '}]"'}, {"y": [1, {"z": 2}]}]}),
        ('{"y": [1, {"z": 2}', {"a": [{"x": '}]"'}]}),  # the rest of this row may say that it is not public
        ('{"y": [1, {"z"', {"a": [{"x": '}]"'}]}),
        ('{"x": "}]\\""}', {"a": [{"x": '}]"'}]}),
    ],
)
def test_of_json_that_is_cut_off_the_whole_rows_are_read(end, rows):
    document, why = load(WHOLE[: WHOLE.index(end) + len(end)], "f", lists=2)
    assert document == {"db": [{"data": rows}]}
    assert why.startswith("this JSON is broken or cut off (")


def test_what_stands_after_the_end_is_named_and_not_read():
    document, why = load('{"a": [1]} <!-- served by a cache -->', "f")
    assert document == {"a": [1]}
    assert "Extra data" in why


@pytest.mark.parametrize("text", ["", "nothing", '{"a": [{"x": "', "{", '["\\'])
def test_json_without_a_whole_row_is_refused(text):
    with pytest.raises(ParseError, match=r"this JSON is broken or cut off .*; download the export once more"):
        load(text, "f")


def test_json_that_is_nested_without_end_is_refused():
    with pytest.raises(ParseError, match="this JSON is nested too deeply"):
        load('{"a": ' * 100_000 + "1" + "}" * 100_000, "f")
