"""The client that waits."""

from __future__ import annotations

from . import _hints, _log, _models, _native
from ._base_client import BaseClient
from ._models import Health, Instance, InstanceWithQr, Restarted
from ._native import Secret

hypersender = types = typing = _hints

TYPE_CHECKING = False


class Client(BaseClient):
    """A client of the Hypersender Enterprise API whose calls wait for their answers.

    >>> with Client() as client:  # the token is in HYPERSENDER_TOKEN
    ...     client.health(instance).status
    Status.SCAN_QR_CODE

    It may be shared by threads, and made as often as you like: what a process knows of the
    service's limits belongs to the process. A call that waits can be interrupted with Ctrl-C.
    """

    __module__ = "hypersender"
    __slots__ = ()

    if TYPE_CHECKING:  # the same, but for a token's function: nobody would await it

        def __init__(
            self,
            token: types.Token | None = None,
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
        ) -> None: ...

    def request_new_qr_code(
        self,
        instance: str,
        *,
        timeout: types.Seconds | None = None,
        cooldown: types.Cooldown | None = None,
        max_wait: types.Seconds | None = None,
    ) -> InstanceWithQr:
        """Ask for a new QR code. Show it at once: it lives for about a minute.

        The service allows this **once a minute**. This process remembers: within the minute the
        call fails at once with ``RateLimitError`` and the time that is left (``cooldown="raise"``),
        waits (``"wait"``, for ``max_wait`` seconds at most), or is sent all the same (``"off"``).
        Callers that ask for the same instance at the same time share one request and its answer.

        ``timeout`` is the seconds that this call may take in all, in place of the client's; waiting
        for the minute does not count. The request is sent once: if an error's ``outcome`` is
        ``"unknown"``, the minute has begun all the same.

        Raises ``InvalidResponseError`` if the answer has no usable code, ``NotFoundError``,
        ``AuthenticationError``, ``PermissionDeniedError``, ``APIConnectionError``,
        ``APITimeoutError``, ``ServerError``.

        >>> answer = client.request_new_qr_code(instance)
        >>> print(answer.qr_code.terminal())  # doctest: +SKIP
        """
        call = self._core.request_new_qr_code(instance, timeout, cooldown, max_wait)
        return _models.instance_with_qr(self._wait(call))

    def health(self, instance: str, *, timeout: types.Seconds | None = None) -> Health:
        """Ask how an instance is. The service allows 10 questions a minute.

        To wait until a phone is linked, don't poll this in a loop of your own: see ``link()``.

        Raises ``NotFoundError``, ``AuthenticationError``, ``PermissionDeniedError``,
        ``RateLimitError``, ``APIConnectionError``, ``APITimeoutError``, ``ServerError``,
        ``InvalidResponseError``.

        >>> client.health(instance).status
        Status.SCAN_QR_CODE
        """
        return _models.health(self._wait(self._core.health(instance, timeout)))

    def list_instances(
        self,
        *,
        uuid: str | None = None,
        name: str | None = None,
        phone: str | None = None,
        status: hypersender.Status | str | None = None,
        timeout: types.Seconds | None = None,
    ) -> list[Instance]:
        """List the instances of the account, or those that fit.

        ``name`` fits names that have it in them. No limit and no pages are documented.

        Raises ``AuthenticationError``, ``PermissionDeniedError``, ``ValidationError``,
        ``RateLimitError``, ``APIConnectionError``, ``APITimeoutError``, ``ServerError``,
        ``InvalidResponseError``.

        >>> [one.status for one in client.list_instances(status="SCAN_QR_CODE")]
        [Status.SCAN_QR_CODE]
        """
        call = self._core.list_instances(uuid, name, phone, status, timeout)
        return _models.instances(self._wait(call))

    def create_instance(
        self,
        *,
        phone: str,
        name: str,
        webhook_url: str | None = None,
        timeout: types.Seconds | None = None,
    ) -> InstanceWithQr:
        """Create an instance for a phone number, and get its first QR code.

        ``phone`` is ``+`` and 7 to 15 digits, ``name`` 1 to 50 characters, ``webhook_url`` https.
        The service allows 5 a minute, and may charge for an instance. The request is sent once: if
        an error's ``outcome`` is ``"unknown"``, look into ``list_instances()`` before another try.

        Raises ``ValidationError``, ``AuthenticationError``, ``PermissionDeniedError``,
        ``RateLimitError``, ``APIConnectionError``, ``APITimeoutError``, ``ServerError``, and
        ``InvalidResponseError``, whose ``instance`` has what there is now.

        >>> client.create_instance(phone="+201234567890", name="Shop").name
        'Shop'
        """
        call = self._core.create_instance(phone, name, webhook_url, timeout)
        return _models.instance_with_qr(self._wait(call))

    def restart(self, instance: str, *, timeout: types.Seconds | None = None) -> Restarted:
        """Restart an instance. That interrupts messaging. The service allows 5 a minute.

        The request is sent once: ``outcome`` of an error says what is known of it. Raises
        ``NotFoundError``, ``AuthenticationError``, ``PermissionDeniedError``, ``ValidationError``,
        ``RateLimitError``, ``APIConnectionError``, ``APITimeoutError``, ``ServerError``,
        ``InvalidResponseError``.

        >>> client.restart(instance).message
        'WhatsApp instance restarted successfully.'
        """
        return _models.restarted(self._wait(self._core.restart(instance, timeout)))

    def link(
        self,
        instance: str,
        *,
        timeout: types.Seconds | None = None,
        max_qr_codes: int | None = None,
        qr_lifetime: types.Seconds | None = None,
        restart_on_failed: bool = False,
    ) -> hypersender.LinkSession:
        """Watch an instance until a phone is linked to it.

        The session asks for QR codes when the service lets it, says when each has to come off the
        screen, never disturbs a scan, and ends with ``LinkedEvent``. Nothing is sent before its
        first event is asked for, or ``wait()`` called.

        ``timeout`` (300 s) bounds it in all, ``max_qr_codes`` (3) how many codes are shown,
        ``qr_lifetime`` (60 s) how long each. ``restart_on_failed`` lets it restart, once, an
        instance that stays ``FAILED``.

        >>> with client.link(instance) as session:
        ...     for event in session:
        ...         match event:
        ...             case QrCodeEvent():
        ...                 show(event.qr_code.data_uri)
        ...             case QrExpiredEvent():
        ...                 blank()
        ...             case LinkedEvent():
        ...                 print("linked")
        linked
        """
        from ._link import LinkSession

        return LinkSession._begin(
            self._core,
            self._attend,
            instance,
            timeout,
            max_qr_codes,
            qr_lifetime,
            restart_on_failed,
        )

    def close(self) -> None:
        """End the calls that are under way, and the connections. Later calls fail.

        They raise ``ClientClosedError``. Closing twice is no harm, and it raises nothing.
        """
        self._core.close()

    def __enter__(self) -> typing.Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
        /,
    ) -> None:
        self.close()

    def _attend(self) -> None:
        _log.look()
        if self._asks:
            from ._questions import attend

            attend()

    def _wait(self, call: _native.Call) -> typing.Any:
        self._attend()
        try:
            return call.wait()
        finally:
            _native.flush()
