"""A short run of the fuzz targets; a long one is `make fuzz`."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("target", "seeds"), [("feed", "feeds"), ("page", "hostile/articles"), ("page", "articles")]
)
def test_nothing_crashes_and_nothing_unsanitised_comes_out(target, seeds, tmp_path):
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed; it has no wheels for this Python or system")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in (ROOT / "fixtures" / seeds).rglob("*.*"):
        if path.suffix in {".html", ".xml", ".json"} and "bomb" not in path.name:
            (corpus / "-".join(path.parts[-2:])).write_bytes(path.read_bytes())
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzzing",
            target,
            "-max_total_time=6",
            "-seed=1",
            f"-artifact_prefix={tmp_path}/",
            str(corpus),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "DONE" in done.stderr
