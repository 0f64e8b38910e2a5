"""The end of a process: nothing hangs, aborts, complains or is left behind."""

from __future__ import annotations

import shutil

import pytest

from .program import command, run, run_all

PRELUDE = """
import asyncio, sys, threading
from hypersender import *
from hypersender.testing import Sandbox

sandbox = Sandbox()
sandbox.fault("health", "never_answer", times=None)
client, async_client = sandbox.client(), sandbox.async_client()
instance = sandbox.instance

def in_a_thread(work, *, until=None):
    threading.Thread(target=work, daemon=True).start()
    until.wait() if until else sandbox.wait_for_request(timeout=60)
"""

ENDS = {
    "with_a_live_session": """
sandbox.clear_faults()
session = client.link(instance)
while not isinstance(next(session), QrCodeEvent):
    pass
""",
    "with_a_live_async_session": """
async def main():
    sandbox.clear_faults()
    session = async_client.link(instance)
    async for event in session:
        if isinstance(event, QrCodeEvent):
            return session
session = asyncio.run(main())
""",
    "with_a_daemon_thread_in_a_call": """
in_a_thread(lambda: client.health(instance))
""",
    "with_a_daemon_thread_in_a_session": """
in_a_thread(client.link(instance).wait)
""",
    "with_daemon_threads_that_call_all_the_time": """
def work():
    while True:
        client.list_instances()
for _ in range(8):
    in_a_thread(work)
""",
    "with_an_asyncio_call_under_way": """
async def main():
    calls = [asyncio.create_task(async_client.health(instance)) for _ in range(10)]
    await sandbox.async_wait_for_request(timeout=60)
    return calls
asyncio.run(main())
""",
    "with_a_loop_that_was_never_closed_in_a_daemon_thread": """
def work():
    loop = asyncio.new_event_loop()
    loop.run_until_complete(async_client.health(instance))
in_a_thread(work)
""",
    "with_an_exit_in_the_middle": """
import atexit
atexit.register(lambda: print("calls", len(client.list_instances())))
in_a_thread(lambda: client.health(instance))
sys.exit(0)
""",
    "with_a_token_callback_that_never_ends": """
asked = threading.Event()
def token():
    asked.set()
    threading.Event().wait()
in_a_thread(lambda: sandbox.client(token=token).health(instance), until=asked)
""",
    "with_everything_closed": """
async def main():
    async with async_client:
        await async_client.list_instances()
asyncio.run(main())
with client, sandbox:
    client.list_instances()
""",
}


@pytest.mark.parametrize("end", ENDS)
def test_a_process_ends(end: str) -> None:
    assert run(PRELUDE + ENDS[end]) in {"", "calls 1\n"}


RUN_AND_EXIT = """
import asyncio
from hypersender.testing import Sandbox

async def main():
    with Sandbox() as sandbox:
        client = sandbox.async_client()
        await asyncio.gather(*(client.list_instances() for _ in range(8)))

asyncio.run(main())
"""


def test_a_hundred_processes_on_one_core_end_without_one_abort() -> None:
    # Where threads of a library take the interpreter's lock, most of these abort.
    pinned = ["taskset", "--cpu-list", "0"] if shutil.which("taskset") else []
    for _ in range(50):
        ends = run_all([[*pinned, *command(RUN_AND_EXIT)]] * 2)
        assert ends == [(0, "")] * 2


DESCRIPTORS = """
import asyncio, gc, os
from hypersender.testing import Sandbox
with Sandbox() as sandbox:
    async def main():
        async with sandbox.async_client() as client:
            await client.list_instances()
    asyncio.run(main())
    gc.collect()
    while sandbox.open_connections:
        pass
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        asyncio.run(main())
    gc.collect()
    while sandbox.open_connections:
        pass
    for _ in range(1_000):
        if len(os.listdir("/proc/self/fd")) <= before:
            break
    print(len(os.listdir("/proc/self/fd")) - before)
"""


def test_loops_leave_no_descriptor_behind() -> None:
    assert run(DESCRIPTORS) == "0\n"
