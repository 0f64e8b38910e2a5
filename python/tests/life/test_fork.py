"""``os.fork``, and what is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .program import run

if TYPE_CHECKING:
    from pathlib import Path

# In each program `in_a_child` runs a function in a child, and gives what it returned or raised.
FORKING = """
import os, pickle, signal, sys, threading, time, warnings
from hypersender import *
from hypersender.testing import Sandbox
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)

def in_a_child(work):
    sys.stdout.flush()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        try:
            value = work()
        except BaseException as error:
            value = error
        os.write(write, pickle.dumps(value))
        os._exit(0)
    os.close(write)
    with open(read, "rb") as pipe:
        told = pipe.read()
    assert os.waitpid(child, 0)[1] == 0, "the child hung"
    return pickle.loads(told)
"""

BOTH_WORK = """
with Sandbox() as sandbox, sandbox.client() as client:
    here = lambda: client.health(sandbox.instance).status.value
    print(here(), in_a_child(here), here(), in_a_child(lambda: in_a_child(here)), here())
    print(sandbox.connections)
"""


def test_child_and_parent_go_on_with_the_same_client() -> None:
    status = "SCAN_QR_CODE"
    # The parent's connection stays the parent's; a child, and its child, make one each.
    assert run(FORKING + BOTH_WORK) == f"{' '.join([status] * 5)}\n3\n"


ASYNC = """
import asyncio
with Sandbox() as sandbox:
    client = sandbox.async_client()
    here = lambda: asyncio.run(client.health(sandbox.instance)).status.value
    print(here(), in_a_child(here), here())
"""


def test_asyncio_in_the_parent_and_in_the_child() -> None:
    assert run(FORKING + ASYNC) == "SCAN_QR_CODE SCAN_QR_CODE SCAN_QR_CODE\n"


LIMITS = """
with Sandbox() as sandbox, sandbox.client() as client:
    client.request_new_qr_code(sandbox.instance)
    error = in_a_child(lambda: client.request_new_qr_code(sandbox.instance))
    print(error.code, error.limited_by, 55 < error.retry_after <= 61)
    print(len(sandbox.requests))
"""


def test_a_child_knows_of_the_minute_that_its_parent_began() -> None:
    assert run(FORKING + LIMITS) == "rate_limited client True\n1\n"


UNDER_WAY = """
with Sandbox() as sandbox, sandbox.client() as client:
    sandbox.fault("request_new_qr_code", {"delay": 3})
    ask = threading.Thread(target=client.request_new_qr_code, args=(sandbox.instance,))
    ask.start()
    sandbox.wait_for_request(timeout=60)
    error = in_a_child(lambda: client.request_new_qr_code(sandbox.instance))
    print(error.code, error.limited_by, error.retry_after > 60)
    ask.join()
    print(len(sandbox.requests), client.qr_cooldown(sandbox.instance) > 55)
"""


def test_a_child_does_not_wait_for_what_its_parent_asked() -> None:
    assert run(FORKING + UNDER_WAY) == "rate_limited client True\n1 True\n"


WAITED_FOR = """
with Sandbox() as sandbox, sandbox.client() as client:
    came = []
    waiting = [threading.Thread(target=lambda: came.append(sandbox.wait_for_request(timeout=60)))
               for _ in range(20)]
    for thread in waiting:
        thread.start()
    print(in_a_child(lambda: client.health(sandbox.instance).status.value))
    for thread in waiting:
        thread.join()
    print({request.number for request in came}, len(came))
"""


def test_a_fork_while_requests_are_waited_for() -> None:
    assert run(FORKING + WAITED_FOR) == "SCAN_QR_CODE\n{1} 20\n"


HALF_WAY = """
import os, signal, threading, warnings
from hypersender import Client
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
half_way, go_on = threading.Event(), threading.Event()

def stop(frame, event, argument):
    module, function = os.path.basename(frame.f_code.co_filename), frame.f_code.co_name
    if (module, function) == ("_errors.py", "__init_subclass__") and not half_way.is_set():
        half_way.set()
        go_on.wait()

def fail():
    try:
        client.health("no instance")
    except ValueError as error:
        return error.code

client = Client("1|token")
threading.settrace(stop)
threading.Thread(target=fail).start()
half_way.wait()
threading.Timer(0.1, go_on.set).start()
child = os.fork()
if child == 0:
    signal.alarm(20)
    os._exit(0 if fail() == "invalid_argument" else 1)
print(os.waitpid(child, 0)[1])
"""


def test_a_child_gets_no_module_that_another_thread_has_half_brought_in() -> None:
    assert run(HALF_WAY) == "0\n"


SESSIONS = """
with Sandbox(speed=60, instances=[{"name": "one"}, {"name": "two"}]) as sandbox:
    client = sandbox.client()
    one, two = (instance.id for instance in sandbox.instances)
    session = client.link(one)
    while not isinstance(next(session), QrCodeEvent):
        pass
    cold = client.link(two)

    def child():
        try:
            next(session)
        except ClientClosedError as error:
            closed = "forked" in str(error)
        session.cancel()
        for event in cold:
            if isinstance(event, QrCodeEvent):
                sandbox_scans(event)
            if isinstance(event, LinkedEvent):
                return closed, event.instance_id == two

    def sandbox_scans(event):
        import json, urllib.request
        body = json.dumps({"payload": event.qr_code.payload.reveal()}).encode()
        urllib.request.urlopen(sandbox.origin + "/_sandbox/scan", body).close()

    print(in_a_child(child))
    sandbox.phone.scan_what_is_shown(one)
    print(session.wait().instance_id == one)
"""


def test_a_session_stays_with_the_parent_and_a_child_begins_its_own() -> None:
    assert run(FORKING + SESSIONS) == "(True, True)\nTrue\n"


CALLBACK = """
asked = []
def token():
    asked.append(os.getpid())
    if len(asked) == 1 and os.getpid() == parent:
        is_asked.set()
        answer.wait()
    return sandbox.token

parent, is_asked, answer = os.getpid(), threading.Event(), threading.Event()
with Sandbox() as sandbox, sandbox.client(token=token) as client:
    work = lambda: client.health(sandbox.instance).status.value
    thread = threading.Thread(target=work)
    thread.start()
    is_asked.wait()
    print(in_a_child(lambda: (work(), len(asked))))
    answer.set()
    thread.join()
    print(len(asked), work())
"""


def test_a_child_asks_for_the_token_itself_while_its_parent_waits_for_it() -> None:
    assert run(FORKING + CALLBACK) == "('SCAN_QR_CODE', 2)\n1 SCAN_QR_CODE\n"


BUSY = """
with Sandbox() as sandbox, sandbox.client() as client:
    over = False
    def work():
        while not over:
            client.list_instances()
            with Sandbox() as other, other.client() as another:
                another.list_instances()
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()

    def child():
        client.list_instances()
        sandbox.close()
        sys.stdout.flush()
        import atexit
        atexit._run_exitfuncs()
        return "done"

    print({in_a_child(child) for _ in range(60)})
    over = True
    for thread in threads:
        thread.join()
"""


def test_a_fork_amid_busy_threads_finds_no_lock_held() -> None:
    assert run(FORKING + BUSY, timeout=240) == "{'done'}\n"


SHORT_CALLS = """
with Sandbox(limits={"health": None}) as sandbox, sandbox.client() as client:
    instance, over = sandbox.instance, False
    def work():
        while not over:
            client.qr_cooldown(instance)
            sandbox.client().close()
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()

    def child():
        client.qr_cooldown(instance)
        client.close()
        with sandbox.client() as another:
            return another.health(instance).status.value

    print({in_a_child(child) for _ in range(60)})
    over = True
    for thread in threads:
        thread.join()
"""


def test_a_fork_amid_what_leaves_the_interpreters_lock_for_a_moment() -> None:
    assert run(FORKING + SHORT_CALLS, timeout=240) == "{'SCAN_QR_CODE'}\n"


# What was registered before the package's own hooks runs between them, while nothing else does.
HOOKS = (
    """
import gc, os
hook = lambda: None
for when in ("before", "after_in_parent", "after_in_child"):
    os.register_at_fork(**{when: lambda: hook()})
"""
    + FORKING
    + """
gc.disable()
with Sandbox() as sandbox, sandbox.client() as client:
    said = []
    def hook():
        gc.collect()
        client.qr_cooldown(sandbox.instance)
        sandbox.client().close()
        try:
            said.append(client.health(sandbox.instance).status.value)
        except RuntimeError as error:
            said.append(str(error).partition(" that ")[0])
            try:
                said.append(next(client.link(sandbox.instance)))
            except RuntimeError:
                pass
    garbage = [Sandbox()]
    garbage.append(garbage)
    del garbage
    in_child = in_a_child(lambda: said)
    hook = lambda: None
    print(*said, *in_child[1:], client.health(sandbox.instance).status.value, sep="\\n")
"""
)


def test_a_hook_amid_a_fork_waits_for_nothing() -> None:
    refused, status = "No call can be made in a hook of os.fork", "SCAN_QR_CODE"
    assert run(HOOKS).splitlines() == [refused, refused, status, status]


MULTIPROCESSING = """
import multiprocessing, sys, warnings
from hypersender import Client, RateLimitError
from hypersender.testing import Sandbox

def status(_):
    with Client() as client:
        return client.health(client.list_instances()[0].id).status.value

def minute(instance):
    with Client() as client:
        client.request_new_qr_code(instance)
        client.request_new_qr_code(instance)

if __name__ == "__main__":
    import os
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    with Sandbox(limits={"health": None}) as sandbox:
        os.environ["HYPERSENDER_TOKEN"] = sandbox.token
        os.environ["HYPERSENDER_BASE_URL"] = sandbox.url
        print(status(None))
        with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
            print(*set(pool.map(status, range(20))))
            try:
                pool.apply(minute, [sandbox.instance])
            except RateLimitError as error:
                print(error.limited_by, error.retry_after > 50)
            pool.close()
            pool.join()
        print(status(None))
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(method: str, tmp_path: Path) -> None:
    status = "SCAN_QR_CODE"
    program = tmp_path / "program.py"  # children have to import it
    program.write_text(MULTIPROCESSING)
    assert run(program, method) == f"{status}\n{status}\nclient True\n{status}\n"
