"""Several threads or tasks that read one session."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from hypersender.testing import Sandbox

pytestmark = pytest.mark.hypersender_sandbox(speed=20)

SCAN: dict[str, Any] = {"shown": 1, "after": 8, "do": {"scan": {}}}


def test_threads_share_the_events_and_all_get_the_end(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.expect(SCAN)
    kinds: list[str] = []
    ends: list[bool] = []
    with hypersender_sandbox.client() as client:
        session = client.link(hypersender_sandbox.instance)

        def read() -> None:
            while (event := next(session, None)) is not None:
                kinds.append(event.kind)
            ends.append(True)

        threads = [threading.Thread(target=read, daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert ends == [True] * 3
    assert kinds.count("linked") == 1


async def test_tasks_share_the_events_and_all_get_the_end(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.expect(SCAN)
    async with hypersender_sandbox.async_client() as client:
        session = client.link(hypersender_sandbox.instance)

        async def read() -> list[str]:
            kinds: list[str] = []
            while (event := await anext(session, None)) is not None:
                kinds.append(event.kind)
            return kinds

        read_by = await asyncio.wait_for(asyncio.gather(read(), read(), read()), 20)
    assert sum(kinds.count("linked") for kinds in read_by) == 1
