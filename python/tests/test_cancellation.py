"""Cancelling drops the work at once, whatever it is waiting for."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from hypersender import APITimeoutError, ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hypersender.testing import Sandbox

# What happens at once, of an idle machine. A loaded one gets several tries.
MOST = 0.05
TRIES = 6
# Turns of the loop: cancelling waits for nothing, so that it takes no time at all.
TURNS = 8


async def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.002)


async def cancelled(work: Awaitable[object], when: Callable[[], bool]) -> None:
    task = asyncio.ensure_future(work)
    await until(when)
    task.cancel()
    for _ in range(TURNS):
        await asyncio.sleep(0)
    assert task.cancelled()


async def test_a_call_that_waits_for_its_answer(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.fault("health", "never_answer")
    client = hypersender_sandbox.async_client()
    sent = lambda: len(hypersender_sandbox.requests) == 1  # noqa: E731
    await cancelled(client.health(hypersender_sandbox.instance), sent)
    await until(lambda: hypersender_sandbox.open_connections == 0)
    assert (await client.health(hypersender_sandbox.instance)).instance_id


@pytest.mark.hypersender_sandbox(speed=1)
async def test_a_call_that_waits_for_the_minute(hypersender_sandbox: Sandbox) -> None:
    instance = hypersender_sandbox.instance
    client = hypersender_sandbox.async_client(cooldown="wait")
    await client.request_new_qr_code(instance)
    await cancelled(client.request_new_qr_code(instance), lambda: True)
    assert len(hypersender_sandbox.requests) == 1


async def test_a_call_that_asks_for_its_token(hypersender_sandbox: Sandbox) -> None:
    asked: list[bool] = []

    async def token() -> str:
        asked.append(True)
        await asyncio.sleep(1000)
        return ""

    client = hypersender_sandbox.async_client(token=token)
    await cancelled(client.health(hypersender_sandbox.instance), lambda: asked == [True])
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()


@pytest.mark.hypersender_sandbox(speed=1)
async def test_a_session_that_shows_a_code(hypersender_sandbox: Sandbox) -> None:
    async with (
        hypersender_sandbox.async_client() as client,
        client.link(hypersender_sandbox.instance) as session,
    ):
        async for event in session:
            if event.kind == "qr_code":
                break
        await cancelled(session.wait(), lambda: True)


async def test_a_deadline_of_asyncio(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.fault("health", "never_answer")
    client = hypersender_sandbox.async_client()
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(client.health(hypersender_sandbox.instance), 0.1)
    await until(lambda: hypersender_sandbox.open_connections == 0)


async def test_a_coroutine_that_is_thrown_away(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.fault("health", "never_answer")
    client = hypersender_sandbox.async_client()
    work = client.health(hypersender_sandbox.instance)
    work.send(None)
    await hypersender_sandbox.async_wait_for_request()
    work.close()
    await until(lambda: hypersender_sandbox.open_connections == 0)


def test_a_deadline_of_the_call(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.fault("restart", "never_answer")
    with hypersender_sandbox.client() as client, pytest.raises(APITimeoutError) as caught:
        client.restart(hypersender_sandbox.instance, timeout=0.2)
    assert caught.value.outcome == "unknown"


INTERRUPTED = """
import signal, sys, threading, time
from hypersender.testing import Sandbox

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it

def tell():
    sandbox.wait_for_request()
    print("waiting", flush=True)

with Sandbox() as sandbox, sandbox.client() as client:
    sandbox.fault(None, "never_answer", times=None)
    session = client.link(sandbox.instance)
    work = {"call": lambda: client.health(sandbox.instance), "event": lambda: next(session),
            "end": session.wait}[sys.argv[1]]
    threading.Thread(target=tell).start()
    try:
        work()
    except KeyboardInterrupt:
        print(time.time(), flush=True)
    print(len(sandbox.requests), flush=True)
"""


@pytest.mark.parametrize("work", ["call", "event", "end"])
def test_ctrl_c_is_seen_at_once(work: str) -> None:
    assert any(interrupted_after(work) < MOST for _ in range(TRIES))


def interrupted_after(work: str) -> float:
    command = [sys.executable, "-c", INTERRUPTED, work]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        sent = time.time()
        os.kill(process.pid, signal.SIGINT)
        seen = float(process.stdout.readline())
        assert process.stdout.readline() == "1\n"
        assert process.wait(20) == 0
    return seen - sent


def test_other_threads_run_while_one_waits(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.fault("health", "never_answer")
    client = hypersender_sandbox.client()

    def work() -> None:
        hypersender_sandbox.wait_for_request()
        client.close()

    thread = threading.Thread(target=work)
    thread.start()
    with pytest.raises(ClientClosedError):
        client.health(hypersender_sandbox.instance)
    thread.join()
