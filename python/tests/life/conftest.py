"""Where there is no fork nothing is tried that is made of it, and that is said."""

from __future__ import annotations

import os

FORKS = hasattr(os, "fork")
collect_ignore = [] if FORKS else ["test_fork.py", "test_gunicorn.py"]


def pytest_report_header() -> str:
    return "forks: " + ("tried" if FORKS else "there are none here")
