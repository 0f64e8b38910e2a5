"""Sessions, sync and async."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from hypersender import (
    ClientClosedError,
    InvalidArgumentError,
    LinkedEvent,
    LinkEvent,
    LinkTimeoutError,
    QrCodeEvent,
    Status,
    StatusEvent,
)

if TYPE_CHECKING:
    from hypersender.testing import Sandbox

# A minute lasts three seconds: a busy machine that stands still for one makes no code dead.
pytestmark = pytest.mark.hypersender_sandbox(speed=20)

KINDS = ["status", "requesting", "qr_code", "qr_expired", "cooling_down", "requesting", "qr_code"]
SCAN: dict[str, Any] = {"shown": 2, "after": 8, "do": {"scan": {}}}


def test_it_tells_the_whole_way(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.expect(SCAN)
    kinds: list[str] = []
    with (
        hypersender_sandbox.client() as client,
        client.link(hypersender_sandbox.instance) as session,
    ):
        for event in session:
            kinds.append(event.kind)
            match event:
                case StatusEvent(previous=None):
                    assert event.current is Status.SCAN_QR_CODE
                case QrCodeEvent(qr_code=code, number=number):
                    assert not code.is_expired
                    assert number in (1, 2)
                case LinkedEvent(instance_id=instance):
                    assert instance == hypersender_sandbox.instance
                case _:
                    pass
    assert kinds[:7] == KINDS
    assert kinds[-1] == "linked"


async def test_it_tells_the_same_to_a_loop(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.expect(SCAN)
    async with (
        hypersender_sandbox.async_client() as client,
        client.link(hypersender_sandbox.instance) as session,
    ):
        kinds = [event.kind async for event in session]
    assert kinds[:7] == KINDS
    assert kinds[-1] == "linked"


def test_nothing_is_sent_before_it_is_asked(hypersender_sandbox: Sandbox) -> None:
    with hypersender_sandbox.client() as client, client.link(hypersender_sandbox.instance):
        pass
    assert hypersender_sandbox.requests == []


def test_its_events_are_told_once(hypersender_sandbox: Sandbox) -> None:
    with (
        hypersender_sandbox.client() as client,
        client.link(hypersender_sandbox.instance) as session,
    ):
        for _ in session:
            break
        with pytest.raises(InvalidArgumentError):
            iter(session)
        assert isinstance(next(session), LinkEvent)


def test_cancelling_ends_the_iteration_and_the_wait(hypersender_sandbox: Sandbox) -> None:
    with hypersender_sandbox.client() as client:
        session = client.link(hypersender_sandbox.instance)
        seen: list[LinkEvent] = []
        for event in session:
            seen.append(event)
            session.cancel()
        assert len(seen) == 1
        with pytest.raises(ClientClosedError):
            session.wait()


def test_nobody_scans(hypersender_sandbox: Sandbox) -> None:
    with hypersender_sandbox.client() as client, pytest.raises(LinkTimeoutError) as caught:
        client.link(hypersender_sandbox.instance, timeout=100, max_qr_codes=1).wait()
    assert caught.value.qr_codes_shown == 1
    assert caught.value.last_status is Status.SCAN_QR_CODE


def test_an_exception_of_the_handler_cancels(hypersender_sandbox: Sandbox) -> None:
    def handle(_: LinkEvent) -> None:
        message = "no screen"
        raise LookupError(message)

    with hypersender_sandbox.client() as client:
        session = client.link(hypersender_sandbox.instance)
        with pytest.raises(LookupError, match="no screen"):
            session.wait(handle)
        with pytest.raises(ClientClosedError):
            session.wait()


def test_a_handler_beside_an_iteration_is_refused_and_disturbs_nobody(
    hypersender_sandbox: Sandbox,
) -> None:
    hypersender_sandbox.expect(SCAN)
    with hypersender_sandbox.client() as client:
        session = client.link(hypersender_sandbox.instance)
        events = iter(session)
        next(events)
        with pytest.raises(InvalidArgumentError):
            session.wait(lambda _: None)
        assert [event.kind for event in events][-1] == "linked"


async def test_nor_does_one_beside_an_async_iteration(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.expect(SCAN)
    async with hypersender_sandbox.async_client() as client:
        session = client.link(hypersender_sandbox.instance)
        events = aiter(session)
        await anext(events)
        with pytest.raises(InvalidArgumentError):
            await session.wait(lambda _: None)
        assert [event.kind async for event in events][-1] == "linked"


async def test_a_handler_may_be_a_coroutine_function(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.expect(SCAN)
    kinds: list[str] = []

    async def handle(event: LinkEvent) -> None:
        await asyncio.sleep(0)
        kinds.append(event.kind)

    async with hypersender_sandbox.async_client() as client:
        linked = await client.link(hypersender_sandbox.instance).wait(handle)
    assert isinstance(linked, LinkedEvent)
    assert kinds[-1] == "linked"


async def test_giving_up_on_one_event_loses_none(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.expect(SCAN)
    kinds: list[str] = []
    async with hypersender_sandbox.async_client() as client:
        session = client.link(hypersender_sandbox.instance)
        while not kinds or kinds[-1] != "linked":
            try:
                event = await asyncio.wait_for(anext(session), 0.001)
            except (TimeoutError, asyncio.TimeoutError):
                continue
            kinds.append(event.kind)
    assert kinds[:7] == KINDS


async def test_waiting_beside_an_iteration(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.expect(SCAN)
    async with hypersender_sandbox.async_client() as client:
        session = client.link(hypersender_sandbox.instance)
        end = asyncio.create_task(session.wait())
        kinds = [event.kind async for event in session]
        assert (await end).kind == kinds[-1] == "linked"


def test_options_that_make_no_sense_are_refused_by_name(hypersender_sandbox: Sandbox) -> None:
    client = hypersender_sandbox.client()
    instance = hypersender_sandbox.instance
    refused: list[dict[str, Any]] = [
        {"timeout": 0},
        {"max_qr_codes": 0},
        {"qr_lifetime": -1},
        {"max_qr_codes": 1.5},
        {"restart_on_failed": 1},
    ]
    for options in refused:
        with pytest.raises(InvalidArgumentError) as caught:
            client.link(instance, **options).wait()
        assert caught.value.argument == next(iter(options))
        assert caught.value.operation == "link"
