"""The same for the blocking client, with a thread for everything that is under way.

Does as it is told, and tells what it sees: ``tests/chaos/src/protocol.rs``.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from hypersender import (
    Client,
    HypersenderError,
    LinkSession,
    _native,
)
from hypersender.testing import Sandbox

from .telling import TICK, Lateness, LeftError, SealedError, hear, tell, tell_what_nobody_handles

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypersender import LinkEvent

# Of the test build.
proof: Any = getattr(_native, "test_exports", None)

# More than may be under way: nothing waits for a thread.
MOST = 64


class Driver:
    def __init__(self) -> None:
        self.clocks: dict[int, Sandbox] = {}
        self.clients: dict[int, Client] = {}
        self.answers: dict[int, str | None] = {}
        self.sessions: dict[int, LinkSession] = {}
        self.kept: list[bytes] = []
        self.open: list[int] = []
        self.threads = ThreadPoolExecutor(MOST)

    def act(self, told: dict[str, Any]) -> None:
        match told:
            case {"do": "clock", "world": world, "speed": speed}:
                # Nobody asks it anything: it has the clock.
                self.clocks[world] = Sandbox(speed=speed)
            case {"do": "client", "client": number, "world": world, "url": url, "token": token}:
                self.answers[number] = token
                given = (lambda: self.answer(number)) if told["asks"] else token
                self.clients[number] = self.clocks[world].client(token=given, base_url=url)
            case {"do": "token", "client": number, "token": token}:
                self.answers[number] = token
            case {"do": "close", "client": number}:
                self.clients.pop(number).close()
            case {"do": "link" | "call", "number": number}:
                self.start(self.work, number, told, self.clients.get(told["client"]))
            # A call can't be cancelled: its thread is in it.
            case {"do": "cancel", "number": number} if session := self.sessions.get(number):
                tell("cancelling", number=number, t=time.monotonic())
                session.cancel()
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
                threading.Thread(target=self.answer, args=(-1,)).start()
            case _:
                pass

    def answer(self, client: int) -> str:
        token = self.answers.get(client)
        if token is None:
            raise SealedError
        return token

    def start(self, work: Callable[..., None], *arguments: Any) -> None:
        def look_at(failure: BaseException | None) -> None:
            if failure is not None:
                tell("unhandled", text=repr(failure))

        future = self.threads.submit(work, *arguments)
        future.add_done_callback(lambda done: look_at(done.exception()))

    def work(self, number: int, told: dict[str, Any], client: Client | None) -> None:
        text = ""
        tell("begun", number=number, t=time.monotonic())
        try:
            if client is None:
                end = "closed"
            elif told["do"] == "call":
                getattr(client, told["operation"])(**told["arguments"], **told["options"])
                end = "value"
            else:
                end = self.linked(client, number, told)
        except SealedError:
            end = "thrown"
        except HypersenderError as error:
            end, text = error.code, str(error)
        self.sessions.pop(number, None)
        tell("end", number=number, t=time.monotonic(), end=end, text=text)

    def linked(self, client: Client, number: int, told: dict[str, Any]) -> str:
        with client.link(told["instance"], **told["options"]) as session:
            del client  # it may be forgotten while its session goes on
            self.sessions[number] = session
            seen = 0

            def heard(event: LinkEvent) -> None:
                nonlocal seen
                hear(number, event)
                seen += 1
                if seen == told["leave"] and event.kind != "linked":
                    tell("cancelling", number=number, t=time.monotonic())
                    raise LeftError
                if told["pause"]:
                    time.sleep(told["pause"])

            if told["how"] == "wait":
                return session.wait().kind
            if told["how"] == "both":
                try:
                    return session.wait(on_event=heard).kind
                except LeftError:
                    return "cancelled"
            end = "cancelled"
            for event in session:
                end = event.kind
                try:
                    heard(event)
                except LeftError:
                    break
        return end if end == "linked" else "cancelled"


def watch() -> None:
    """Tell how late a timer of this process is."""
    lateness = Lateness()
    while True:
        begun = time.monotonic()
        time.sleep(TICK)
        lateness.note(begun)


def main() -> None:
    tell_what_nobody_handles()
    driver = Driver()
    threading.Thread(target=watch, daemon=True).start()
    for line in sys.stdin:
        told = json.loads(line)
        if told["do"] == "quit":
            break
        driver.act(told)
    driver.threads.shutdown()
    for sandbox in driver.clocks.values():
        sandbox.close()


main()
