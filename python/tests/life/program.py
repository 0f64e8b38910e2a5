"""Programs that must end as they should, with nothing to complain about."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PYTHON = os.environ.get("HYPERSENDER_INSTALLED") or sys.executable


# With -X dev asyncio warns of what takes a tenth of a second, as it may on a busy machine. What it
# has to complain about is an error.
CALM = """
import logging
logging.getLogger("asyncio").setLevel("ERROR")
"""


def command(program: str | Path, *arguments: str) -> list[str]:
    """Give what starts a program: its text, or a file."""
    what = ["-c", CALM + program] if isinstance(program, str) else [str(program)]
    return [PYTHON, "-X", "dev", "-W", "error", *what, *arguments]


def run(program: str | Path, *arguments: str, timeout: float = 60) -> str:
    """Run a program to its end, which must be a quiet one. What it printed."""
    ended = subprocess.run(
        command(program, *arguments), capture_output=True, text=True, timeout=timeout, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, ""), f"{ended.returncode}\n{ended.stderr}"
    return ended.stdout


def run_all(commands: Sequence[list[str]]) -> list[tuple[int, str]]:
    """Run some at the same time. How each ended, and what it complained about."""
    running = [
        subprocess.Popen(one, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for one in commands
    ]
    ends: list[tuple[int, str]] = []
    for process in running:
        _, complaint = process.communicate(timeout=60)
        ends.append((process.returncode, complaint))
    return ends
