"""The client for asyncio, against the sandbox."""

from __future__ import annotations

import asyncio
import inspect
import threading
from typing import TYPE_CHECKING

import pytest

from hypersender import (
    AsyncClient,
    ClientClosedError,
    NotFoundError,
    RateLimitError,
    Status,
    _log,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hypersender.testing import Sandbox

# By the machine's own clock: where a minute lasts a second, a busy machine takes too long for all.
pytestmark = pytest.mark.hypersender_sandbox(speed=1)


@pytest.fixture
async def client(hypersender_sandbox: Sandbox) -> AsyncIterator[AsyncClient]:
    async with hypersender_sandbox.async_client() as client:
        yield client


def test_its_methods_are_coroutine_functions_but_for_two() -> None:
    for name in (
        "request_new_qr_code",
        "health",
        "list_instances",
        "create_instance",
        "restart",
        "aclose",
    ):
        assert inspect.iscoroutinefunction(getattr(AsyncClient, name)), name
    for name in ("link", "qr_cooldown"):
        assert not inspect.iscoroutinefunction(getattr(AsyncClient, name)), name


async def test_all_operations_answer(hypersender_sandbox: Sandbox, client: AsyncClient) -> None:
    instance = hypersender_sandbox.instance
    answer = await client.request_new_qr_code(instance)
    assert answer.qr_code.payload.reveal()
    with pytest.raises(RateLimitError):
        await client.request_new_qr_code(instance)
    assert client.qr_cooldown(instance) > 50
    created = await client.create_instance(phone="+201234567890", name="Shop")
    assert len(await client.list_instances()) == 2
    assert "restart" in (await client.restart(created.id)).message
    with pytest.raises(NotFoundError):
        await client.health("no-such-instance")


@pytest.mark.hypersender_sandbox(speed=1)  # their 30 s would be half a second
async def test_a_thousand_calls_at_once_answer_and_share_connections(
    hypersender_sandbox: Sandbox, client: AsyncClient
) -> None:
    answers = await asyncio.gather(*(client.list_instances() for _ in range(1000)))
    assert {one[0].id for one in answers} == {hypersender_sandbox.instance}
    assert hypersender_sandbox.connections < 500


async def test_a_hundred_tasks_share_one_request_for_a_code(
    hypersender_sandbox: Sandbox, client: AsyncClient
) -> None:
    instance = hypersender_sandbox.instance
    answers = await asyncio.gather(*(client.request_new_qr_code(instance) for _ in range(100)))
    assert len({answer.qr_code.png for answer in answers}) == 1
    assert len(hypersender_sandbox.requests) == 1


def test_it_outlives_a_loop_and_serves_the_next(hypersender_sandbox: Sandbox) -> None:
    client = hypersender_sandbox.async_client()

    async def ask() -> Status:
        return (await client.health(hypersender_sandbox.instance)).status

    assert [asyncio.run(ask()), asyncio.run(ask())] == [Status.SCAN_QR_CODE] * 2
    asyncio.run(client.aclose())
    with pytest.raises(ClientClosedError):
        asyncio.run(ask())


def test_it_serves_two_loops_side_by_side(hypersender_sandbox: Sandbox) -> None:
    client = hypersender_sandbox.async_client()
    seen: list[int] = []

    async def ask() -> None:
        answers = await asyncio.gather(*(client.list_instances() for _ in range(50)))
        seen.append(len(answers))

    threads = [threading.Thread(target=lambda: asyncio.run(ask())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [50] * 4


def test_another_loop_in_the_midst_of_a_call_takes_nothing_from_it(
    hypersender_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = hypersender_sandbox.async_client()
    look = _log.look

    async def ask() -> int:
        return len(await asyncio.wait_for(client.list_instances(), 5))

    def another() -> None:
        monkeypatch.setattr(_log, "look", look)
        thread = threading.Thread(target=lambda: asyncio.run(ask()))
        thread.start()
        thread.join()

    monkeypatch.setattr(_log, "look", another)
    assert asyncio.run(ask()) == 1


def test_a_loop_that_watches_no_descriptors_is_pumped(hypersender_sandbox: Sandbox) -> None:
    class Blind(asyncio.SelectorEventLoop):
        def add_reader(self, fd: object, callback: object, *args: object) -> None:
            raise NotImplementedError

    async def ask() -> int:
        client = hypersender_sandbox.async_client()
        return len(await asyncio.gather(*(client.list_instances() for _ in range(100))))

    loop = Blind()
    try:
        assert loop.run_until_complete(ask()) == 100
    finally:
        loop.close()


def test_without_a_loop_it_says_what_to_do(hypersender_sandbox: Sandbox) -> None:
    call = hypersender_sandbox.async_client().health(hypersender_sandbox.instance)
    with pytest.raises(RuntimeError, match="running asyncio event loop"):
        call.send(None)
