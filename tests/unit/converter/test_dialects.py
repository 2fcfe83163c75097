"""Every case in every dialect, as it was read and found right: what changes unseen shows here."""

import pytest

from syndicate.converter.dialects import DIALECTS
from tests.dialects import FIXTURES, converted


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_case_comes_out_in_every_dialect_as_it_was_reviewed(dialect):
    expected = (FIXTURES / "dialects" / f"{dialect}.txt").read_text(encoding="utf-8")
    assert converted(dialect) == expected
