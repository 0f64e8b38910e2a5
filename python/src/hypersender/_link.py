"""The session of a client that waits."""

from __future__ import annotations

from . import _events, _hints, _native
from ._base_link import (
    BaseLinkSession,
    refuse_coroutine,
    refuse_coroutine_function,
    refuse_no_function,
)
from ._events import LinkedEvent, LinkEvent

types = typing = _hints


class LinkSession(BaseLinkSession):
    """A session that links a phone: an iterator of events. Made by ``Client.link()``.

    It begins with the first event that is asked for, and then runs by itself, whatever you do
    meanwhile. Who is slow misses some events, but never the end, and is never given a dead code.
    The events are told once: a second ``for`` raises ``InvalidArgumentError``. Leaving ``with``
    cancels it.

    It ends with ``LinkedEvent``, or raises ``LinkTimeoutError`` if nobody scanned in time,
    ``LinkFailedError``, or what made going on pointless.
    """

    __module__ = "hypersender"
    __slots__ = ()

    def wait(self, on_event: typing.Callable[[LinkEvent], None] | None = None) -> LinkedEvent:
        """Wait until the phone is linked.

        It begins the session if that has not begun, and may be called beside one iteration, from
        another thread. ``on_event`` is called with each event, as an iteration would give them; if
        it raises, the session is cancelled and that is raised here. A coroutine function, which
        nobody would await, is refused.

        Ctrl-C ends a wait with ``on_event`` and its session; of one without, the session runs on
        until ``cancel()``, or until ``with`` or the client is left. ``link(timeout=...)`` bounds
        both. Raises ``LinkTimeoutError``, ``LinkFailedError``, ``ClientClosedError`` if somebody
        else cancels the session, and what its requests raise.
        """
        if on_event is None:
            self._attend()
            try:
                return _events.linked(self._core.linked().wait())
            finally:
                _native.flush()
        refuse_no_function(on_event)
        refuse_coroutine_function(on_event)
        events = iter(self)
        try:
            for event in events:
                handled: object = on_event(event)
                refuse_coroutine(handled)
        except BaseException:
            self.cancel()
            raise
        return self.wait()

    def __iter__(self) -> typing.Iterator[LinkEvent]:
        self._iterate()
        return _Events(self)

    def __next__(self) -> LinkEvent:
        self._attend()
        try:
            told = self._core.next()
        finally:
            _native.flush()
        if told is None:
            raise StopIteration
        return _events.event(told)

    def __enter__(self) -> typing.Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
        /,
    ) -> None:
        self.cancel()


class _Events:
    """The one iteration of a session."""

    __slots__ = ("_session",)

    def __init__(self, session: LinkSession) -> None:
        self._session = session

    def __iter__(self) -> typing.Self:
        return self

    def __next__(self) -> LinkEvent:
        return next(self._session)
