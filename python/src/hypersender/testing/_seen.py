"""What a sandbox has seen and has."""

from __future__ import annotations

from typing import Any

from .._native import Secret
from .._record import Record
from .._status import Status


class SandboxRequest(Record):
    """A request to the API, and what became of it. Times are the sandbox's seconds."""

    number: int
    """The sandbox's number of the request."""
    connection: int
    """The sandbox's number of the connection it came on."""
    at: float
    """When it came."""
    end: str | None
    """How it ended; None while it is under way."""
    method: str
    path: str
    query: str | None
    headers: tuple[tuple[str, str], ...]
    """Names as sent, and values, but for those that are secret."""
    body: str
    operation: str | None
    """What it asked for: the name of the method, if it is one of the API's."""
    instance: str | None
    """The instance in the path."""
    token: str | None
    """Whose token came: an account's name, ``instance`` and its id, or ``unknown``."""
    status: int | None
    """The status of the answer."""
    fault: str | None
    """What went wrong with the answer."""

    def header(self, name: str) -> str | None:
        """Give the value of a header, in whatever case its name is."""
        for known, value in self.headers:
            if known.lower() == name.lower():
                return value
        return None


class SandboxInstance(Record):
    """An instance of the sandbox, with what the API does not tell."""

    id: str
    name: str
    phone: str
    account: str
    status: Status
    linked: bool
    """Whether a phone is linked."""
    codes_shown: int
    """How many different codes were handed out."""
    last_payload: Secret | None
    """The text in the last of them."""


def request(told: dict[str, Any]) -> SandboxRequest:
    known: dict[str, Any] = {name: told.get(name) for name in SandboxRequest._fields}
    known["headers"] = tuple((name, value) for name, value in told["headers"])
    end = known["end"]
    known["end"] = end if end is None or isinstance(end, str) else next(iter(end))
    return SandboxRequest(**known)


def instance(told: dict[str, Any]) -> SandboxInstance:
    code = told.get("last_code")
    return SandboxInstance(
        id=told["id"],
        name=told["name"],
        phone=told["phone"],
        account=told["account"],
        status=Status(told["status"]),
        linked=told["linked"],
        codes_shown=told["codes_shown"],
        last_payload=Secret(code["payload"]) if code else None,
    )
