"""What a session tells while it runs."""

from __future__ import annotations

from . import _hints
from ._qr_code import QrCode
from ._record import Record
from ._time import moment, moment_if_any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Event


class LinkEvent(Record):
    """What happens on the way to a linked phone: an open set, so keep a ``case _``."""

    kind = "unknown"
    """The permanent name, the same in every language."""


class RequestingEvent(LinkEvent):
    """A new code is being asked for. That may take 15 s."""

    kind = "requesting"


class QrCodeEvent(LinkEvent):
    """Show this code. It replaces the one before."""

    kind = "qr_code"
    qr_code: _hints.QrCode
    """The code."""
    number: int
    """Which one of this session, from 1."""
    expires_at: _hints.datetime
    """When it has to be off the screen: an estimate, on the early side."""
    next_request_at: _hints.datetime
    """When the service lets the next one be asked for."""


class QrExpiredEvent(LinkEvent):
    """Take the code off the screen: a phone that scans it now hangs."""

    kind = "qr_expired"
    number: int
    """Which one."""


class CoolingDownEvent(LinkEvent):
    """A new code has to wait: the service gives one a minute."""

    kind = "cooling_down"
    until: _hints.datetime
    """Until then."""


class LimitedEvent(LinkEvent):
    """The service answered 429: it wants to be left alone for a while."""

    kind = "limited"
    retry_at: _hints.datetime
    """Until then."""
    operation: str
    """What it was asked for."""


class StatusEvent(LinkEvent):
    """The instance has another status."""

    kind = "status"
    previous: _hints.Status | None = None
    """The one before; none at first."""
    current: _hints.Status
    """The one now."""


class RetryingEvent(LinkEvent):
    """Something failed that does not end the session."""

    kind = "retrying"
    error: _hints.HypersenderError
    """What."""
    at: _hints.datetime
    """About when it is tried again."""


class ActionRequiredEvent(LinkEvent):
    """Somebody has to do something on the phone before it goes on."""

    kind = "action_required"
    status: _hints.Status
    """The status that says what."""


class Advice(Record):
    """A piece of advice for a person."""

    code: str
    """The permanent name, for translations."""
    text: str
    """One sentence in English."""


class StalledEvent(LinkEvent):
    """Nothing moves. The session goes on, but a person might help."""

    kind = "stalled"
    advice: tuple[_hints.Advice, ...]
    """What may help."""


class LinkedEvent(LinkEvent):
    """The phone is linked: the last event."""

    kind = "linked"
    instance_id: str
    """The instance, as it was asked for."""
    connected_at: _hints.datetime | None = None
    """Since when, if the service said so."""
    already_linked: bool = False
    """Whether it was linked before the session began."""


CLASSES: dict[str, type[LinkEvent]] = {
    cls.kind: cls
    for cls in (
        RequestingEvent,
        QrCodeEvent,
        QrExpiredEvent,
        CoolingDownEvent,
        LimitedEvent,
        StatusEvent,
        RetryingEvent,
        ActionRequiredEvent,
        StalledEvent,
        LinkedEvent,
    )
}


def _advice(told: list[tuple[str, str]]) -> tuple[Advice, ...]:
    return tuple(Advice._of(*one) for one in told)


# How a field is read, by its name; the others are as they come.
_READ: dict[str, _hints.Callable[[_hints.Any], object]] = {
    "advice": _advice,
    "at": moment,
    "connected_at": moment_if_any,
    "expires_at": moment,
    "next_request_at": moment,
    "qr_code": QrCode._of,
    "retry_at": moment,
    "until": moment,
}


def event(told: Event) -> LinkEvent:
    kind, fields = told
    cls = CLASSES[kind]
    named = zip(cls._fields, fields, strict=True)
    return cls._of(*(_READ[name](value) if name in _READ else value for name, value in named))


def linked(told: Event) -> LinkedEvent:
    last = event(told)
    if not isinstance(last, LinkedEvent):
        message = "the end of a session is not the event `linked`"
        raise TypeError(message)
    return last
