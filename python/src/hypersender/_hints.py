"""Names for annotations that can be evaluated, and cost nothing until somebody does.

An annotation is a text. ``typing.get_type_hints`` and ``inspect.signature(eval_str=True)`` evaluate
it where the function was defined, and so look a name up in here, which only then imports
``typing``: that takes longer than all of this package. For classes that is the package itself, as
they say that they are of it: so the module is called the same here and there.

What ``help()`` and editors show of a function is the text as it is. So there the module goes by the
names of those in which its names are at home: ``types.Seconds`` is in ``hypersender.types``. Each
module that does so adds some 45,000 instructions to a start: only those do that people look at.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop as AbstractEventLoop
    from collections.abc import AsyncIterator as AsyncIterator
    from collections.abc import Awaitable as Awaitable
    from collections.abc import Callable as Callable
    from collections.abc import Iterable as Iterable
    from collections.abc import Iterator as Iterator
    from collections.abc import Mapping as Mapping
    from datetime import datetime as datetime
    from types import TracebackType as TracebackType
    from typing import Any as Any
    from typing import ClassVar as ClassVar
    from typing import Literal as Literal
    from typing import NoReturn as NoReturn

    from typing_extensions import Self as Self
    from typing_extensions import Unpack as Unpack

    from ._async_link import AsyncLinkSession as AsyncLinkSession
    from ._errors import HypersenderError as HypersenderError
    from ._events import Advice as Advice
    from ._events import LinkedEvent as LinkedEvent
    from ._events import LinkEvent as LinkEvent
    from ._link import LinkSession as LinkSession
    from ._models import Instance as Instance
    from ._qr_code import QrCode as QrCode
    from ._status import Status as Status
    from .types import AsyncToken as AsyncToken
    from .types import CaCertificate as CaCertificate
    from .types import ClientOptions as ClientOptions
    from .types import Cooldown as Cooldown
    from .types import Seconds as Seconds
    from .types import Token as Token
else:

    def __getattr__(name: str) -> object:
        """Find it where it is at home, the first time that it is wanted."""
        if name.startswith("_"):
            raise AttributeError(name)
        import asyncio
        import collections.abc
        import datetime
        import types as kinds
        import typing

        import hypersender

        from . import types

        for home in (types, collections.abc, typing, kinds, datetime, asyncio, hypersender):
            if hasattr(home, name):
                globals()[name] = getattr(home, name)
                return globals()[name]
        # That Python is too old for it, and nothing that runs needs it.
        return globals().setdefault(name, typing.TypeVar(name) if name == "Self" else _Anything)

    class _Anything:
        """``Unpack`` before Python 3.11."""

        def __class_getitem__(cls, item: object) -> object:
            return item
