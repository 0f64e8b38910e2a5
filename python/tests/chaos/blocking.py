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
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from hypersender import (
    Client,
    HypersenderError,
    LinkSession,
    QrCodeEvent,
    QrExpiredEvent,
    _native,
)
from hypersender.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypersender import LinkEvent

# Of the test build.
proof: Any = getattr(_native, "test_exports", None)

TICK = 0.01
# More than may be under way: nothing waits for a thread.
MOST = 64


class LeftError(Exception):
    """How a function that is told of events leaves."""


class SealedError(Exception):
    """What a token callback raises: it has to arrive as it is."""


one_line = threading.Lock()


def tell(report: str, **what: Any) -> None:
    line = json.dumps({"tell": report, **what}) + "\n"
    with one_line:
        sys.stdout.write(line)
        sys.stdout.flush()


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


def hear(number: int, event: LinkEvent) -> None:
    """Tell of an event of a session's."""
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


def watch() -> None:
    """Tell how late a timer of this process is."""
    worst, said = 0.0, time.monotonic()
    while True:
        before = time.monotonic()
        time.sleep(TICK)
        now = time.monotonic()
        worst = max(worst, now - before - TICK)
        if worst > 0.02 or now > said + 0.2:
            tell("lag", t=now, lag=worst)
            worst, said = 0.0, now


def main() -> None:
    sys.unraisablehook = lambda it: tell("unhandled", text=f"{it.err_msg}: {it.exc_value!r}")
    threading.excepthook = lambda it: tell("unhandled", text=f"thread: {it.exc_value!r}")
    warnings.simplefilter("error")
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
