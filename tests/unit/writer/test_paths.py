import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.writer.paths import safe_path

PARTS = st.sampled_from(
    [
        "/",
        "..",
        ".",
        " ",
        "\\",
        "C:",
        "con",
        "NUL",
        "lpt1",
        ".md",
        "\n",
        "\x00",
        "é",
        "e\u0301",
        "x" * 250,
        "🎉" * 70,
    ]
)


@given(st.lists(PARTS | st.text(), max_size=8).map("".join))
def test_any_text_becomes_a_path_that_every_file_system_holds(text: str) -> None:
    path = safe_path(text)
    assert not path.is_absolute()
    assert path.parts
    for name in path.parts:
        assert name not in ("", ".", "..")
        assert len(name.encode()) <= 240
        assert not set(name) & set('<>:"\\|?*/')
        assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in name)
        assert not name.endswith((".", " "))
        assert name.partition(".")[0].rstrip(" ").lower() not in ("con", "prn", "aux", "nul", "com1", "lpt1")
    assert safe_path(str(path)) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("src/posts/2022/2022-07-20-a.md", "src/posts/2022/2022-07-20-a.md"),
        ("/etc/passwd", "etc/passwd"),
        ("src/../../a.md", "src/a.md"),
        ("posts/con.md", "posts/con_.md"),
        ("posts/console.md", "posts/console.md"),
        ("posts/Aux.tar.md", "posts/Aux_.tar.md"),
        ('posts/what? "x": y.md', "posts/what- -x- y.md"),
        ("posts/e\u0301.md", "posts/\u00e9.md"),
        ("../..", "post.md"),
    ],
)
def test_a_path_changes_only_where_it_must(text: str, path: str) -> None:
    assert str(safe_path(text)) == path


def test_long_names_that_begin_alike_stay_two_and_keep_their_suffix() -> None:
    one, other = safe_path("é" * 200 + "1.md"), safe_path("é" * 200 + "2.md")
    assert one != other
    assert {one.suffix, other.suffix} == {".md"}
    assert PurePosixPath(one.name).stem.startswith("é" * 100)
