"""Names for what arguments may be."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Awaitable, Callable
    from datetime import timedelta
    from typing import Literal, TypeAlias, Union

    from ._native import Secret

    Seconds: TypeAlias = Union[float, timedelta]
    Cooldown: TypeAlias = Literal["raise", "wait", "off"]
    CaCertificate: TypeAlias = Union[str, bytes, "os.PathLike[str]"]
    Token: TypeAlias = Union[str, Secret, Callable[[], Union[str, Secret]]]
    AsyncToken: TypeAlias = Union[
        str, Secret, Callable[[], Union[str, Secret, Awaitable[Union[str, Secret]]]]
    ]
    AnyToken: TypeAlias = AsyncToken
