"""What is measured with the means of Linux is measured there alone, and said elsewhere."""

from __future__ import annotations

import sys

LINUX = sys.platform == "linux"
collect_ignore = [] if LINUX else ["test_lean.py"]


def pytest_report_header() -> str:
    return "what calls cost: " + ("counted" if LINUX else f"not counted on {sys.platform}")
