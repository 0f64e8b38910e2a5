"""Other event loops, and what becomes of them."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from typing import TYPE_CHECKING

import anyio
import pytest
import trio
import uvloop

from hypersender import _bridge

if TYPE_CHECKING:
    from hypersender.testing import Sandbox

# By the machine's own clock: where a minute lasts a second, a busy machine takes too long for all.
pytestmark = pytest.mark.hypersender_sandbox(speed=1)


def test_uvloop(hypersender_sandbox: Sandbox) -> None:
    async def ask() -> int:
        async with hypersender_sandbox.async_client() as client:
            return len(await asyncio.gather(*(client.list_instances() for _ in range(200))))

    assert uvloop.run(ask()) == 200
    assert uvloop.run(ask()) == 200


def test_anyio_on_asyncio(hypersender_sandbox: Sandbox) -> None:
    async def ask() -> None:
        async with hypersender_sandbox.async_client() as client:
            hypersender_sandbox.fault("health", "never_answer")
            with anyio.move_on_after(0.05) as scope:
                await client.health(hypersender_sandbox.instance)
            assert scope.cancelled_caught
            assert await client.list_instances()

    anyio.run(ask)


def test_trio_is_told_apart(hypersender_sandbox: Sandbox) -> None:
    async def ask() -> None:
        await hypersender_sandbox.async_client().health(hypersender_sandbox.instance)

    with pytest.raises(RuntimeError, match="Under trio use Client in a thread"):
        trio.run(ask)


def test_in_trio_a_client_works_in_a_thread(hypersender_sandbox: Sandbox) -> None:
    async def ask() -> str:
        client = hypersender_sandbox.client()
        health = await trio.to_thread.run_sync(client.health, hypersender_sandbox.instance)
        return health.instance_id

    assert trio.run(ask) == hypersender_sandbox.instance


def test_a_loop_leaves_nothing_behind(hypersender_sandbox: Sandbox) -> None:
    async def ask() -> None:
        async with hypersender_sandbox.async_client() as client:
            await client.health(hypersender_sandbox.instance)

    for _ in range(5):
        asyncio.run(ask())
    gc.collect()
    assert len(_bridge._bridges) == 0


CLOSED = """
import asyncio, logging
logging.getLogger("asyncio").setLevel("ERROR")  # a busy machine is slow, which it would warn of
from hypersender.testing import Sandbox
with Sandbox() as sandbox:
    sandbox.fault("health", {"delay": 0.2}, times=None)
    client = sandbox.async_client()
    loop = asyncio.new_event_loop()
    task = loop.create_task(client.health(sandbox.instance))
    loop.run_until_complete(asyncio.sleep(0.05))
    task.cancel()
    loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
    abandoned = client.health(sandbox.instance)
    future = loop.create_task(client.list_instances())
    loop.run_until_complete(future)
    loop.close()
    abandoned.close()
    print(asyncio.run(client.list_instances())[0].id == sandbox.instance)
"""


def test_a_loop_closed_underneath(hypersender_sandbox: Sandbox) -> None:  # noqa: ARG001
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", CLOSED]
    run = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "True\n", "")


def test_a_token_question_of_a_closed_loop_holds_up_nobody(hypersender_sandbox: Sandbox) -> None:
    token = hypersender_sandbox.token
    asked: list[bool] = []

    async def ask() -> str:
        asked.append(True)
        if len(asked) == 1:
            await asyncio.sleep(1000)
        return token

    client = hypersender_sandbox.async_client(token=ask)

    async def until_asked() -> None:
        while not asked:  # noqa: ASYNC110
            await asyncio.sleep(0.001)

    loop = asyncio.new_event_loop()
    abandoned = loop.create_task(client.health(hypersender_sandbox.instance))
    loop.run_until_complete(until_asked())
    loop.close()
    instances = asyncio.run(asyncio.wait_for(client.list_instances(), 10))
    assert (len(instances), len(asked), abandoned.done()) == (1, 2, False)
