"""What both drivers tell, in lines of JSON: ``tests/chaos/src/protocol.rs``."""

from __future__ import annotations

import json
import sys
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any

from hypersender import QrCodeEvent, QrExpiredEvent

if TYPE_CHECKING:
    from hypersender import LinkEvent

# How long a timer runs that is looked at.
TICK = 0.01

one_line = threading.Lock()


class LeftError(Exception):
    """How a function that is told of events leaves."""


class SealedError(Exception):
    """What a token callback raises: it has to arrive as it is."""


def tell(report: str, **what: Any) -> None:
    line = json.dumps({"tell": report, **what}) + "\n"
    with one_line:
        sys.stdout.write(line)
        sys.stdout.flush()


def tell_what_nobody_handles() -> None:
    """Tell of exceptions that end nowhere, and of warnings."""
    sys.unraisablehook = lambda it: tell("unhandled", text=f"{it.err_msg}: {it.exc_value!r}")
    threading.excepthook = lambda it: tell("unhandled", text=f"thread: {it.exc_value!r}")
    warnings.simplefilter("error")


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


class Lateness:
    """How late a timer is: told when it is much, and now and then."""

    def __init__(self) -> None:
        self.worst, self.said = 0.0, time.monotonic()

    def note(self, begun: float) -> None:
        """Note that a timer of one tick, begun then, has run out."""
        now = time.monotonic()
        self.worst = max(self.worst, now - begun - TICK)
        if self.worst > 0.02 or now > self.said + 0.2:
            tell("lag", t=now, lag=self.worst)
            self.worst, self.said = 0.0, now
