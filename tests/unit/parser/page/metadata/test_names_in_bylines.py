"""Who wrote an article, from a line that a reader sees."""

import pytest

from syndicate.parser.page.metadata.names import names_of


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Written by Jane Doe, John Roe, and Ann Poe", ("Jane Doe", "John Roe", "Ann Poe")),
        ("Von Anna Krug und Ole Weg", ("Anna Krug", "Ole Weg")),
        ("par Léa de la Roc et Luc Fer", ("Léa de la Roc", "Luc Fer")),
        ("Jane Doe & J. R. O'Neil-Roe", ("Jane Doe", "J. R. O'Neil-Roe")),
        ("Posted by Jane Doe on March", ("Jane Doe",)),
        ("Jane and John Doe", ("Jane and John Doe",)),
        ("Procter & Gamble", ("Procter & Gamble",)),
        ("The Society of Kettles and their Friends", ()),
        ("Jane Doe, Staff Writer", ("Jane Doe, Staff Writer",)),
        ("王小明", ("王小明",)),
        ("lefigaro.fr", ()),
        ("www.bees.example", ()),
        ("More from this author", ()),
        ("will.i.am", ("will.i.am",)),
        ("J.K. Rowling", ("J.K. Rowling",)),
    ],
)
def test_names_are_parted_where_each_is_a_full_one(line: str, names: tuple[str, ...]) -> None:
    assert names_of([line]) == names
