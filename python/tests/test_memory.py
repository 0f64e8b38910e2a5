"""Nothing is kept of what is over: not here, not in the native module."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Refused or answered at once, calls make the way of every other but for the server, which would
# write down each of them.
PROGRAM = r"""
import asyncio, gc, resource
from hypersender import AsyncClient, Client, HypersenderError, QrCode
from hypersender.testing import Sandbox

with Sandbox() as sandbox:
    png = sandbox.client().request_new_qr_code(sandbox.instance).qr_code.png
client = Client("1|token", base_url="http://localhost:1")

def refused():
    try:
        client.health("not an id")
    except HypersenderError as error:
        return str(error)

async def refused_at_once(client):
    for instance in ("not an id", "a/b"):
        await asyncio.gather(client.health(instance), return_exceptions=True)
    task = asyncio.ensure_future(client.health("a"))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    client.link("a").cancel()

async def rounds(count):
    async with AsyncClient("1|token", base_url="http://localhost:1") as own:
        for _ in range(count):
            refused()
            client.qr_cooldown("a")
            client.link("a").cancel()
            QrCode(png).data_uri
            await refused_at_once(own)

def resident():
    gc.collect()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # the most so far, in kB on Linux

asyncio.run(rounds(3000))
sizes = [resident()]
for _ in range(4):
    asyncio.run(rounds(1000))
    sizes.append(resident())
print(min(after - before for before, after in zip(sizes, sizes[1:])))
"""


# With an answer each, and a session that is shown its code; the sandbox forgets them in between.
ANSWERED = r"""
import gc, resource
from hypersender.testing import Sandbox

def rounds(count):
    for _ in range(count):
        with sandbox.client(timeout=86_400) as client:
            client.health(sandbox.instance)
            client.list_instances()
            with client.link(sandbox.instance, timeout=86_400) as session:
                next(event for event in session if event.kind == "qr_code")
        sandbox.reset()

def resident():
    gc.collect()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

limits = dict.fromkeys(["health", "request_new_qr_code"])
with Sandbox(limits=limits, speed=600) as sandbox:
    rounds(150)
    sizes = [resident()]
    for _ in range(4):
        rounds(60)
        sizes.append(resident())
print(min(after - before for before, after in zip(sizes, sizes[1:])))
"""


@pytest.mark.parametrize("program", [PROGRAM, ANSWERED], ids=["refused", "answered"])
def test_many_calls_leave_the_memory_as_it_was(program: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr
    # A leak grows in each quarter: 8,000 calls that kept 64 bytes each would show, and 60
    # rounds that kept their code.
    assert int(ended.stdout) < (500 if program is PROGRAM else 40), ended.stdout
