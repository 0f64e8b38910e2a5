"""Between the native module and asyncio: one bridge for each event loop."""

from __future__ import annotations

import asyncio
import inspect
import threading
import weakref

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from typing import Any

_bridges: weakref.WeakKeyDictionary[AbstractEventLoop, _native.Bridge] = weakref.WeakKeyDictionary()
_answering: dict[asyncio.Task[None], _native.Question] = {}


def running_loop() -> AbstractEventLoop:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        message = (
            "AsyncClient needs a running asyncio event loop, and there is none. "
            "Under trio use Client in a thread: await trio.to_thread.run_sync(client.health, ...)."
        )
        raise RuntimeError(message) from None


def bridge_of(loop: AbstractEventLoop) -> _native.Bridge:
    _forget_closed_loops()
    bridge = _bridges.get(loop)
    if bridge is None:
        bridge = _bridges[loop] = _built(loop)
    return bridge


async def end_of(call: _native.Call) -> Any:
    """Wait on the running loop for the end of a call that is no client's."""
    loop = asyncio.get_running_loop()
    bridge, future = bridge_of(loop), loop.create_future()
    number = bridge.start(call, future)
    try:
        return await future
    finally:
        bridge.abort(number)


def _forget_closed_loops() -> None:
    """Drop what still waits for a loop that was closed without cancelling its tasks.

    A question after a token among it would hold up everybody who asks after it.
    """
    for loop, bridge in list(_bridges.items()):
        if loop.is_closed():
            bridge.close()
            _bridges.pop(loop, None)
    for task, question in list(_answering.items()):
        if task.get_loop().is_closed():
            _answering.pop(task, None)
            question.fail(RuntimeError("the event loop of the token callback was closed"))


def _built(loop: AbstractEventLoop) -> _native.Bridge:
    try:
        bridge = _native.Bridge(descriptor=True)
        loop.add_reader(bridge.fileno(), bridge.drain)
    except (NotImplementedError, OSError):
        bridge = _native.Bridge(descriptor=False)  # such as on Windows
        pump = threading.Thread(
            target=_pump, args=(bridge, weakref.ref(loop)), name="hypersender-pump", daemon=True
        )
        pump.start()
    return bridge


def _pump(bridge: _native.Bridge, loop: weakref.ref[AbstractEventLoop]) -> None:
    while bridge.pump():
        alive = loop()
        if alive is None or alive.is_closed():
            break
        try:
            alive.call_soon_threadsafe(bridge.drain)
        except RuntimeError:
            break  # it was closed this very moment
        del alive
    bridge.close()


def ask(question: _native.Question) -> None:
    """Ask a token callback, in a task of the running loop."""
    task = asyncio.get_running_loop().create_task(_answered(question))
    _answering[task] = question
    task.add_done_callback(lambda task: _answering.pop(task, None))


async def _answered(question: _native.Question) -> None:
    try:
        token: Any = question.callback()
        if inspect.isawaitable(token):
            token = await token
    except BaseException as error:
        question.fail(error)
        if isinstance(error, asyncio.CancelledError):
            raise
    else:
        question.answer(token)
