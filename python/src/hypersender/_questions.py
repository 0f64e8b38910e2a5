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
    with _lock:
        if _asking is None or _asking[0] != os.getpid() or not _asking[1].is_alive():
            thread = threading.Thread(target=_serve, name="hypersender-questions", daemon=True)
            _asking = (os.getpid(), thread)
            thread.start()


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
