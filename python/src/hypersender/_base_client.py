"""What the two clients have in common: how they are made."""

from __future__ import annotations

from . import _hints, _native
from ._native import Secret

types = typing = _hints


class BaseClient:
    """How a client is made. Use ``Client`` or ``AsyncClient``."""

    __slots__ = ("__weakref__", "_asks", "_core")
    _core: _native.Client
    _asks: bool

    def __init__(
        self,
        token: types.AsyncToken | None = None,
        *,
        base_url: str | None = None,
        timeout: types.Seconds | None = None,
        connect_timeout: types.Seconds | None = None,
        max_retries: int | None = None,
        cooldown: types.Cooldown | None = None,
        proxy: str | Secret | None = None,
        ca_certificate: types.CaCertificate | None = None,
        user_agent: str | None = None,
        allow_insecure_http: bool = False,
    ) -> None:
        """Make a client. Nothing is sent.

        ``token`` is the token of the Enterprise API, or a function that returns it: asked when it
        is needed, and again after a 401. Without it the environment is read: ``HYPERSENDER_TOKEN``
        and ``HYPERSENDER_BASE_URL``, or the names of the official Laravel package.

        Durations are seconds, or a ``timedelta``. None is the default:

        * ``base_url``: ``https://app.hypersender.com/api/whatsapp/v2``
        * ``timeout``: 30 s, for one call in all, its retries and the token's function included
        * ``connect_timeout``: 10 s
        * ``max_retries``: 2; a POST is sent again only if nothing of it was sent
        * ``cooldown``: what a request for a QR code does within the minute: ``"raise"``, ``"wait"``
          or ``"off"``; see ``request_new_qr_code``
        * ``proxy``: a URL, in place of those that the environment names
        * ``ca_certificate``: PEM text, or the path of a file with it, to trust beside the machine's
        * ``user_agent``: what is added to it, such as ``my-app/1.2``
        * ``allow_insecure_http``: permits ``http://`` to other hosts than this one

        Raises ``InvalidArgumentError`` whose ``argument`` names what is not acceptable.
        """
        # From here on no local variable has a secret in it that a traceback could show.
        token = hidden(token)
        base_url = hidden(base_url)
        proxy = hidden(proxy)
        ca_certificate = hidden(ca_certificate)  # a private key may stand beside it
        options: dict[str, typing.Any] = {
            "base_url": base_url,
            "timeout": timeout,
            "connect_timeout": connect_timeout,
            "max_retries": max_retries,
            "cooldown": cooldown,
            "proxy": proxy,
            "ca_certificate": ca_certificate,
            "user_agent": user_agent,
            "allow_insecure_http": allow_insecure_http,
        }
        self._core = _native.Client(token, options)
        self._asks = self._core.asks

    # What Python says of a wrong argument names it.
    __init__.__qualname__ = "Client"

    @classmethod
    def _in_sandbox(
        cls,
        sandbox: _native.Sandbox,
        token: typing.Any,
        options: types.ClientOptions,
    ) -> typing.Self:
        """Make one of what is hidden already: the frames that called this are shown, too."""
        unknown = options.keys() - (BaseClient.__init__.__kwdefaults__ or {}).keys()
        if unknown:
            message = f"{cls.__name__}() got an unexpected keyword argument {min(unknown)!r}"
            raise TypeError(message)
        client = cls.__new__(cls)
        client._core = _native.Client(token, dict(options), sandbox)
        client._asks = client._core.asks
        return client

    def qr_cooldown(self, instance: str) -> float:
        """Tell for how many seconds no new QR code may be asked for, as this process knows.

        0.0 if one may be. It makes no request and does not wait. Raises ``InvalidArgumentError`` if
        the id can't be one.
        """
        return self._core.qr_cooldown(instance)

    def __repr__(self) -> str:
        return f"<hypersender.{type(self).__name__}>"

    def __copy__(self) -> typing.NoReturn:
        message = f"{type(self).__name__} can't be copied, and need not be: it may be shared."
        raise TypeError(message)

    def __deepcopy__(self, memo: object, /) -> typing.NoReturn:
        self.__copy__()

    def __reduce__(self) -> typing.NoReturn:
        message = f"{type(self).__name__} can't be pickled: make one in each process."
        raise TypeError(message)


def hidden(value: object) -> typing.Any:
    """Wrap what no traceback may show; the native module takes it as what is in it."""
    return None if value is None else _native.Hidden(value)


def all_hidden(options: typing.Mapping[str, object]) -> typing.Any:
    return {name: hidden(value) for name, value in options.items()}
