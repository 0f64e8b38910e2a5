"""Does as it is told, and tells what it sees, in lines of JSON: ``tests/chaos/src/protocol.rs``."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any

from hypersender import AsyncClient, HypersenderError, QrCodeEvent, QrExpiredEvent
from hypersender.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Awaitable

TICK = 0.01


class SealedError(Exception):
    """What a token callback raises: it has to arrive as it is."""


def tell(report: str, **what: Any) -> None:
    sys.stdout.write(json.dumps({"tell": report, **what}) + "\n")
    sys.stdout.flush()


class Driver:
    def __init__(self) -> None:
        self.clocks: dict[int, Sandbox] = {}
        self.clients: dict[int, AsyncClient] = {}
        self.answers: dict[int, str | None] = {}
        self.under_way: dict[int, asyncio.Task[None]] = {}
        self.kept: list[bytes] = []

    def act(self, told: dict[str, Any]) -> None:
        match told:
            case {"do": "clock", "world": world, "speed": speed}:
                # Nobody asks it anything: it has the clock.
                self.clocks[world] = Sandbox(speed=speed)
            case {"do": "client", "client": number, "world": world, "url": url, "token": token}:
                self.answers[number] = token
                given = (lambda: self.answer(number)) if told["asks"] else token
                clock = self.clocks[world]
                self.clients[number] = clock.async_client(token=given, base_url=url)
            case {"do": "token", "client": number, "token": token}:
                self.answers[number] = token
            case {"do": "close", "client": number}:
                self.start(self.clients.pop(number).aclose())
            case {"do": "link" | "call", "number": number}:
                self.under_way[number] = self.start(self.work(number, told))
            case {"do": "cancel", "number": number} if number in self.under_way:
                # Not before its first step: it would not even begin.
                asyncio.get_running_loop().call_soon(self.cancel, number)
            case {"do": "settle"}:
                gc.collect()
                tell("settled", t=time.monotonic())
            case {"do": "misbehave", "how": "keep"}:
                self.kept.append(b"1" * 65536)
            case {"do": "misbehave"}:
                asyncio.get_running_loop().create_future().set_exception(ValueError("unseen"))
            case _:
                pass

    def cancel(self, number: int) -> None:
        if task := self.under_way.get(number):
            tell("cancelling", number=number, t=time.monotonic())
            task.cancel()

    def answer(self, client: int) -> str:
        token = self.answers[client]
        if token is None:
            raise SealedError
        return token

    @staticmethod
    def start(work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        running.add(task)
        task.add_done_callback(running.discard)
        return task

    async def work(self, number: int, told: dict[str, Any]) -> None:
        text = ""
        tell("begun", number=number, t=time.monotonic())
        try:
            client = self.clients.get(told["client"])
            if client is None:
                end = "closed"
            elif told["do"] == "call":
                call = getattr(client, told["operation"])
                await call(**told["arguments"], **told["options"])
                end = "value"
            else:
                end = await linked(client, number, told)
        except asyncio.CancelledError:
            end = "cancelled"
        except SealedError:
            end = "thrown"
        except HypersenderError as error:
            end, text = error.code, str(error)
        self.under_way.pop(number, None)
        tell("end", number=number, t=time.monotonic(), end=end, text=text)


async def linked(client: AsyncClient, number: int, told: dict[str, Any]) -> str:
    end = "cancelled"
    async with client.link(told["instance"], **told["options"]) as session:
        if told["wait"]:
            await session.wait()
            return "linked"
        async for event in session:
            t = time.monotonic()
            code = None
            match event:
                case QrCodeEvent(qr_code=qr_code):
                    left = qr_code.expires_in
                    payload = qr_code.payload.reveal()
                    code = {"number": event.number, "payload": payload, "left": left}
                case QrExpiredEvent():
                    code = {"number": event.number}
                case _:
                    pass
            tell("event", number=number, t=t, kind=event.kind, code=code)
            end = event.kind
            if told["pause"]:
                await asyncio.sleep(told["pause"])
    return end if end == "linked" else "cancelled"


async def watch() -> None:
    """Tell how late a timer of this loop is."""
    worst, said = 0.0, time.monotonic()
    while True:
        before = time.monotonic()
        await asyncio.sleep(TICK)
        now = time.monotonic()
        worst = max(worst, now - before - TICK)
        if worst > 0.02 or now > said + 0.2:
            tell("lag", t=now, lag=worst)
            worst, said = 0.0, now


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: tell("unhandled", text=repr(context)))
    sys.unraisablehook = lambda it: tell("unhandled", text=f"{it.err_msg}: {it.exc_value!r}")
    threading.excepthook = lambda it: tell("unhandled", text=f"thread: {it.exc_value!r}")
    warnings.simplefilter("error")
    lines = asyncio.StreamReader(limit=1 << 20)
    pipe, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    driver = Driver()
    watcher = Driver.start(watch())
    while line := await lines.readline():
        told = json.loads(line)
        if told["do"] == "quit":
            break
        driver.act(told)
    watcher.cancel()
    pipe.close()
    for sandbox in driver.clocks.values():
        sandbox.close()


running: set[asyncio.Task[None]] = set()
asyncio.run(main())
