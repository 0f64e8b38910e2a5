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
from ._models import Health, Instance, InstanceWithQr, Restarted
from ._native import Secret, __version__
from ._qr_code import QrCode
from ._status import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._async_client import AsyncClient
    from ._async_link import AsyncLinkSession
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


def _say_where_they_are(namespace: dict[str, object]) -> None:
    """Let what is public say that it is of this package, not of a private module in it."""
    for name in namespace.keys() & __all__:
        public = namespace[name]
        if isinstance(public, type) and public is not Secret:
            public.__module__ = __name__


_say_where_they_are(globals())

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Bring in sessions and asyncio, the first time that something of them is wanted.

        A sync client's first call needs none of it, and has not to wait for it.
        """
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from . import _async_client, _async_link, _events, _link

        for module in (_async_client, _async_link, _events, _link):
            public = {key: value for key, value in vars(module).items() if key in __all__}
            _say_where_they_are(public)
            globals().update(public)
        return globals()[name]

    def __dir__() -> list[str]:
        return sorted(globals().keys() | set(__all__))


_atexit.register(_native.exiting)
if hasattr(_os, "register_at_fork"):  # not on Windows
    _os.register_at_fork(
        before=_native.before_fork,
        after_in_parent=_native.after_fork_in_parent,
        after_in_child=_native.after_fork_in_child,
    )
