"""Connect a WhatsApp number to Hypersender: ask for a QR code, show it, see the phone linked.

An unofficial client for the Hypersender Enterprise API.

>>> from hypersender import Client
>>> with Client() as client:  # the token is in HYPERSENDER_TOKEN
...     answer = client.request_new_qr_code(instance)
>>> print(answer.qr_code.terminal())  # doctest: +SKIP

``Client`` waits for its answers, ``AsyncClient`` is for asyncio. ``link()`` is the whole way to a
linked phone. What goes wrong is a ``HypersenderError``. To test a program without an account, a
phone or a network, see ``hypersender.testing``.
"""

from __future__ import annotations

import atexit as _atexit
import os as _os
import sys as _sys

from . import _native
from ._native import Secret, __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import testing as testing
    from . import types as types
    from ._async_client import AsyncClient
    from ._async_link import AsyncLinkSession
    from ._client import Client
    from ._errors import (
        APIConnectionError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        ClientClosedError,
        HypersenderError,
        InternalError,
        InvalidArgumentError,
        InvalidResponseError,
        LinkFailedError,
        LinkTimeoutError,
        NotFoundError,
        PermissionDeniedError,
        RateLimitError,
        ServerError,
        UnexpectedStatusError,
        ValidationError,
    )
    from ._events import (
        ActionRequiredEvent,
        Advice,
        CoolingDownEvent,
        LimitedEvent,
        LinkedEvent,
        LinkEvent,
        QrCodeEvent,
        QrExpiredEvent,
        RequestingEvent,
        RetryingEvent,
        StalledEvent,
        StatusEvent,
    )
    from ._link import LinkSession
    from ._models import Health, Instance, InstanceWithQr, Restarted
    from ._qr_code import QrCode
    from ._status import Status

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "ActionRequiredEvent",
    "Advice",
    "AsyncClient",
    "AsyncLinkSession",
    "AuthenticationError",
    "Client",
    "ClientClosedError",
    "CoolingDownEvent",
    "Health",
    "HypersenderError",
    "Instance",
    "InstanceWithQr",
    "InternalError",
    "InvalidArgumentError",
    "InvalidResponseError",
    "LimitedEvent",
    "LinkEvent",
    "LinkFailedError",
    "LinkSession",
    "LinkTimeoutError",
    "LinkedEvent",
    "NotFoundError",
    "PermissionDeniedError",
    "QrCode",
    "QrCodeEvent",
    "QrExpiredEvent",
    "RateLimitError",
    "RequestingEvent",
    "Restarted",
    "RetryingEvent",
    "Secret",
    "ServerError",
    "StalledEvent",
    "Status",
    "StatusEvent",
    "UnexpectedStatusError",
    "ValidationError",
    "__version__",
]


_MODULES = ("testing", "types")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Bring in what is public the first time that it is wanted.

        A program's first call needs little of the package, and has not to wait for the rest.
        """
        if name in _MODULES:
            from importlib import import_module

            return import_module(f"{__name__}.{name}")
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        # Told one by one, so that what packs a program finds them.
        match name:
            case "AsyncClient":
                from . import _async_client as home
            case "AsyncLinkSession":
                from . import _async_link as home
            case "Client":
                from . import _client as home
            case "Health" | "Instance" | "InstanceWithQr" | "Restarted":
                from . import _models as home
            case "LinkSession":
                from . import _link as home
            case "QrCode":
                from . import _qr_code as home
            case "Status":
                from . import _status as home
            case _ if name.endswith("Error"):
                from . import _errors as home
            case _:
                from . import _events as home
        return globals().setdefault(name, getattr(home, name))

    def __dir__() -> list[str]:
        return sorted((globals().keys() | {*__all__, *_MODULES}) - {"TYPE_CHECKING", "annotations"})


def _before_fork() -> None:
    """See to it that no thread is half way through bringing in a module.

    The child, which has not that thread, would wait for ever for the rest of it.
    """
    try:
        if "threading" in _sys.modules:
            __import__(f"{__name__}._questions")
            for name in __all__:
                getattr(_sys.modules[__name__], name)
        # One that is half way in is waited for by nobody: who brings it in may wait for a lock of
        # another module's, which is held here.
        asyncio = _sys.modules.get("asyncio")
        if asyncio and not getattr(asyncio.__spec__, "_initializing", False):
            __import__(f"{__name__}._bridge")
    finally:
        _native.before_fork()


_atexit.register(_native.exiting)
if hasattr(_os, "register_at_fork"):  # not on Windows
    _os.register_at_fork(
        before=_before_fork,
        after_in_parent=_native.after_fork_in_parent,
        after_in_child=_native.after_fork_in_child,
    )
