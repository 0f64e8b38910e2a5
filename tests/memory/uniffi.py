"""Everything that crosses into the library behind Kotlin and Swift and back, so many times.

What crosses are UniFFI's own bindings for Python, in the folder that is named: no virtual machine
stands between the library and valgrind. The stage ``memory`` of ``cargo xtask release-check``.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, sys.argv[2])
from native import hypersender as native
from native import hypersender_testing as testing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# A slow machine under a slow tool: only what is meant to end early does.
PATIENCE = 3000.0
LIMITS = {"request_new_qr_code": None, "health": None, "create_instance": None}
CALL = native.CallRecord()
OFF = native.CooldownChoice.OFF


class Thrown(native.Thrown):
    """What a callback throws: it comes back as it was."""


class Source(native.TokenSource):
    """A token callback that answers, or does not."""

    def __init__(self, answer: Callable[[], str]) -> None:
        self.answer = answer

    async def token(self) -> str:
        await asyncio.sleep(0)
        return self.answer()


class Sink(native.LogSink):
    def __init__(self) -> None:
        self.told = threading.Event()

    def log(self, record: Any) -> None:
        if record.text and record.fields:
            self.told.set()


def throwing(error: Exception) -> Callable[[], str]:
    def answer() -> str:
        raise error

    return answer


def failed(error: BaseException, code: str) -> None:
    if not isinstance(error, native.NativeError.Failed):
        raise error
    if error.details.code != code:
        raise AssertionError(error.details.code) from error


def refused(code: str, act: Callable[[], object]) -> None:
    try:
        act()
    except native.NativeError as error:
        failed(error, code)
    else:
        raise AssertionError(code)


async def refuses(code: str, call: Awaitable[object]) -> None:
    try:
        await call
    except native.NativeError as error:
        failed(error, code)
    else:
        raise AssertionError(code)


async def raises(kind: type[Exception], call: Awaitable[object]) -> Exception:
    try:
        await call
    except kind as error:
        return error
    raise AssertionError(kind)


def drawings(code: Any) -> None:
    texts = (code.payload(), code.svg(), code.terminal(), code.base64(), code.data_uri())
    again = native.NativeQrCode.from_png(code.png())
    if not all(texts) or again.payload() != texts[0] or not code.is_same(code):
        raise AssertionError
    lives = code.expires_at() > code.requested_at()
    if not lives or (code.is_expired() and code.expires_in() > 0):
        raise AssertionError
    with tempfile.TemporaryDirectory() as folder:
        code.save(str(Path(folder) / "code.png"))
        try:
            code.save(str(Path(folder) / "none" / "code.png"))
        except native.SaveError.Io:
            return
    raise AssertionError


async def values(sandbox: Any, client: Any, instance: str) -> None:
    answer = await client.request_new_qr_code(instance, native.CallRecord(cooldown=OFF), None)
    drawings(answer.qr_code)
    drawings(testing.echo_answer(answer).qr_code)
    await client.list_instances(native.ListFilter(status="SCAN_QR_CODE"), CALL, None)
    await client.health(instance, CALL, None)
    name = f"Shop {len(sandbox.instances())}"
    made = await client.create_instance("+201234567890", name, None, CALL, None)
    await client.restart(made.instance.id, CALL, None)
    client.qr_cooldown(instance)
    await refuses("not_found", client.health("nobody", CALL, None))
    await refuses("invalid_argument", client.health("../..", CALL, None))
    refused("invalid_argument", lambda: native.NativeQrCode.from_png(b"no picture"))
    refused("invalid_argument", lambda: client.qr_cooldown("../.."))
    samples(answer.qr_code)
    last = len(sandbox.requests())
    await sandbox.wait_for_request(last - 1, operation=None, ended=True, cancel=None)


def samples(code: Any) -> None:
    """Have a value of every type come, and go where it can."""
    if len(testing.sample_events(code)) != len(testing.vocabulary().events):
        raise AssertionError
    secret = testing.sample_instance("canary").access_token
    health, status = testing.sample_health(), "ANOTHER_STATUS"
    echoes = (
        (testing.echo_secret, secret),
        (testing.echo_status, status),
        (testing.echo_time, health.connected_at),
        (testing.echo_bytes, bytes(range(256)) * 64),
    )
    if not testing.sample_restarted().text:
        raise AssertionError
    for echo, value in echoes:
        if echo(value) != value:
            raise AssertionError(echo)


async def failures() -> None:
    for code in testing.vocabulary().codes:
        refused(code, lambda code=code: testing.fail_with(code))
        await refuses(code, testing.fail_with_bare(code))
    await refuses("internal", testing.panic_in_a_call(None))
    try:
        testing.panic_at_once()
    except testing.InternalError:
        return
    raise AssertionError


async def hanging_calls(number: int) -> None:
    # The library tells nobody.
    while testing.hanging() != number:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def cancelled(client: Any, instance: str) -> None:
    """Cancel before the first step, under way, and as Swift does: with a token."""
    for steps in range(3):
        task = asyncio.ensure_future(client.health(instance, CALL, None))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    hanging = asyncio.ensure_future(testing.hang(None))
    await hanging_calls(1)
    hanging.cancel()
    await asyncio.wait([hanging])
    await hanging_calls(0)
    token = native.CancelToken()
    hung = asyncio.ensure_future(testing.hang(token))
    await hanging_calls(1)
    token.cancel()
    await raises(native.NativeError.Cancelled, hung)
    await raises(native.NativeError.Cancelled, client.health(instance, CALL, token))


async def callbacks(sandbox: Any, instance: str) -> None:
    options = native.ClientRecord(base_url=sandbox.url(), timeout=PATIENCE)
    thrown = Thrown()
    asked = native.NativeClient.with_source(Source(sandbox.token), options)
    await asked.health(instance, CALL, None)
    asked.shut()
    await refuses("closed", asked.health(instance, CALL, None))
    threw = Source(throwing(native.TokenFailure.Threw(thrown)))
    client = native.NativeClient.with_source(threw, options)
    error: Any = await raises(native.NativeError.Threw, client.health(instance, CALL, None))
    if error.thrown is not thrown:
        raise AssertionError
    broken = Source(throwing(native.TokenFailure.Broken("broken")))
    client = native.NativeClient.with_source(broken, options)
    await refuses("authentication", client.health(instance, CALL, None))


async def logged(client: Any, instance: str) -> None:
    sink = Sink()
    if not native.set_logger(native.LogLevel.TRACE, sink):
        raise AssertionError
    while not sink.told.is_set():
        await client.health(instance, CALL, None)
    native.set_logger(native.LogLevel.ERROR, None)


async def sessions(sandbox: Any, client: Any) -> None:
    def instance() -> str:
        return str(json.loads(sandbox.perform('{"create_instance": {}}'))["created"])

    options = native.LinkRecord(timeout=PATIENCE)
    # By hand, not by a fast clock: a code has to be alive once such a machine scans it.
    sandbox.advance(60.0)
    session = client.link(instance(), options)
    session.iterate()
    refused("invalid_argument", session.iterate)
    while event := await session.next(None):
        repr(event)
        if event.is_qr_code():
            sandbox.scan(event.qr_code.payload(), native.ScanManner.ACCEPT())
            sandbox.advance(60.0)
    if not (await session.linked(None)).is_linked():
        raise AssertionError
    left = client.link(instance(), options)
    await left.next(None)
    waiting = asyncio.ensure_future(left.linked(None))
    await asyncio.sleep(0)
    left.cancel()
    await refuses("closed", waiting)
    dropped = client.link(instance(), options)
    await dropped.next(None)


def on_another_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


async def main(rounds: int) -> None:
    for module in (native, testing):
        module.uniffi_set_event_loop(asyncio.get_running_loop())
    settings = json.dumps({"seed": 1, "limits": LIMITS})
    shop = native.SandboxInstance(name="Front desk", status="SCAN_QR_CODE")
    record = native.SandboxRecord(instances=[shop], settings=settings)
    sandbox = native.NativeSandbox.start(record)
    client = sandbox.client(native.ClientRecord(timeout=PATIENCE, cooldown=OFF))
    instance = sandbox.instances()[0].id
    for _ in range(rounds):
        await values(sandbox, client, instance)
        await failures()
        await cancelled(client, instance)
        await callbacks(sandbox, instance)
        await logged(client, instance)
        await sessions(sandbox, client)
        on_another_thread(lambda: client.qr_cooldown(instance))
        gc.collect()
    client.shut()
    sandbox.stop()


asyncio.run(main(int(sys.argv[1])))
sys.stdout.write("done\n")
