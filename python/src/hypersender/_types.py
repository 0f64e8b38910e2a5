"""Names for what arguments may be, and for what crosses over."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Awaitable, Callable
    from datetime import timedelta
    from typing import Any, Literal, TypeAlias, TypedDict

    from ._native import QrCode, Secret

    Seconds: TypeAlias = float | timedelta
    Cooldown: TypeAlias = Literal["raise", "wait", "off"]
    CaCertificate: TypeAlias = str | bytes | "os.PathLike[str]"
    Token: TypeAlias = str | Secret | Callable[[], str | Secret]
    AsyncToken: TypeAlias = str | Secret | Callable[[], str | Secret | Awaitable[str | Secret]]
    AnyToken: TypeAlias = AsyncToken

    class ClientOptions(TypedDict, total=False):
        """The options of a client, but for its token."""

        base_url: str | None
        timeout: Seconds | None
        connect_timeout: Seconds | None
        max_retries: int | None
        cooldown: Cooldown | None
        proxy: str | Secret | None
        ca_certificate: CaCertificate | None
        user_agent: str | None
        allow_insecure_http: bool

    HealthFields: TypeAlias = tuple[str, str, int | None, str | None, str | None]
    RestartedFields: TypeAlias = tuple[str, str | None]
    InstanceFields: TypeAlias = tuple[
        str,
        str | None,
        str | None,
        str | None,
        str,
        Secret | None,
        int | None,
        str | None,
        str | None,
    ]
    InstanceWithQrFields: TypeAlias = tuple[InstanceFields, QrCode]
    Event: TypeAlias = tuple[str, tuple[Any, ...]]
