"""A test waits for what its program asks the sandbox."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from hypersender import ClientClosedError, InvalidArgumentError
from hypersender.testing import Sandbox, SandboxRequest

if TYPE_CHECKING:
    from collections.abc import Callable


class Waiting:
    """A wait on a thread of its own, which has begun."""

    def __init__(self, wait: Callable[[], SandboxRequest]) -> None:
        self._end: SandboxRequest | BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=[wait])
        self._thread.start()

    def _run(self, wait: Callable[[], SandboxRequest]) -> None:
        try:
            self._end = wait()
        except BaseException as error:
            self._end = error

    def end(self) -> SandboxRequest | BaseException | None:
        self._thread.join()
        return self._end


def test_it_is_there_already_or_comes(hypersender_sandbox: Sandbox) -> None:
    instance = hypersender_sandbox.instance
    first = Waiting(hypersender_sandbox.wait_for_request)
    restart = Waiting(lambda: hypersender_sandbox.wait_for_request("restart", ended=True))
    with hypersender_sandbox.client() as client:
        client.health(instance)
        client.restart(instance)
    came = first.end()
    assert isinstance(came, SandboxRequest)
    assert (came.operation, came.number) == ("health", 1)
    assert hypersender_sandbox.wait_for_request("health").number == 1
    ended = restart.end()
    assert isinstance(ended, SandboxRequest)
    assert (ended.operation, ended.status, ended.number) == ("restart", 200, 2)
    assert hypersender_sandbox.wait_for_request(after=1).operation == "restart"


def test_it_is_waited_until_its_exchange_is_over(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.fault("health", "never_answer")
    client = hypersender_sandbox.client()

    def call() -> None:
        with pytest.raises(ClientClosedError):
            client.health(hypersender_sandbox.instance)

    calling = threading.Thread(target=call)
    calling.start()
    assert hypersender_sandbox.wait_for_request("health").end is None
    over = Waiting(lambda: hypersender_sandbox.wait_for_request("health", ended=True))
    client.close()
    ended = over.end()
    assert isinstance(ended, SandboxRequest)
    assert ended.end == "client_left"
    calling.join()


async def test_others_run_on_the_loop_meanwhile(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.fault("health", "never_answer")
    waiting = asyncio.ensure_future(hypersender_sandbox.async_wait_for_request("health"))
    gone = asyncio.ensure_future(hypersender_sandbox.async_wait_for_request(ended=True))
    client = hypersender_sandbox.async_client()
    asking = asyncio.ensure_future(client.health(hypersender_sandbox.instance))
    assert (await waiting).operation == "health"
    asking.cancel()
    assert (await gone).end == "client_left"


async def test_a_wait_can_be_cancelled(hypersender_sandbox: Sandbox) -> None:
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(hypersender_sandbox.async_wait_for_request(), 0.02)


@pytest.mark.parametrize("timeout", [0.02, timedelta(seconds=0.02)])
def test_what_does_not_come_is_named(hypersender_sandbox: Sandbox, timeout: Any) -> None:
    with hypersender_sandbox.client() as client:
        client.health(hypersender_sandbox.instance)
    with pytest.raises(TimeoutError) as caught:
        hypersender_sandbox.wait_for_request("restart", ended=True, timeout=timeout)
    text = "Within 0.02 s there was no request to restart whose exchange was over; there was "
    assert str(caught.value).startswith(text + "number 1, health, ")


async def test_nor_does_it_come_to_a_coroutine(hypersender_sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError, match="no request after number 7; there was none at all"):
        await hypersender_sandbox.async_wait_for_request(after=7, timeout=0.02)


def test_closing_the_sandbox_ends_the_wait() -> None:
    sandbox = Sandbox()
    waiting = Waiting(sandbox.wait_for_request)
    sandbox.close()
    ended = waiting.end()
    assert isinstance(ended, InvalidArgumentError)
    assert str(ended) == "The sandbox was closed."
    with pytest.raises(InvalidArgumentError, match="was closed"):
        sandbox.wait_for_request()


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("operation", "helth"),
        ("operation", 5),
        ("after", -1),
        ("after", "1"),
        ("ended", 1),
        ("timeout", 0),
        ("timeout", float("nan")),
        ("timeout", "soon"),
    ],
)
def test_what_can_not_be_meant_is_refused(
    hypersender_sandbox: Sandbox, argument: str, value: Any
) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        hypersender_sandbox.wait_for_request(**{argument: value})
    assert caught.value.argument == argument


INTERRUPTED = """
import signal, sys
from hypersender.testing import Sandbox

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
with Sandbox() as sandbox:
    try:
        print("waiting", flush=True)
        sandbox.wait_for_request(timeout=60)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
    print(len(sandbox.requests))
"""


def test_ctrl_c_ends_the_wait() -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        os.kill(process.pid, signal.SIGINT)
        assert process.communicate(timeout=20)[0] == "interrupted\n0\n"
