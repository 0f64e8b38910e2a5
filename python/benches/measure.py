"""One client, in a process of its own: ``measure.py KIND CLIENT MODE CALLS URL`` prints JSON.

KIND is ``sync``, ``async`` or ``uvloop``; MODE is ``latency``, one call after the other, or
``throughput``, 64 in flight.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

from clients import ASYNC, IN_FLIGHT, SYNC

if TYPE_CHECKING:
    from collections.abc import Callable

WARM = 50


def median(numbers: list[float]) -> float:
    """Without `statistics`, whose imports would be a tenth of the memory that is measured."""
    return sorted(numbers)[len(numbers) // 2]


def one_by_one(call: Callable[[], Any], calls: int) -> list[float]:
    took: list[float] = []
    for _ in range(calls):
        begun = time.perf_counter()
        call()
        took.append(time.perf_counter() - begun)
    return took


async def one_by_one_async(call: Callable[[], Any], calls: int) -> list[float]:
    took: list[float] = []
    for _ in range(calls):
        begun = time.perf_counter()
        await call()
        took.append(time.perf_counter() - begun)
    return took


class Meter:
    """The time and the processor's time of what happens in it."""

    def __enter__(self) -> Meter:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self._wall
        self.cpu = time.process_time() - self._cpu


def sync(name: str, mode: str, calls: int, base: str) -> dict[str, float]:
    call = SYNC[name](base)
    one_by_one(call, WARM)
    if mode == "latency":
        return {"latency": median(one_by_one(call, calls))}
    from concurrent.futures import ThreadPoolExecutor

    each = calls // IN_FLIGHT
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        list(pool.map(lambda _: one_by_one(call, 2), range(IN_FLIGHT)))
        with Meter() as meter:
            list(pool.map(lambda _: one_by_one(call, each), range(IN_FLIGHT)))
    return told(meter, each * IN_FLIGHT)


async def asynchronous(name: str, mode: str, calls: int, base: str) -> dict[str, float]:
    call = await ASYNC[name](base)
    await one_by_one_async(call, WARM)
    if mode == "latency":
        return {"latency": median(await one_by_one_async(call, calls))}
    each = calls // IN_FLIGHT
    await asyncio.gather(*(one_by_one_async(call, 2) for _ in range(IN_FLIGHT)))
    with Meter() as meter:
        await asyncio.gather(*(one_by_one_async(call, each) for _ in range(IN_FLIGHT)))
    return told(meter, each * IN_FLIGHT)


def told(meter: Meter, calls: int) -> dict[str, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"throughput": calls / meter.wall, "cpu": meter.cpu / calls, "memory": float(peak)}


def main() -> None:
    kind, name, mode, calls, base = sys.argv[1:]
    if kind == "sync":
        result = sync(name, mode, int(calls), base)
    elif kind == "uvloop":
        import uvloop

        result = uvloop.run(asynchronous(name, mode, int(calls), base))
    else:
        result = asyncio.run(asynchronous(name, mode, int(calls), base))
    print(json.dumps(result), flush=True)
    os._exit(0)  # sessions that nobody closes have something to say at an exit


main()
