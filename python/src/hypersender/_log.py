"""The logger ``hypersender``: off unless somebody turned it on, and then without a hand in it."""

from __future__ import annotations

import sys

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger

_DEBUG = 10
_logger: Logger | None = None
_on = False


def look() -> None:
    """Turn the native log on or off, as the logger is now."""
    global _on, _logger
    logger = _logger
    if logger is None:
        get_logger = getattr(sys.modules.get("logging"), "getLogger", None)
        if get_logger is None:
            return  # nobody in this process has ever wanted a log, or brings it in just now
        logger = _logger = get_logger("hypersender")
    on: bool = logger.isEnabledFor(_DEBUG)
    if on is not _on:
        _on = on
        _native.set_level(on)


def emit(level: int, text: str, created: float) -> None:
    """Hand one record of the native log to the logger."""
    import logging

    logger = logging.getLogger("hypersender")
    if logger.isEnabledFor(level):
        record = logger.makeRecord("hypersender", level, "", 0, text, (), None)
        record.created = created
        record.msecs = created % 1 * 1000
        try:
            logger.handle(record)
        except Exception:
            if logging.raiseExceptions:
                raise  # to sys.unraisablehook: the native module takes no answer away for it
