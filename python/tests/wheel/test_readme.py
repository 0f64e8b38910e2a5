"""Every example of the package's page runs, and is well typed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hypersender.testing import Sandbox

from ..life.program import CALM, PYTHON

PACKAGE = Path(__file__).parents[2]
INSTANCE = "c9a1dd76-5678-4f9d-9012-a5b78de100c3"
BLOCKS = re.findall(
    r"^```python\n(.*?)^```", (PACKAGE / "README.md").read_text("utf-8"), re.M | re.S
)
TESTS = [block for block in BLOCKS if "def test_" in block]
PROGRAMS = [block for block in BLOCKS if "async def told" not in block and block not in TESTS]
SAYS = ["Scan it in the next", "Linked.", f"{INSTANCE} SCAN_QR_CODE", ""]


def test_no_example_was_overlooked() -> None:
    assert len(TESTS) == 3
    assert len(BLOCKS) == len(PROGRAMS) + len(TESTS) + 1
    assert len(PROGRAMS) == len(SAYS)


@pytest.mark.parametrize(("program", "says"), list(zip(PROGRAMS, SAYS, strict=True)))
def test_an_example_runs(program: str, says: str) -> None:
    with Sandbox(instances=[{"id": INSTANCE}]) as sandbox:
        if "link(" in program:
            sandbox.expect({"shown": 1, "after": 0, "do": {"scan": {}}})
        ended = subprocess.run(
            [PYTHON, "-X", "dev", "-W", "error", "-c", CALM + program],
            env={"HYPERSENDER_TOKEN": sandbox.token, "HYPERSENDER_BASE_URL": sandbox.url},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert says in ended.stdout


def test_the_examples_for_tests_pass(tmp_path: Path) -> None:
    for number, block in enumerate(TESTS):
        (tmp_path / f"test_shop_{number}.py").write_text(block)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--quiet",
        "-p",
        "no:asyncio",
        "-W",
        "error",
        str(tmp_path),
    ]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "3 passed" in ended.stdout, ended


def test_what_is_shown_of_the_fastapi_example_is_what_runs() -> None:
    (block,) = (block for block in BLOCKS if "async def told" in block)
    assert block in (PACKAGE / "examples/fastapi_link.py").read_text("utf-8")


def test_the_examples_are_well_typed(tmp_path: Path) -> None:
    for number, block in enumerate(BLOCKS):
        if "async def told" not in block:
            (tmp_path / f"example_{number}.py").write_text(block)
    command = [sys.executable, "-m", "mypy", "--strict", *map(str, tmp_path.glob("*.py"))]
    command += [str(PACKAGE / "examples/fastapi_link.py")]
    ended = subprocess.run(
        command, cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout
