"""Does as it is told, and tells what it sees, in lines of JSON: ``tests/chaos/src/protocol.rs``."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from hypersender import (
    AsyncClient,
    AsyncLinkSession,
    HypersenderError,
    _native,
)
from hypersender.testing import Sandbox

from .telling import TICK, Lateness, LeftError, SealedError, hear, tell, tell_what_nobody_handles

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from hypersender import LinkEvent

# Of the test build.
proof: Any = getattr(_native, "test_exports", None)


class Driver:
    def __init__(self) -> None:
        self.clocks: dict[int, Sandbox] = {}
        self.clients: dict[int, AsyncClient] = {}
        self.answers: dict[int, str | None] = {}
        self.under_way: dict[int, asyncio.Task[None]] = {}
        self.sessions: dict[int, AsyncLinkSession] = {}
        self.kept: list[bytes] = []
        self.open: list[int] = []

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
                asyncio.get_running_loop().call_soon(self.cancel, number, told["itself"])
            case {"do": "forget", "client": number}:
                del self.clients[number]
            case {"do": "set_wall", "world": world, "seconds": seconds}:
                proof.set_wall(self.clocks[world]._sandbox, seconds)
            case {"do": "sleep", "world": world, "seconds": seconds}:
                proof.suspend(self.clocks[world]._sandbox, seconds)
            case {"do": "settle"}:
                gc.collect()
                tell("settled", t=time.monotonic())
            case {"do": "misbehave", "how": "keep", "kib": kib}:
                self.kept.append(b"1" * 1024 * kib)
            case {"do": "misbehave", "how": "keep_open"}:
                self.open.append(os.open(os.devnull, os.O_RDONLY))
            case {"do": "misbehave"}:
                asyncio.get_running_loop().create_future().set_exception(ValueError("unseen"))
            case _:
                pass

    def cancel(self, number: int, itself: bool) -> None:
        task, session = self.under_way.get(number), self.sessions.get(number)
        if task is not None:
            tell("cancelling", number=number, t=time.monotonic())
            if itself and session is not None:
                session.cancel()
            else:
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
                end = await self.linked(client, number, told)
        except asyncio.CancelledError:
            end = "cancelled"
        except SealedError:
            end = "thrown"
        except HypersenderError as error:
            end, text = error.code, str(error)
        self.under_way.pop(number, None)
        self.sessions.pop(number, None)
        tell("end", number=number, t=time.monotonic(), end=end, text=text)

    async def linked(self, client: AsyncClient, number: int, told: dict[str, Any]) -> str:
        async with client.link(told["instance"], **told["options"]) as session:
            del client  # it may be forgotten while its session goes on
            self.sessions[number] = session
            seen = 0

            async def heard(event: LinkEvent) -> None:
                nonlocal seen
                hear(number, event)
                seen += 1
                if seen == told["leave"] and event.kind != "linked":
                    tell("cancelling", number=number, t=time.monotonic())
                    raise LeftError
                if told["pause"]:
                    await asyncio.sleep(told["pause"])

            if told["how"] == "wait":
                return (await session.wait()).kind
            if told["how"] == "both":
                try:
                    return (await session.wait(on_event=heard)).kind
                except LeftError:
                    return "cancelled"
            end = "cancelled"
            async for event in session:
                end = event.kind
                try:
                    await heard(event)
                except LeftError:
                    break
        return end if end == "linked" else "cancelled"


async def watch() -> None:
    """Tell how late a timer of this loop is."""
    lateness = Lateness()
    while True:
        begun = time.monotonic()
        await asyncio.sleep(TICK)
        lateness.note(begun)


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: tell("unhandled", text=repr(context)))
    tell_what_nobody_handles()
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
