"""Asks the token callbacks of sync clients.

Each question has a thread of its own, so that one that takes its time holds up nobody but its own
calls.
"""

from __future__ import annotations

import os
import threading
from types import CoroutineType

from . import _native

_asking: tuple[int, threading.Thread] | None = None
_lock = threading.Lock()


def _renew() -> None:
    global _lock
    _lock = threading.Lock()  # somebody may have held the other one


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_renew)


def attend() -> None:
    """See to it that somebody in this process takes the questions."""
    global _asking
    if _attended():
        return
    _refuse_greenlets()  # without the lock, which greenlets of one thread would wait for for ever
    with _lock:
        if not _attended():
            thread = threading.Thread(target=_serve, name="hypersender-questions", daemon=True)
            _asking = (os.getpid(), thread)
            thread.start()


def _attended() -> bool:
    return _asking is not None and _asking[0] == os.getpid() and _asking[1].is_alive()


def _refuse_greenlets() -> None:
    """Find out whether a thread is one.

    gevent and eventlet put a greenlet in its place, which would wait for questions on the caller's
    own thread, and so stop both.
    """
    ran_on: list[int] = []
    probe = threading.Thread(
        target=lambda: ran_on.append(threading.get_native_id()),
        name="hypersender-probe",
        daemon=True,
    )
    probe.start()
    probe.join()
    if ran_on == [threading.get_native_id()]:
        message = (
            "The token's function is asked on a thread of its own, and here threads are greenlets "
            "(gevent or eventlet): nobody would ever ask it. Give Client the token as a text."
        )
        raise RuntimeError(message)


def _serve() -> None:
    while True:
        question = _native.next_question()
        threading.Thread(
            target=_answer, args=(question,), name="hypersender-token", daemon=True
        ).start()


def _answer(question: _native.Question) -> None:
    try:
        token = question.callback()
        if isinstance(token, CoroutineType):
            token.close()
            message = "The token's function is a coroutine function: use AsyncClient."
            raise TypeError(message)
    except BaseException as error:
        question.fail(error)
    else:
        question.answer(token)
