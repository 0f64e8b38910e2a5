"""Names for what parameters accept, to annotate your own functions with.

>>> from hypersender import Client, Health
>>> from hypersender.types import Seconds
>>> def look(client: Client, patience: Seconds) -> Health:
...     return client.health(instance, timeout=patience)
>>> look(Client(), 5).status
Status.SCAN_QR_CODE
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Literal, TypeAlias, TypedDict

from ._native import Secret

__all__ = ["AsyncToken", "CaCertificate", "ClientOptions", "Cooldown", "Seconds", "Token"]

Seconds: TypeAlias = float | timedelta
"""A duration: seconds, or a ``timedelta``."""

Cooldown: TypeAlias = Literal["raise", "wait", "off"]
"""What a request for a QR code does within the minute after another one."""

CaCertificate: TypeAlias = str | bytes | os.PathLike[str]
"""PEM text, or the path of a file with it."""

Token: TypeAlias = str | Secret | Callable[[], str | Secret]
"""A token, or a function that gives it."""

AsyncToken: TypeAlias = str | Secret | Callable[[], str | Secret | Awaitable[str | Secret]]
"""A token, or a function that gives it, which may be a coroutine function."""


class ClientOptions(TypedDict, total=False):
    """The options of a client, but for its token: ``Client(**options)``."""

    base_url: str | None
    timeout: Seconds | None
    connect_timeout: Seconds | None
    max_retries: int | None
    cooldown: Cooldown | None
    proxy: str | Secret | None
    ca_certificate: CaCertificate | None
    user_agent: str | None
    allow_insecure_http: bool
