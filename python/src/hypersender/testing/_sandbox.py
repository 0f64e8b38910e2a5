"""The sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Literal, TypeAlias

from .. import AsyncClient, Client, _hints, _native
from .._base_client import all_hidden, hidden
from .._errors import InvalidArgumentError
from .._status import Status
from . import _seen
from ._phone import Phone
from ._seen import SandboxInstance, SandboxRequest

types = typing = _hints

Fault: TypeAlias = int | str | Mapping[str, Any]


class Sandbox:
    """A local stand-in for the service: a real HTTP server on loopback, in this process.

    It keeps instances with their whole life, gives real QR codes that expire, counts the documented
    limits, and has a phone that scans. ``client()`` and ``async_client()`` give clients of it that
    go by its clock. It works in ``with`` and in ``async with``.

    >>> with Sandbox(speed=60) as sandbox, sandbox.client() as client:  # a minute lasts a second
    ...     sandbox.fault("health", 503, times=1)
    ...     client.health(sandbox.instance).status, len(sandbox.requests)
    (Status.SCAN_QR_CODE, 2)
    """

    def __init__(
        self,
        *,
        speed: float = 1.0,
        seed: int | None = None,
        port: int = 0,
        token: str | None = None,
        accounts: Iterable[str] | None = None,
        instances: Iterable[Mapping[str, str]] | None = None,
        on_new_qr: Literal["restart", "current", "refuse"] = "restart",
        limits: Mapping[str, Any] | None = None,
        latency: float = 0.0,
        **settings: Any,
    ) -> None:
        """Start one.

        * ``speed``: how many times as fast as the machine's clock its clock runs
        * ``seed``: makes ids, tokens and codes the same in every run
        * ``port``, ``token``: any free one, and one of the usual form
        * ``accounts``: names; each has a token of its own and sees its own instances
        * ``instances``: what exists at the start, each with any of ``id``, ``name``, ``phone``,
          ``account``, ``status``; otherwise there is one that waits to be scanned
        * ``on_new_qr``: what a request for a QR code does, which the documentation leaves open:
          the cycle of codes starts anew, or goes on, or goes on and is refused with 422 in every
          other status than ``SCAN_QR_CODE``
        * ``limits``: how often each operation may be called in a ``window`` (60 s), None without
          end: ``request_new_qr_code`` (1), ``health`` (10), ``list_instances`` (None),
          ``create_instance`` (5), ``restart`` (5); counted for a ``scope``
          (``"token_and_instance"`` or ``"token"``) with one ``counter`` (``"per_operation"`` or
          ``"shared"``); ``headers`` (True) has answers tell it. Such as
          ``{"request_new_qr_code": None, "counter": "shared"}``
        * ``latency``: seconds by which every answer is held back

        Other ``settings``, by name:

        * ``times``: the seconds that an instance takes for its steps: ``stopping`` (1), ``pending``
          (1), ``starting`` (2), ``accept_delay`` (0), ``linking`` (3). Such as ``{"starting": 20}``
        * ``codes``: the seconds that the ``first`` code lives (60), and each ``later`` one (20),
          and the ``count`` of them (6) before the instance fails. Such as ``{"count": 1}``
        * ``create_status``: the status of the answer to ``create_instance`` (201)
        * ``access_token``: which instances have theirs in answers: ``"always"``,
          ``"when_linked"`` or ``"never"``
        * ``instance_tokens``: what such a token may do beside asking about its own instance:
          ``"list_their_own"`` or ``"dont_list"``
        * ``when``: what happens by itself, a list of what ``expect()`` takes
        * ``faults``: what goes wrong, a list such as
          ``[{"operation": "health", "times": 2, "fault": {"status": {"status": 503}}}]``, with the
          names of ``fault()``
        * ``virtual_time``: True has time jump from wait to wait, in place of ``speed``

        Raises ``InvalidArgumentError``, which says what there is, if they can't be meant.

        >>> with Sandbox(codes={"count": 1}, times={"starting": 0}) as sandbox:
        ...     with sandbox.client() as client:
        ...         answer = client.request_new_qr_code(sandbox.instance)
        ...         sandbox.advance(60)
        ...         client.health(sandbox.instance).status
        Status.FAILED
        """
        known = {
            "speed": speed,
            "seed": seed,
            "port": port,
            "token": token,
            "accounts": None if accounts is None else list(accounts),
            "instances": None if instances is None else [_plain(one) for one in instances],
            "on_new_qr": on_new_qr,
            "limits": _plain(limits),
            "latency": latency,
        }
        settings |= {name: value for name, value in known.items() if value is not None}
        self._sandbox = _native.Sandbox(json.dumps(settings))

    @property
    def url(self) -> str:
        """The base URL for clients."""
        return self._sandbox.url

    @property
    def origin(self) -> str:
        """Scheme, host and port; below it, at ``/_sandbox/``, the same can be done over HTTP."""
        return self._sandbox.origin

    @property
    def token(self) -> str:
        """The token of the first account. It opens nothing but this sandbox."""
        return self._sandbox.token

    def account_token(self, account: str) -> str:
        """Give the token of an account, by its name. ``KeyError`` if there is none."""
        token = self._sandbox.account_token(account)
        if token is None:
            raise KeyError(account)
        return token

    def replace_token(self) -> str:
        """Take the token of the first account out of service: 401. Give the new one."""
        self._perform({"replace_token": {}})
        return self.token

    @property
    def instance(self) -> str:
        """The id of the first instance."""
        return self.instances[0].id

    @property
    def instances(self) -> list[SandboxInstance]:
        """The instances as they are."""
        return [_seen.instance(one) for one in json.loads(self._sandbox.instances())]

    def create_instance(self, **fields: str) -> str:
        """Make an instance without the API, from any of ``id``, ``name``, ``phone``, ``account``,
        ``status``. Its id.
        """  # noqa: D205
        outcome = self._perform({"create_instance": fields})
        if isinstance(outcome, str):
            message = "There is no such account in this sandbox."
            raise InvalidArgumentError(message, argument="account")
        created: str = outcome["created"]
        return created

    def set_status(self, status: Status | str, instance: str | None = None) -> None:
        """Put an instance (the first), by id or name, into a status: any text."""
        outcome = self._perform({"set_status": {"instance": instance, "status": str(status)}})
        if outcome != "done":
            message = "There is no such instance in this sandbox."
            raise InvalidArgumentError(message, argument="instance")

    @property
    def phone(self) -> Phone:
        """A phone that scans."""
        return Phone(self._perform)

    def client(
        self, *, token: types.Token | None = None, **options: typing.Unpack[types.ClientOptions]
    ) -> Client:
        """Make a client of this sandbox that goes by its clock: with the options of ``Client``."""
        token, options = hidden(token), all_hidden(options)
        return Client._in_sandbox(self._sandbox, token, options)

    def async_client(
        self,
        *,
        token: types.AsyncToken | None = None,
        **options: typing.Unpack[types.ClientOptions],
    ) -> AsyncClient:
        """Make a client for asyncio that goes by its clock: with the options of ``AsyncClient``."""
        token, options = hidden(token), all_hidden(options)
        return AsyncClient._in_sandbox(self._sandbox, token, options)

    def advance(self, seconds: float | timedelta) -> None:
        """Let that much time pass at once."""
        if isinstance(seconds, timedelta):
            seconds = seconds.total_seconds()
        self._sandbox.advance(seconds)

    def fault(
        self,
        operation: str | None,
        fault: Fault,
        *,
        times: int | None = 1,
        skip: int = 0,
        instance: str | None = None,
        done: bool = False,
    ) -> None:
        """Let answers to an operation (or to any: None) go wrong.

        It begins after ``skip`` right answers and goes for ``times`` answers: **one**, which a
        client makes up for by asking again; None is for ever. With ``instance``, an id, it is for
        answers about that one alone. With ``done`` what was asked for is done all the same.

        >>> sandbox.fault("health", 503, times=None)
        >>> try:
        ...     client.health(instance)
        ... except ServerError as error:
        ...     print(error.status)
        503

        ``operation`` is a method's name: ``"request_new_qr_code"``, ``"health"``,
        ``"list_instances"``, ``"create_instance"``, ``"restart"``. ``fault`` is a status, such as
        503, or another answer:

        * ``{"status": {"status": 429, "headers": {"Retry-After": "7"}, "body": "{}"}}``; without
          ``body`` a fitting one
        * ``{"html": {"status": 502}}``: a page, as of a proxy
        * ``{"body": {"text": "[]", "content_type": "text/plain", "status": 200}}``
        * ``{"redirect": {"location": "https://example.com", "status": 302}}``
        * ``"garbage"``: no HTTP; ``"endless_body"``, ``"endless_headers"``

        or none: ``"reset"``, ``"close"``, ``"never_answer"``; or the right answer, and what was
        asked for done, but

        * ``{"change": {"set": {"status": "NEW"}, "remove": ["name"]}}``: with other fields
        * ``{"content_type": "text/html"}``: said to be of that type
        * ``{"delay": 5}``: as many seconds late
        * ``{"drip": {"every": 0.1}}``, ``{"drip_body": {"every": 0.1}}``: byte by byte, its headers
          too or its body alone
        * ``"truncated"``, ``"reset_in_body"``, ``"close_in_headers"``, ``"no_last_chunk"``: cut

        or a ``script`` of bytes and waits:
        ``{"script": [{"bytes": "HTTP/1.1 200 OK"}, {"wait": 5}, "reset"]}``; what else it takes
        (``drip``, ``forever``, ``close``, ``hang``, ``next``) is as those.

        Raises ``InvalidArgumentError``, which says what there is.
        """
        if isinstance(fault, int):
            fault = {"status": {"status": fault}}
        rule = {
            "operation": operation,
            "fault": fault,
            "times": times,
            "skip": skip,
            "instance": instance,
            "done": done,
        }
        self._perform({"fault": rule})

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._perform("clear_faults")

    def expect(self, event: Mapping[str, Any]) -> None:
        """Plan something that will happen by itself.

        Such as ``{"shown": 2, "after": 8, "do": {"scan": {}}}``: eight seconds after the second
        code was handed out (of ``instance``, if that is given), somebody scans it. Or
        ``{"at": 30, "do": {"set_status": {"status": "FAILED"}}}``: at 30 seconds from the start.

        What can be done: ``{"scan": {"manner": "accept"}}``, where the manner may also be
        ``"refuse"``, ``"late"``, ``"passkey"`` or ``{"other_phone": "+201234567891"}``;
        ``{"set_status": {"status": "STOPPED"}}``; with ``{}`` or ``{"instance": "…"}``
        ``confirm_passkey``, ``unlink``, ``restart`` and ``request_code`` (both on another way than
        the API); ``{"create_instance": {"name": "Shop"}}``; ``{"replace_token": {}}``;
        ``{"fault": {"operation": "health", "fault": "reset"}}``, with the names of ``fault()``, and
        ``"clear_faults"``.

        >>> sandbox.expect({"shown": 1, "after": 5, "do": {"scan": {}}})
        >>> client.link(instance).wait().instance_id == instance
        True

        Raises ``InvalidArgumentError``, which says what there is.
        """
        self._sandbox.expect(json.dumps(event))

    @property
    def requests(self) -> list[SandboxRequest]:
        """The requests to the API since the start, oldest first."""
        return [_seen.request(one) for one in json.loads(self._sandbox.requests())]

    def requests_to(self, operation: str) -> list[SandboxRequest]:
        """Give those of one operation, such as ``"health"``."""
        return [one for one in self.requests if one.operation == operation]

    def wait_for_request(
        self,
        operation: str | None = None,
        *,
        after: int = 0,
        ended: bool = False,
        timeout: types.Seconds | None = None,
    ) -> SandboxRequest:
        """Wait until there is such a request, and give the first of them.

        One to that operation, such as ``"health"``, or to any; with a ``number`` above ``after``;
        and if ``ended``, one whose exchange is over: it was answered, or the client left.

        ``timeout`` is real seconds, whatever the speed of the sandbox; None is 10 s. It raises
        ``TimeoutError``, which says what was waited for and what came instead, and
        ``InvalidArgumentError``, also if the sandbox is closed meanwhile.

        In a coroutine use ``async_wait_for_request``: this one blocks the event loop.

        >>> with Sandbox() as sandbox, sandbox.client() as client:
        ...     asking = threading.Thread(target=client.health, args=[sandbox.instance])
        ...     asking.start()
        ...     request = sandbox.wait_for_request("health", ended=True)
        ...     asking.join()
        ...     request.status
        200
        """
        call = self._sandbox.wait_for_request(operation, after, ended, timeout)
        return _seen.request(json.loads(call.wait()))

    async def async_wait_for_request(
        self,
        operation: str | None = None,
        *,
        after: int = 0,
        ended: bool = False,
        timeout: types.Seconds | None = None,
    ) -> SandboxRequest:
        """Wait on the event loop of asyncio: see ``wait_for_request``.

        >>> with Sandbox() as sandbox:
        ...     sandbox.fault("health", "never_answer")
        ...     asking = asyncio.create_task(sandbox.async_client().health(sandbox.instance))
        ...     request = await sandbox.async_wait_for_request("health")
        ...     asking.cancel()
        ...     gone = await sandbox.async_wait_for_request("health", ended=True)
        ...     request.end, gone.end
        True
        (None, 'client_left')
        """
        from .._bridge import end_of

        call = self._sandbox.wait_for_request(operation, after, ended, timeout)
        return _seen.request(json.loads(await end_of(call)))

    @property
    def connections(self) -> int:
        """How many connections were made since the start."""
        return self._sandbox.connections()[0]

    @property
    def open_connections(self) -> int:
        """How many connections are open now."""
        return self._sandbox.connections()[1]

    def reset(self) -> None:
        """Make everything as it was at the start, but for the clock."""
        self._sandbox.reset()

    def close(self) -> None:
        """Stop it. Closing twice is no harm."""
        self._sandbox.close()

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

    async def __aenter__(self) -> typing.Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
        /,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<hypersender.testing.Sandbox>"

    def _perform(self, deed: Any) -> Any:
        return json.loads(self._sandbox.perform(json.dumps(deed)))


def _plain(given: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Make a mapping of any kind one that JSON knows. What else it may be is refused later."""
    return dict(given) if isinstance(given, Mapping) else given
