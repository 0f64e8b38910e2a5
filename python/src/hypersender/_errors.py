"""What a call can raise. The code of an error decides its class."""

from __future__ import annotations

from . import _hints

TYPE_CHECKING = False


class HypersenderError(Exception):
    """The root of everything that this package raises.

    ``str(error)`` is one sentence for a person; no secret and no body is in it. All errors can be
    pickled and copied, with all their fields.
    """

    __module__ = "hypersender"
    code: str = "internal"
    """The permanent name of what went wrong, the same in every language."""
    message: str
    """The sentence."""
    status: int | None = None
    """The HTTP status of the answer; none if there was no answer."""
    server_message: str | None = None
    """What the service said, shortened and without control characters."""
    request_id: str | None = None
    """The service's number of the request, for its support."""
    retry_after: float | None = None
    """How many seconds to wait before the next try."""
    outcome: _hints.Literal["not_sent", "rejected", "accepted", "unknown"] | None = None
    """What a failed POST has done at the service: surely nothing (``not_sent``, ``rejected``), what
    was asked for (``accepted``), or nobody knows (``unknown``). None for other calls."""
    operation: str | None = None
    """The method that was called."""
    attempts: int = 0
    """How many requests were begun."""
    elapsed: float = 0.0
    """The seconds from the call to its end."""

    _fields: _hints.ClassVar[frozenset[str]] = frozenset(
        {
            "status",
            "server_message",
            "request_id",
            "retry_after",
            "outcome",
            "operation",
            "attempts",
            "elapsed",
        }
    )

    def __init__(self, message: str = "", /, **fields: _hints.Any) -> None:
        super().__init__(message)
        self.message = message
        unknown = fields.keys() - self._fields
        if unknown:
            text = f"{type(self).__name__} has no field {min(unknown)!r}"
            raise TypeError(text)
        self.__dict__.update(fields)

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> tuple[_hints.Any, ...]:
        return _rebuilt, (type(self), self.message), self._state()

    def _state(self) -> dict[str, _hints.Any]:
        return self.__dict__.copy()

    def __copy__(self) -> _hints.Self:
        other = _rebuilt(type(self), self.message)
        other.__dict__.update(self.__dict__)
        return other

    def __deepcopy__(self, memo: dict[int, _hints.Any], /) -> _hints.Self:
        # Not by way of pickling, which leaves out what must not leave the process.
        from copy import deepcopy

        other = _rebuilt(type(self), self.message)
        other.__dict__.update(deepcopy(self.__dict__, memo))
        return other

    def __init_subclass__(cls, **more: _hints.Any) -> None:
        super().__init_subclass__(**more)
        if cls.__module__ == __name__:
            cls.__module__ = "hypersender"
        annotated = cls.__dict__.get("__annotations__", ())  # noqa: RUF063 (inspect is not imported)
        own = (name for name in annotated if name[0] != "_")
        cls._fields = cls._fields.union(own)


def _rebuilt(cls: type[_Error], message: str) -> _Error:
    return cls(message)


class InvalidArgumentError(HypersenderError, ValueError):
    """An argument or an option is not acceptable. Nothing was sent."""

    code = "invalid_argument"
    argument: str | None = None
    """Which one."""


class APIConnectionError(HypersenderError, ConnectionError):
    """No answer could be had from the service."""

    code = "connection"
    reason: (
        _hints.Literal[
            "dns", "refused", "reset", "tls", "proxy", "connect_timeout", "closed", "protocol"
        ]
        | None
    ) = None
    """Where it broke."""


class APITimeoutError(HypersenderError, TimeoutError):
    """The call's deadline passed."""

    code = "timeout"


class APIStatusError(HypersenderError):
    """The service answered with a status that is no success."""


class AuthenticationError(APIStatusError):
    """401: the service does not accept the token."""

    code = "authentication"


class PermissionDeniedError(APIStatusError):
    """403: the token may not do this. The Enterprise API needs an Enterprise plan."""

    code = "permission_denied"


class NotFoundError(APIStatusError):
    """404: there is no such instance for this token."""

    code = "not_found"


class ValidationError(APIStatusError):
    """400 or 422: the service refused the arguments."""

    code = "validation"
    errors: _hints.Mapping[str, list[str]] = {}
    """Its texts about each field."""


class RateLimitError(APIStatusError):
    """429, or the minute between two QR codes is not over: see ``retry_after``."""

    code = "rate_limited"
    limited_by: _hints.Literal["server", "client"] | None = None
    """Who held the request back. By the client nothing was sent, and ``status`` is none."""


class ServerError(APIStatusError):
    """5xx: the service failed."""

    code = "server"


class UnexpectedStatusError(APIStatusError):
    """Every other status. Redirects are among them: they are never followed."""

    code = "unexpected_status"
    location: str | None = None
    """Where a redirect pointed: scheme, host and port only."""


class InvalidResponseError(HypersenderError):
    """A success that is not what is documented, or too large."""

    code = "invalid_response"
    json_path: str | None = None
    """The place in the answer, such as ``$.qr_code``."""
    reason: (
        _hints.Literal[
            "empty",
            "too_large",
            "encoding",
            "not_json",
            "too_deep",
            "missing",
            "wrong_type",
            "wrong_instance",
            "not_base64",
            "not_png",
            "broken_png",
            "not_a_qr_code",
        ]
        | None
    ) = None
    """What is wrong there."""
    instance: _hints.Instance | None = None
    """What the answer does tell of the instance. After ``create_instance`` it exists now."""

    def _state(self) -> dict[str, _hints.Any]:
        state = super()._state()
        if self.instance is not None and self.instance.access_token is not None:
            state["instance"] = self.instance.__replace__(access_token=None)
        return state


class LinkFailedError(HypersenderError):
    """A session came to an end that waiting would not change."""

    code = "link_failed"
    last_status: _hints.Status | None = None
    """The status that it saw last."""
    qr_codes_shown: int | None = None
    """How many codes it has shown."""


class LinkTimeoutError(HypersenderError, TimeoutError):
    """Nobody linked the phone in the time that was given."""

    code = "link_timeout"
    last_status: _hints.Status | None = None
    """The status that the session saw last."""
    qr_codes_shown: int | None = None
    """How many codes it has shown."""


class ClientClosedError(HypersenderError):
    """The client was closed, or the session cancelled."""

    code = "closed"


class InternalError(HypersenderError):
    """A defect of this package. Please report it."""

    code = "internal"


if TYPE_CHECKING:
    from typing import TypeVar

    _Error = TypeVar("_Error", bound=HypersenderError)

CLASSES: dict[str, type[HypersenderError]] = {
    cls.code: cls
    for cls in (
        InvalidArgumentError,
        APIConnectionError,
        APITimeoutError,
        AuthenticationError,
        PermissionDeniedError,
        NotFoundError,
        ValidationError,
        RateLimitError,
        ServerError,
        UnexpectedStatusError,
        InvalidResponseError,
        LinkFailedError,
        LinkTimeoutError,
        ClientClosedError,
        InternalError,
    )
}


def from_native(code: str, message: str, fields: dict[str, _hints.Any]) -> HypersenderError:
    """Make the exception for what the native module tells."""
    if "last_status" in fields:
        from ._status import status

        fields["last_status"] = status(fields["last_status"])
    if "instance" in fields:
        from . import _models

        fields["instance"] = _models.instance(fields["instance"])
    error = CLASSES.get(code, HypersenderError)(message)
    error.__dict__.update(fields)
    if error.code != code:
        error.code = code
    return error
