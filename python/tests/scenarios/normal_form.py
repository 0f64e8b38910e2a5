"""Values, errors and events as the scenarios write them, and in every way in which Python does."""

from __future__ import annotations

import json
import logging
import pprint
import traceback
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypersender
from hypersender import HypersenderError, InstanceWithQr, QrCode, Secret
from hypersender._events import LinkEvent
from hypersender._record import Record

from .control import Thrown

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

OWN = str(Path(hypersender.__file__).parent)


def written(value: Any) -> Any:
    """Write any value of the package: without its secrets."""
    if isinstance(value, LinkEvent):
        return {"type": value.kind} | fields(value)
    if isinstance(value, Record):
        return fields(value)
    if isinstance(value, HypersenderError):
        known = {"code": value.code, "message": value.message} | value.__dict__
        return {name: written(field) for name, field in known.items() if field is not None}
    if isinstance(value, QrCode):
        times = {"requested_at": value.requested_at, "expires_at": value.expires_at}
        return {name: written(time) for name, time in times.items()}
    if isinstance(value, datetime):
        time = value.astimezone(timezone.utc).isoformat()
        seconds, _, fraction = time.removesuffix("+00:00").partition(".")
        return f"{seconds}.{fraction.rstrip('0')}Z" if fraction else f"{seconds}Z"
    if isinstance(value, (list, tuple)):
        return [written(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return str(value) if isinstance(value, hypersender.Status) else value


def fields(record: Record) -> dict[str, Any]:
    known = {name: getattr(record, name) for name in type(record)._fields}
    return {name: written(value) for name, value in known.items() if not isinstance(value, Secret)}


def renderings(value: Any) -> list[str]:
    return [repr(value), str(value), f"{value}", pprint.pformat(value)]


def of_value(value: Any, read: list[str]) -> dict[str, Any]:
    """Give the result of a call that went well."""
    form = written(value)
    result: dict[str, Any] = {
        "value": form,
        "renderings": [*renderings(value), json.dumps(form)],
    }
    if isinstance(value, list):
        result["access_token"] = [token(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
    elif isinstance(value, InstanceWithQr):
        result["access_token"] = token(value)
        result["qr"] = readings(value.qr_code, read)
    return result


def of_error(error: BaseException) -> dict[str, Any]:
    """Give the result of one that did not."""
    if isinstance(error, Thrown):
        return {"thrown": str(error), "renderings": []}
    assert isinstance(error, HypersenderError), "".join(traceback.format_exception(error))
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    # What the runner's own frames have in variables is the scenario's.
    whole.stack[:] = [frame for frame in whole.stack if frame.filename.startswith(OWN)]
    for frame in whole.stack:
        # As the tools do that show them: what is long is cut.
        frame.locals = {name: text[:120] for name, text in (frame.locals or {}).items()}
    form = written(error)
    result: dict[str, Any] = {
        "error": form,
        "renderings": [*renderings(error), "".join(whole.format()), json.dumps(form)],
    }
    instance = getattr(error, "instance", None)
    if instance is not None:
        result["access_token"] = token(instance)
    return result


def token(instance: Any) -> str | None:
    return None if instance.access_token is None else instance.access_token.reveal()


def readings(code: QrCode, read: list[str]) -> dict[str, Any]:
    """Give what can be read of a code, of all that is asked for."""
    ways: dict[str, Callable[[], Any]] = {
        "payload": lambda: code.payload.reveal(),
        "png": lambda: code.base64,
        "data_uri": lambda: code.data_uri,
        "svg": code.svg,
        "terminal": code.terminal,
        "is_expired": lambda: code.is_expired,
        "expires_in": lambda: code.expires_in,
    }
    return {name: tried(ways[name]) for name in read}


def tried(way: Callable[[], Any]) -> Any:
    try:
        return way()
    except HypersenderError as error:
        return {"error": written(error)}


class Logged(logging.Handler):
    """Keeps all that the package logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.logger = logging.getLogger("hypersender")

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def __enter__(self) -> Self:
        self.logger.addHandler(self)
        self.logger.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        self.logger.removeHandler(self)
        self.logger.setLevel(logging.NOTSET)
