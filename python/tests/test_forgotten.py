"""What nobody holds any more asks for nothing, and a disk that is full loses nothing."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from hypersender.testing import Sandbox


def looks_in(sandbox: Sandbox, seconds: float) -> int:
    """Give how often the sandbox is asked in so many of its seconds."""
    before = len(sandbox.requests)
    time.sleep(seconds / 60)
    return len(sandbox.requests) - before


def is_quiet(sandbox: Sandbox) -> bool:
    """Whether a minute comes without a look: of a session that runs, none does.

    What was under way may still arrive in the first one, on a busy machine in the second.
    """
    return any(looks_in(sandbox, 60) == 0 for _ in range(4))


@pytest.mark.hypersender_sandbox(speed=60)
def test_a_session_that_is_forgotten_asks_for_nothing(hypersender_sandbox: Sandbox) -> None:
    with hypersender_sandbox.client() as client:
        session = client.link(hypersender_sandbox.instance, timeout=3600)
        next(session)
        assert looks_in(hypersender_sandbox, 30) > 0, "while it is held, it runs"
        del session
        gc.collect()
        assert is_quiet(hypersender_sandbox)


@pytest.mark.hypersender_sandbox(speed=60)
async def test_nor_does_one_of_a_loop(hypersender_sandbox: Sandbox) -> None:
    async with hypersender_sandbox.async_client() as client:
        session = client.link(hypersender_sandbox.instance, timeout=3600)
        events = aiter(session)
        await anext(events)
        del session, events
        gc.collect()
        assert await asyncio.to_thread(is_quiet, hypersender_sandbox)


FULL = """
import resource, signal, sys
from hypersender.testing import Sandbox
with Sandbox() as sandbox, sandbox.client() as client:
    code = client.request_new_qr_code(sandbox.instance).qr_code
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # a disk with so much room
try:
    code.save(sys.argv[1])
except OSError as error:
    assert error.filename == sys.argv[1], error
    sys.stdout.write(type(error).__name__)
"""


if sys.platform != "win32":  # there is no such limit

    def test_a_full_disk_leaves_the_file_that_was_there_and_nothing_else(tmp_path: Path) -> None:
        file = tmp_path / "code.png"
        file.write_bytes(b"the one before")
        ended = subprocess.run(
            [sys.executable, "-c", FULL, str(file)], capture_output=True, text=True, check=False
        )
        assert (ended.stdout, ended.stderr) == ("OSError", "")
        assert file.read_bytes() == b"the one before"
        assert list(tmp_path.iterdir()) == [file]
