"""A pointer of Git LFS whose picture nobody has."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from syndicate.errors import TargetError
from syndicate.writer.target import Target


def test_a_picture_that_is_not_to_be_had_is_named_with_what_to_do(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 5\n"
    (tmp_path / "bee.png").write_text(pointer)
    with pytest.raises(
        TargetError, match="this picture is in Git LFS and cannot be fetched; run git lfs pull"
    ):
        Target.open(tmp_path, "blog").picture(PurePosixPath("bee.png"))
