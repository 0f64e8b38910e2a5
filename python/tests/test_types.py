"""Code that is wrong does not type-check, and code that is right does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WRONG = Path(__file__).parent / "typing" / "wrong.py"


@pytest.mark.parametrize("tool", ["mypy", "pyright"])
def test_every_line_that_is_said_to_be_wrong_is_found_and_no_other(tool: str) -> None:
    said = {
        number
        for number, line in enumerate(WRONG.read_text().splitlines(), 1)
        if line.endswith("# wrong")
    }
    commands = {
        "mypy": ["mypy", "--strict", str(WRONG)],
        "pyright": ["pyright", "--pythonpath", sys.executable, "--project", str(WRONG.parent)],
    }
    command = [sys.executable, "-m", *commands[tool]]
    folder = WRONG.parents[2]
    run = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    found = {
        int(line.split(f"{WRONG.name}:")[1].split(":")[0])
        for line in run.stdout.splitlines()
        if f"{WRONG.name}:" in line and "error" in line
    }
    assert found == said, run.stdout
