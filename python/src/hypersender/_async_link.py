"""The session of a client for asyncio."""

from __future__ import annotations

from . import _events, _hints, _native
from ._base_link import BaseLinkSession, refuse_no_function
from ._events import LinkedEvent, LinkEvent

types = typing = _hints


class AsyncLinkSession(BaseLinkSession):
    """A session that links a phone: an async iterator of events. Made by ``AsyncClient.link()``.

    It begins with the first event that is asked for, and then runs by itself, whatever you do
    meanwhile. Who is slow misses some events, but never the end, and is never given a dead code.
    The events are told once: a second ``async for`` raises ``InvalidArgumentError``. Leaving
    ``async with`` cancels it; cancelling the wait for one event does not, and loses none.

    It ends with ``LinkedEvent``, or raises ``LinkTimeoutError`` if nobody scanned in time,
    ``LinkFailedError``, or what made going on pointless.
    """

    __module__ = "hypersender"
    __slots__ = ()

    async def wait(
        self,
        on_event: typing.Callable[[LinkEvent], typing.Awaitable[object] | object] | None = None,
    ) -> LinkedEvent:
        """Wait until the phone is linked.

        It begins the session if that has not begun, and may be called beside one iteration.
        ``on_event`` is called with each event, as an iteration would give them, and awaited if it
        is a coroutine function; if it raises, the session is cancelled and that is raised here.

        Cancelling a wait with ``on_event`` cancels the session; of one without, the session runs on
        until ``cancel()``, or until ``async with`` or the client is left. ``link(timeout=...)``
        bounds both. Raises ``LinkTimeoutError``, ``LinkFailedError``, ``ClientClosedError`` if
        somebody else cancels the session, and what its requests raise.
        """
        if on_event is None:
            loop, bridge = self._attend()
            future = loop.create_future()
            number = bridge.start(self._core.linked(), future)
            try:
                return _events.linked(await future)
            except BaseException:
                bridge.abort(number)
                raise
        refuse_no_function(on_event)
        from inspect import isawaitable

        events = aiter(self)
        try:
            async for event in events:
                handled = on_event(event)
                if isawaitable(handled):
                    await handled
        except BaseException:
            self.cancel()
            raise
        return await self.wait()

    def __aiter__(self) -> typing.AsyncIterator[LinkEvent]:
        self._iterate()
        return _Events(self)

    async def __anext__(self) -> LinkEvent:
        while True:
            loop, bridge = self._attend()
            future = loop.create_future()
            told = self._core.poll_on(bridge, future)
            if told is None:
                raise StopAsyncIteration
            if not isinstance(told, int):
                _native.flush()
                return _events.event(told)
            try:
                await future
            finally:
                bridge.abort(told)

    async def __aenter__(self) -> typing.Self:
        return self

    async def __aexit__(
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

    def __init__(self, session: AsyncLinkSession) -> None:
        self._session = session

    def __aiter__(self) -> typing.Self:
        return self

    async def __anext__(self) -> LinkEvent:
        return await self._session.__anext__()
