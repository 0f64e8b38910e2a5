"""The same call by each client: ask for an instance's health, and make an object of the answer.

A client is a function of the base URL that gives a call; a call gives a ``Health``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

INSTANCE = "c9a1dd76-5678-4f9d-9012-a5b78de100c3"
TOKEN = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
IN_FLIGHT = 64


class Status(str, Enum):
    WORKING = "WORKING"
    SCAN_QR_CODE = "SCAN_QR_CODE"


@dataclass(frozen=True)
class Health:
    """What a program written by hand would keep."""

    instance_id: str
    status: Status
    connected_at: datetime | None


def read(answer: Any) -> Health:
    at = answer["connected_at"]
    at = at and datetime.fromisoformat(at).replace(tzinfo=timezone.utc)
    return Health(answer["instance_id"], Status(answer["status"]), at)


def hypersender(base: str) -> Callable[[], Any]:
    from hypersender import Client

    client = Client(TOKEN, base_url=base)
    return lambda: client.health(INSTANCE)


def requests(base: str) -> Callable[[], Health]:
    import requests
    from requests.adapters import HTTPAdapter

    session = requests.Session()
    session.headers.update(HEADERS)
    session.mount("http://", HTTPAdapter(pool_maxsize=IN_FLIGHT))
    url = f"{base}/{INSTANCE}/health"
    return lambda: read(session.get(url, timeout=30).json())


def urllib3(base: str) -> Callable[[], Health]:
    import urllib3

    pool = urllib3.PoolManager(maxsize=IN_FLIGHT, headers=HEADERS)
    url = f"{base}/{INSTANCE}/health"
    return lambda: read(pool.request("GET", url, timeout=30).json())


def httpx(base: str) -> Callable[[], Health]:
    import httpx

    client = httpx.Client(headers=HEADERS, timeout=30)
    url = f"{base}/{INSTANCE}/health"
    return lambda: read(client.get(url).json())


def primp(base: str) -> Callable[[], Health]:
    import primp

    client = primp.Client(headers=HEADERS, timeout=30)
    url = f"{base}/{INSTANCE}/health"
    return lambda: read(client.get(url).json())


def wreq(base: str) -> Callable[[], Health]:
    import wreq.blocking

    client = wreq.blocking.Client(headers=HEADERS)
    url = f"{base}/{INSTANCE}/health"
    return lambda: read(client.get(url).json())


async def hypersender_async(base: str) -> Callable[[], Awaitable[Any]]:
    from hypersender import AsyncClient

    client = AsyncClient(TOKEN, base_url=base)
    return lambda: client.health(INSTANCE)


async def aiohttp(base: str) -> Callable[[], Awaitable[Health]]:
    import aiohttp

    session = aiohttp.ClientSession(headers=HEADERS, timeout=aiohttp.ClientTimeout(30))
    url = f"{base}/{INSTANCE}/health"

    async def call() -> Health:
        async with session.get(url) as answer:
            return read(json.loads(await answer.read()))

    return call


async def httpx_async(base: str) -> Callable[[], Awaitable[Health]]:
    import httpx

    client = httpx.AsyncClient(headers=HEADERS, timeout=30)
    url = f"{base}/{INSTANCE}/health"

    async def call() -> Health:
        return read((await client.get(url)).json())

    return call


async def wreq_async(base: str) -> Callable[[], Awaitable[Health]]:
    import wreq

    client = wreq.Client(headers=HEADERS)
    url = f"{base}/{INSTANCE}/health"

    async def call() -> Health:
        answer = await client.get(url)
        return read(await answer.json())

    return call


SYNC = {"hypersender": hypersender} | {
    made.__name__: made for made in (requests, urllib3, httpx, primp, wreq)
}
ASYNC = {
    "hypersender": hypersender_async,
    "aiohttp": aiohttp,
    "httpx": httpx_async,
    "wreq": wreq_async,
}
