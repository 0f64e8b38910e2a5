"""What the two kinds of sessions have in common."""

from __future__ import annotations

from types import CoroutineType

from . import _hints, _native
from ._errors import InvalidArgumentError

types = typing = _hints


def refuse_no_function(on_event: object) -> None:
    """Refuse it before anything is begun: a request for a code takes the minute."""
    if not callable(on_event):
        kind = type(on_event).__name__
        message = (
            f"on_event has to be a function; it is of the type {kind}. "
            "How long the session may take is told to link(timeout=...)."
        )
        raise InvalidArgumentError(message, argument="on_event", operation="link")


def refuse_coroutine_function(on_event: object) -> None:
    from inspect import iscoroutinefunction

    call: object = getattr(type(on_event), "__call__", None)  # noqa: B004 (an object may have it)
    if iscoroutinefunction(on_event) or iscoroutinefunction(call):
        raise _not_awaited()


def refuse_coroutine(handled: object) -> None:
    """Refuse what a function gave that is not seen to be a coroutine function, such as a lambda."""
    if isinstance(handled, CoroutineType):
        handled.close()
        raise _not_awaited()


def _not_awaited() -> InvalidArgumentError:
    message = "on_event is a coroutine function, which nobody here awaits; use AsyncClient."
    return InvalidArgumentError(message, argument="on_event", operation="link")


class BaseLinkSession:
    """A session. It is made by ``link()`` of a client."""

    __slots__ = ("__weakref__", "_attend", "_core", "_iterated")
    _core: _native.LinkSession
    _attend: _hints.Callable[[], typing.Any]
    _iterated: bool

    @classmethod
    def _begin(
        cls,
        client: _native.Client,
        attend: typing.Callable[[], typing.Any],
        instance: str,
        timeout: types.Seconds | None,
        max_qr_codes: int | None,
        qr_lifetime: types.Seconds | None,
        restart_on_failed: object,
    ) -> typing.Self:
        session = cls.__new__(cls)
        session._attend = attend
        session._iterated = False
        session._core = _native.LinkSession(
            client, instance, timeout, max_qr_codes, qr_lifetime, restart_on_failed
        )
        return session

    def cancel(self) -> None:
        """End the session: its iteration ends without an error.

        Who waits for its end gets ``ClientClosedError``. What was in flight is dropped, unless
        others share it; a request for a code that had gone out leaves its minute without a new one.
        """
        self._core.cancel()

    def _iterate(self) -> None:
        if self._iterated:
            message = "A session tells its events once; call link() again for another session."
            raise InvalidArgumentError(message, argument="session", operation="link")
        self._iterated = True

    def __repr__(self) -> str:
        return f"<hypersender.{type(self).__name__}>"

    def __copy__(self) -> typing.NoReturn:
        message = f"{type(self).__name__} can't be copied: call link() again for another session."
        raise TypeError(message)

    def __deepcopy__(self, memo: object, /) -> typing.NoReturn:
        self.__copy__()

    def __reduce__(self) -> typing.NoReturn:
        message = f"{type(self).__name__} can't be pickled."
        raise TypeError(message)
