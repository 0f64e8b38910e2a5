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

from . import _native
from ._native import Secret, __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
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


# Where each name is at home that has a module of its own; the others tell it by their endings.
_HOMES = {
    "Advice": "_events",
    "AsyncClient": "_async_client",
    "AsyncLinkSession": "_async_link",
    "Client": "_client",
    "Health": "_models",
    "Instance": "_models",
    "InstanceWithQr": "_models",
    "LinkSession": "_link",
    "QrCode": "_qr_code",
    "Restarted": "_models",
    "Status": "_status",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Bring in what is public the first time that it is wanted.

        A program's first call needs little of the package, and has not to wait for the rest.
        """
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        home = _HOMES.get(name) or ("_errors" if name.endswith("Error") else "_events")
        public = getattr(__import__(home, globals(), None, (name,), 1), name)
        globals()[name] = public
        return public

    def __dir__() -> list[str]:
        return sorted((globals().keys() | set(__all__)) - {"TYPE_CHECKING", "annotations"})


_atexit.register(_native.exiting)
if hasattr(_os, "register_at_fork"):  # not on Windows
    _os.register_at_fork(
        before=_native.before_fork,
        after_in_parent=_native.after_fork_in_parent,
        after_in_child=_native.after_fork_in_child,
    )
