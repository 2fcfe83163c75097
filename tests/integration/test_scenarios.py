"""The runs of which public reports say that they went wrong in tools of this kind; what is right stands in ../shared."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[3] / "shared" / "cases" / "scenarios" / "scenarios.py"
NAMES = (
    re.findall(r"^@check\ndef (\w+)", SCENARIOS.read_text("utf-8"), re.MULTILINE)
    if SCENARIOS.exists()
    else []
)


@pytest.mark.parametrize(
    "name", NAMES or [pytest.param("none", marks=pytest.mark.skip("../shared is not here"))]
)
def test_what_public_reports_tell_of_goes_right(name):
    command = Path(sys.executable).with_name("syndicate")
    done = subprocess.run(
        [sys.executable, SCENARIOS, name],
        env={**os.environ, "SYNDICATE": str(command), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert f"right  {name}\n" in done.stdout, done.stdout + done.stderr
