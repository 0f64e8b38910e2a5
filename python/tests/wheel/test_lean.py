"""What a start and a call cost, in what repeats: instructions, connections, threads.

A start is judged by its instructions over those of the bare interpreter, a call by those that more
calls take: what is between, of both processes, falls out. An event loop that was woken once too
often can only add to them, so the least of several is what counts.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from hypersender.testing import Sandbox

from ..life.program import PYTHON

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    limits = {"request_new_qr_code": None, "health": None}
    with Sandbox(limits=limits) as sandbox:
        yield {
            "HYPERSENDER_TOKEN": sandbox.token,
            "HYPERSENDER_BASE_URL": sandbox.url,
            "INSTANCE": sandbox.instance,
        }


def least(program: str, environment: dict[str, str]) -> int:
    return min(instructions(program, environment) for _ in range(3))


def instructions(program: str, environment: dict[str, str]) -> int:
    count = ["/usr/bin/env", "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    ended = subprocess.run(
        [*count, PYTHON, "-c", program],
        env={**environment, "PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    (collected,) = re.findall(r"Collected : (\d+)", ended.stderr)
    return int(collected)


THREADS = """
import os
from hypersender import Client
from hypersender.testing import Sandbox
client = Client()
before = len(os.listdir("/proc/self/task"))
for _ in range(100):
    client.list_instances()
print(before, len(os.listdir("/proc/self/task")))
"""


def test_a_hundred_calls_take_one_connection_and_one_thread_more() -> None:
    with Sandbox() as sandbox:
        environment = {"HYPERSENDER_TOKEN": sandbox.token, "HYPERSENDER_BASE_URL": sandbox.url}
        ended = subprocess.run(
            [PYTHON, "-c", THREADS], env=environment, capture_output=True, text=True, check=True
        )
        assert ended.stdout == "1 2\n"
        assert sandbox.connections == 1


SYNC = """
from hypersender import Client
client = Client()
for _ in range({calls}):
    client.health({instance!r})
"""
ASYNC = """
import asyncio
from hypersender import AsyncClient
async def main():
    async with AsyncClient() as client:
        for _ in range({calls}):
            await client.health({instance!r})
asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("program", "most"), [(SYNC, 75_000), (ASYNC, 117_000)], ids=["sync", "async"]
)
def test_the_instructions_of_a_call(program: str, most: int, environment: dict[str, str]) -> None:
    instance = environment["INSTANCE"]
    few, many = (
        least(program.format(calls=calls, instance=instance), environment) for calls in (25, 225)
    )
    each = (many - few) / 200
    assert each <= most, f"{each:.0f} instructions a call"


BARE = "pass"
BARE_ASYNC = "import asyncio; asyncio.run(asyncio.sleep(0))"
FIRST = "from hypersender import Client; health = Client().health({instance!r})"
# The standard library's `enum` comes with the first look at a status: that is most of it. asyncio
# has it already.
LOOKED_AT = FIRST + "; health.status"
FIRST_ASYNC = """
import asyncio
from hypersender import AsyncClient
asyncio.run(AsyncClient().health({instance!r})).status
"""


@pytest.mark.parametrize(
    ("bare", "first", "most"),
    [
        (BARE, FIRST, 7_200_000),
        (BARE, LOOKED_AT, 27_800_000),
        (BARE_ASYNC, FIRST_ASYNC, 10_600_000),
    ],
    ids=["sync", "sync, and its status looked at", "async"],
)
def test_from_import_to_first_reply(
    bare: str, first: str, most: int, environment: dict[str, str]
) -> None:
    """So many instructions more than the interpreter takes by itself: times are too noisy."""
    first = first.format(instance=environment["INSTANCE"])
    more = least(first, environment) - instructions(bare, environment)
    assert more <= most, f"{more} instructions more"
