"""A function instead of a token."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from hypersender import APITimeoutError, AsyncClient, Client, InvalidArgumentError, Secret, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypersender.testing import Sandbox


class VaultSealedError(Exception):
    """An error of the caller's own."""


def test_it_is_asked_once_and_again_after_a_401(hypersender_sandbox: Sandbox) -> None:
    asked: list[str] = []

    def token() -> str:
        asked.append(threading.current_thread().name)
        return hypersender_sandbox.token

    instance = hypersender_sandbox.instance
    with hypersender_sandbox.client(token=token) as client:
        assert asked == []
        client.health(instance)
        client.health(instance)
        assert len(asked) == 1
        hypersender_sandbox.replace_token()
        assert client.health(instance).status is Status.SCAN_QR_CODE
        assert len(asked) == 2


def test_what_it_raises_reaches_the_caller_unchanged(hypersender_sandbox: Sandbox) -> None:
    error = VaultSealedError("sealed")

    def token() -> str:
        raise error

    with hypersender_sandbox.client(token=token) as client:
        with pytest.raises(VaultSealedError) as caught:
            client.health(hypersender_sandbox.instance)
        assert caught.value is error
        with pytest.raises(VaultSealedError) as caught:
            client.link(hypersender_sandbox.instance).wait()
        assert caught.value is error
    assert hypersender_sandbox.requests == []


def test_a_coroutine_function_is_refused_by_a_client_without_an_event_loop(
    hypersender_sandbox: Sandbox, recwarn: pytest.WarningsRecorder
) -> None:
    async def token() -> str:
        return "1|never awaited"

    with (
        hypersender_sandbox.client(token=token) as client,  # type: ignore[arg-type]
        pytest.raises(TypeError, match="use AsyncClient"),
    ):
        client.health(hypersender_sandbox.instance)
    gc.collect()
    assert not recwarn


GREENLETS = """
import threading

class Greenlet(threading.Thread):  # as gevent and eventlet have it: on the caller's own thread
    def start(self):
        self.run()
    def join(self, timeout=None):
        pass

threading.Thread = Greenlet
from hypersender.testing import Sandbox
with Sandbox() as sandbox, sandbox.client(token=lambda: sandbox.token) as client:
    for call in (lambda: client.health("one"), client.link("one").wait):
        try:
            call()
        except RuntimeError as error:
            print(error)
    print(len(sandbox.requests), sandbox.client().list_instances()[0].status)
"""


def test_greenlets_in_place_of_threads_are_told_of_instead_of_waited_for() -> None:
    command = [sys.executable, "-c", GREENLETS]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    first, again, rest = ended.stdout.splitlines()
    assert first == again
    assert "greenlets (gevent or eventlet)" in first
    assert rest == "0 SCAN_QR_CODE"


def test_one_that_ends_an_iterator_does_not_end_the_session(hypersender_sandbox: Sandbox) -> None:
    tokens: Iterator[str] = iter(())
    with (
        hypersender_sandbox.client(token=lambda: next(tokens)) as client,
        client.link(hypersender_sandbox.instance) as session,
        pytest.raises(RuntimeError, match="end of an iterator") as caught,
    ):
        list(session)
    assert isinstance(caught.value.__cause__, StopIteration)


async def test_nor_an_async_session(hypersender_sandbox: Sandbox) -> None:
    async def token() -> str:
        raise StopAsyncIteration

    async with (
        hypersender_sandbox.async_client(token=token) as client,
        client.link(hypersender_sandbox.instance) as session,
    ):
        with pytest.raises(RuntimeError, match="end of an iterator") as caught:
            [event async for event in session]
    assert isinstance(caught.value.__cause__, StopAsyncIteration)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_client_whose_owner_is_asked_goes_with_it(kind: type[Client | AsyncClient]) -> None:
    class Owner:
        def __init__(self) -> None:
            self.client = kind(self.token)

        def token(self) -> str:
            return "1|token"

    owner = weakref.ref(Owner())
    gc.collect()
    assert owner() is None


def test_one_that_blocks_does_not_outlast_the_deadline(hypersender_sandbox: Sandbox) -> None:
    free = threading.Event()

    def token() -> str:
        free.wait()
        return hypersender_sandbox.token

    with hypersender_sandbox.client(token=token) as client:
        began = time.monotonic()
        with pytest.raises(APITimeoutError):
            client.health(hypersender_sandbox.instance, timeout=0.1)
        assert time.monotonic() - began < 2
        free.set()


def test_it_may_use_another_client_and_close_its_own(hypersender_sandbox: Sandbox) -> None:
    other = hypersender_sandbox.client(token=lambda: Secret(hypersender_sandbox.token))
    clients: list[Client] = []

    def token() -> str:
        other.health(hypersender_sandbox.instance)
        clients[0].close()
        return hypersender_sandbox.token

    clients.append(hypersender_sandbox.client(token=token))
    with pytest.raises(Exception, match="closed"):
        clients[0].health(hypersender_sandbox.instance)
    assert len(hypersender_sandbox.requests) == 1


def test_what_is_no_token_is_refused(hypersender_sandbox: Sandbox) -> None:
    wrong: Any
    for wrong in (7, None, "two words"):
        with (
            hypersender_sandbox.client(token=lambda given=wrong: given) as client,
            pytest.raises(InvalidArgumentError) as caught,
        ):
            client.health(hypersender_sandbox.instance)
        assert caught.value.argument == "token"


async def test_a_coroutine_function_is_awaited_on_the_loop(hypersender_sandbox: Sandbox) -> None:
    threads: list[threading.Thread] = []

    async def token() -> str:
        await asyncio.sleep(0)
        threads.append(threading.current_thread())
        return hypersender_sandbox.token

    async with hypersender_sandbox.async_client(token=token) as client:
        await asyncio.gather(*(client.list_instances() for _ in range(20)))
    assert threads == [threading.main_thread()]


async def test_a_plain_function_is_called_on_the_loop(hypersender_sandbox: Sandbox) -> None:
    async with hypersender_sandbox.async_client(token=lambda: hypersender_sandbox.token) as client:
        assert (await client.health(hypersender_sandbox.instance)).status is Status.SCAN_QR_CODE


async def test_its_exception_reaches_the_coroutine_unchanged(hypersender_sandbox: Sandbox) -> None:
    error = VaultSealedError("sealed")

    async def token() -> str:
        raise error

    async with hypersender_sandbox.async_client(token=token) as client:
        with pytest.raises(VaultSealedError) as caught:
            await client.health(hypersender_sandbox.instance)
        assert caught.value is error
        with pytest.raises(VaultSealedError) as caught:
            await client.link(hypersender_sandbox.instance).wait()
        assert caught.value is error


def test_a_loop_that_is_gone_is_not_asked(hypersender_sandbox: Sandbox) -> None:
    async def token() -> str:
        return hypersender_sandbox.token

    client = hypersender_sandbox.async_client(token=token)

    async def ask(client: AsyncClient) -> Status:
        return (await client.health(hypersender_sandbox.instance)).status

    assert asyncio.run(ask(client)) is Status.SCAN_QR_CODE
    hypersender_sandbox.replace_token()
    assert asyncio.run(ask(client)) is Status.SCAN_QR_CODE
