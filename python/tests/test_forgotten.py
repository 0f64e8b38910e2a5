"""What nobody holds any more asks for nothing, and a disk that is full loses nothing."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hypersender.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypersender import Client


@pytest.fixture
def two_accounts() -> Iterator[Sandbox]:
    """Give a sandbox with two accounts, one of which is for who has nothing to do with the test."""
    with Sandbox(accounts=["ours", "other"]) as sandbox:
        yield sandbox


def looks_in_ten_seconds(sandbox: Sandbox, other: Client) -> int:
    """Let time pass, and give how often anybody has asked after an instance's health in it.

    What is due is sent by the thread that then makes the other account's calls: it is there before.
    """

    def looks() -> int:
        return sum(request.operation == "health" for request in sandbox.requests)

    before = looks()
    sandbox.advance(10)
    for _ in range(5):
        other.list_instances()
    return looks() - before


def looks_in_a_minute(sandbox: Sandbox, other: Client) -> list[int]:
    return [looks_in_ten_seconds(sandbox, other) for _ in range(6)]


def test_a_session_that_is_forgotten_asks_for_nothing(two_accounts: Sandbox) -> None:
    other = two_accounts.client(token=two_accounts.account_token("other"))
    with other, two_accounts.client() as client:
        session = client.link(two_accounts.instance)
        next(session)
        assert any(looks_in_a_minute(two_accounts, other)), "while it is held, it runs"
        del session
        gc.collect()
        looks_in_ten_seconds(two_accounts, other)  # what was under way
        assert not any(looks_in_a_minute(two_accounts, other))


async def test_nor_does_one_of_a_loop(two_accounts: Sandbox) -> None:
    other = two_accounts.client(token=two_accounts.account_token("other"))
    with other:
        async with two_accounts.async_client() as client:
            session = client.link(two_accounts.instance)
            events = aiter(session)
            await anext(events)
            assert any(looks_in_a_minute(two_accounts, other)), "while it is held, it runs"
            del session, events
            gc.collect()
            looks_in_ten_seconds(two_accounts, other)  # what was under way
            assert not any(looks_in_a_minute(two_accounts, other))


def test_what_is_in_its_place_is_replaced_if_it_is_a_file_and_left_alone_if_it_is_not(
    hypersender_sandbox: Sandbox, tmp_path: Path
) -> None:
    with hypersender_sandbox.client() as client:
        code = client.request_new_qr_code(hypersender_sandbox.instance).qr_code
    file, inner, device = (tmp_path / name for name in ("code.png", "folder", "device"))
    file.write_bytes(b"a longer text than what comes after it" * 1000)
    code.save(file)
    assert file.read_bytes() == code.png
    inner.mkdir()
    places = {inner: "Is a directory"}
    if sys.platform == "linux":
        device.symlink_to("/dev/full")
        places[Path("/proc/code.png")] = "No such file or directory"
        places |= dict.fromkeys([device, Path("/dev/full")], "it is a device or a pipe")
    for place, why in places.items():
        with pytest.raises(OSError, match=why):
            code.save(place)
    left = {file, inner, device} if sys.platform == "linux" else {file, inner}
    assert set(tmp_path.iterdir()) == left
    assert list(inner.iterdir()) == []


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

NONE_LEFT = """
import os, resource
from hypersender import APIConnectionError
from hypersender.testing import Sandbox
with Sandbox() as sandbox, sandbox.client(max_retries=0) as client, sandbox.client() as other:
    other.list_instances()  # all is there but the connection
    left = [os.open(os.devnull, os.O_RDONLY)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (left[0] + 1,) * 2)
    try:
        client.list_instances()
    except APIConnectionError as error:
        print(str(error).partition(" 127.")[0], error.reason)
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

    def test_a_process_with_no_descriptor_left_is_told_so_and_not_of_the_service() -> None:
        ended = subprocess.run(
            [sys.executable, "-c", NONE_LEFT], capture_output=True, text=True, check=False
        )
        expected = "There is no file descriptor left for a connection to refused\n"
        assert (ended.stdout, ended.stderr) == (expected, "")
