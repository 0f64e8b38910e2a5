"""The command ``hypersender``: ``python -m hypersender``."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> int:
    """Run the command with this process's arguments. Its exit code."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the command sees to Ctrl-C itself
    return _native.main(["hypersender", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
