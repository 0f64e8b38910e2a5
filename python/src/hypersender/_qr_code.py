"""The QR code that links a phone."""

from __future__ import annotations

import os

from . import _hints, _native
from ._native import Secret

datetime = typing = _hints


class QrCode:
    """The code that links a phone: whoever scans it with WhatsApp links their phone.

    It comes as a PNG, and can be had as a data URI for a web page, as SVG, and as text for a
    terminal; a notebook shows it by itself. It lives for about a minute: show it no longer than
    ``expires_in`` says. A phone accepts a dead one too, and then hangs.

    The picture is as secret as the text in it. No rendering shows either, and a code can't be
    pickled; what reveals it says so by its name.

    >>> answer = client.request_new_qr_code(instance)
    >>> html = f'<img src="{answer.qr_code.data_uri}" alt="WhatsApp QR code">'
    >>> 0 < answer.qr_code.expires_in <= 60
    True
    """

    __module__ = "hypersender"
    __slots__ = ("__weakref__", "_code")
    _code: _native.QrCode

    def __init__(self, png: bytes | bytearray | memoryview) -> None:
        """Read a code from a PNG that came another way, such as from your own back end.

        Its 60 seconds count from now. Raises ``InvalidArgumentError`` if the bytes are not a whole
        PNG of at most 1 MiB and 4 megapixels.
        """
        given = _native.Hidden(png)
        del png  # no traceback shows the picture
        self._code = _native.QrCode.from_png(given)

    @classmethod
    def _of(cls, code: _native.QrCode) -> typing.Self:
        qr_code = cls.__new__(cls)
        qr_code._code = code
        return qr_code

    @property
    def png(self) -> bytes:
        """The picture as the service made it, a PNG."""
        return self._code.png

    @property
    def base64(self) -> str:
        """The PNG in base64, with the standard alphabet and padding."""
        return self._code.base64

    @property
    def data_uri(self) -> str:
        """The PNG as a ``data:image/png;base64,`` URI: the ``src`` of an ``<img>``."""
        return self._code.data_uri

    @property
    def payload(self) -> Secret:
        """The text in the code: what a phone reads.

        Raises ``InvalidResponseError`` with the reason ``not_a_qr_code`` if the picture shows none
        that can be read; so do ``svg()`` and ``terminal()``.
        """
        return self._code.payload()

    @property
    def requested_at(self) -> datetime.datetime:
        """When the request for this code was sent, in UTC. Its life counts from here."""
        from ._time import moment

        return moment(self._code.requested_at)

    @property
    def expires_at(self) -> datetime.datetime:
        """When the code ends, in UTC: an estimate, since the service does not tell it."""
        from ._time import moment

        return moment(self._code.expires_at)

    @property
    def expires_in(self) -> float:
        """How many seconds the code may still be shown; 0.0 once it is dead."""
        return self._code.expires_in

    @property
    def is_expired(self) -> bool:
        """Whether the code is dead and must not be shown any more."""
        return self._code.is_expired

    def svg(self) -> str:
        """Draw the code as an SVG document: one path, a white ground, no script, no size."""
        return self._code.svg()

    def terminal(self) -> str:
        """Draw the code as lines of text that scan off a terminal, whatever its theme.

        It needs a window of ``terminal_size()`` and a terminal that shows colours.
        """
        return self._code.terminal()

    def terminal_size(self) -> tuple[int, int]:
        """Tell the columns and the lines that ``terminal()`` takes."""
        return self._code.terminal_size()

    def save(self, path: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> None:
        """Write the PNG to ``path``, readable by its owner alone, at once or not at all.

        A file that is there is replaced, and stays as it was if that fails: with ``OSError``.
        """
        self._code.save(path)

    def _repr_png_(self) -> bytes:
        return self.png

    def __eq__(self, other: object) -> bool:
        return self._code == other._code if isinstance(other, QrCode) else NotImplemented

    def __hash__(self) -> int:
        return hash((self._code.requested_at, self._code.png))

    def __repr__(self) -> str:
        if not hasattr(self, "_code"):  # a traceback shows one that is not made yet
            return "QrCode()"
        return f"QrCode(requested_at={self.requested_at!s}, expires_at={self.expires_at!s})"

    def __copy__(self) -> typing.Self:
        return self

    def __deepcopy__(self, memo: object, /) -> typing.Self:
        return self

    def __reduce__(self) -> typing.NoReturn:
        message = "A QrCode can't be pickled: it is a secret. Send `png` to where it is shown."
        raise TypeError(message)
