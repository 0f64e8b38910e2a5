"""For an interpreter without the GIL: everything at once, from threads that really run at once.

No test of pytest's: ``cargo xtask release-check free-threaded`` runs it.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from hypersender import Client, QrCodeEvent, RateLimitError, Status
from hypersender.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
THREADS = 8
EACH = 250
LIMITS = {"health": None, "request_new_qr_code": None, "create_instance": None}


def is_free() -> bool:
    return not getattr(sys, "_is_gil_enabled", lambda: True)()


def calls(client: Client, instance: str) -> int:
    for _ in range(EACH):
        assert client.health(instance).status is Status.SCAN_QR_CODE
    return EACH


async def awaited(sandbox: Sandbox) -> int:
    async with sandbox.async_client() as client:
        asked = [client.health(sandbox.instance) for _ in range(EACH)]
        return len({health.request_id for health in await asyncio.gather(*asked)})


def session(sandbox: Sandbox) -> str:
    instance = sandbox.create_instance()
    with sandbox.client() as client, client.link(instance) as session:
        for event in session:
            if isinstance(event, QrCodeEvent):
                assert sandbox.phone.scan(event.qr_code) == "linked"
    return session.wait().instance_id


def refused(client: Client, instance: str) -> int:
    """One of all that ask has a code, or all that asked together; the others a whole error."""
    try:
        client.request_new_qr_code(instance)
    except RateLimitError as error:
        again = pickle.loads(pickle.dumps(error))
        assert (again.code, again.limited_by) == ("rate_limited", "client")
        return 0
    return 1


def in_all(pool: ThreadPoolExecutor, work: Callable[[], T]) -> list[T]:
    """Do it in every thread of the pool."""
    running = [pool.submit(work) for _ in range(THREADS)]
    return [one.result() for one in running]


def main() -> None:
    assert is_free(), "the GIL is on: the module, or somebody, turned it on"
    with Sandbox(limits=LIMITS) as sandbox, sandbox.client() as client:
        together = threading.Barrier(THREADS)
        with ThreadPoolExecutor(THREADS) as pool:
            instance = sandbox.instance

            def at_once() -> int:
                together.wait()
                return calls(client, instance)

            assert sum(in_all(pool, at_once)) == THREADS * EACH
            assert set(in_all(pool, lambda: asyncio.run(awaited(sandbox)))) == {EACH}
            assert sum(in_all(pool, lambda: refused(client, instance))) >= 1
            assert len(sandbox.requests_to("request_new_qr_code")) == 1
    with Sandbox(speed=60, limits=LIMITS) as sandbox, ThreadPoolExecutor(THREADS) as pool:
        assert len(set(in_all(pool, lambda: session(sandbox)))) == THREADS
    assert is_free()
    print("at once")


main()
