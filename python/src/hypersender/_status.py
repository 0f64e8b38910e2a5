"""Where an instance is on its way to a linked phone."""

from __future__ import annotations

from enum import Enum

from . import _hints


class Status(str, Enum):
    """Where an instance is on its way to a linked phone.

    The service may answer with a status that this version does not know: it is kept as it came,
    ``Status("PASSKEY_REQUIRED")``, and compares with its text like the others. So in a ``match``
    there is always a ``case _``.

    >>> Status("WORKING") is Status.WORKING
    True
    >>> Status("PASSKEY_REQUIRED") == "PASSKEY_REQUIRED"
    True
    """

    __module__ = "hypersender"

    STOPPED = "STOPPED"
    STARTING = "STARTING"
    WORKING = "WORKING"
    """The phone is linked and usable."""
    SCAN_QR_CODE = "SCAN_QR_CODE"
    """A QR code waits for a phone."""
    FAILED = "FAILED"
    """Also where an instance goes that nobody scanned in time."""
    PENDING = "PENDING"

    @classmethod
    def _missing_(cls, value: object) -> _hints.Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = str(value)
        return unknown

    @property
    def is_working(self) -> bool:
        """Whether the phone is linked, in whatever case the service wrote it."""
        return self.upper() == "WORKING"

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return str.__hash__(self)

    def __str__(self) -> str:
        return str.__str__(self._value_)

    def __format__(self, format_spec: str) -> str:
        return format(str(self), format_spec)

    def __repr__(self) -> str:
        known = self._name_ in type(self).__members__
        return f"Status.{self._name_}" if known else f"Status({self._value_!r})"

    def __reduce_ex__(self, proto: object) -> tuple[type[_hints.Self], tuple[str]]:
        return type(self), (str(self),)


_KNOWN: dict[str, Status] = {status.value: status for status in Status}


def status(text: str) -> Status:
    """Do what ``Status(text)`` does, which takes ten times as long."""
    return _KNOWN.get(text) or Status(text)
