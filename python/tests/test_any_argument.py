"""Whatever is handed in, by a caller without types too: a value, or an error that is documented."""

from __future__ import annotations

import asyncio
import math
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hypersender import (
    AsyncClient,
    Client,
    HypersenderError,
    InternalError,
    QrCode,
    Secret,
    Status,
)
from hypersender.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# The same values each time; `HYPERSENDER_HAMMER=10` is ten times as many, and others. What fails
# then is told with an `@example` or a `@reproduce_failure`, which belongs above its test.
TIMES = int(os.environ.get("HYPERSENDER_HAMMER", "0"))
RUNS = settings(
    max_examples=100 * max(TIMES, 1),
    deadline=None,
    derandomize=TIMES == 0,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Hostile:
    """An object whose every conversion fails."""

    def _fail(self, *_: object) -> Any:
        raise ZeroDivisionError

    __str__ = __float__ = __int__ = __index__ = __bool__ = __len__ = __iter__ = _fail
    __fspath__ = __call__ = __bytes__ = _fail

    def __repr__(self) -> str:
        return "Hostile()"


class Text(str):
    """A text that claims to be another."""

    __slots__ = ()

    def __str__(self) -> str:
        return "another"


class Endless(float):
    """A number that claims to be another."""

    def __float__(self) -> float:
        return math.inf


texts = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(), max_size=5),  # lone surrogates, too
    st.sampled_from(
        ["a", "..", "a/b", "a\r\nb", "\0", "\udcff", "+201234567890", "https://example.com", "wait"]
    ),
    st.builds(lambda: "a" * 10_000),
)
numbers = st.one_of(
    st.floats(),
    st.integers(),
    st.sampled_from([0, -1, 2**31, 2**63, 2**64, 10**40, 5e-324, 0.001, 86_400, 86_401]),
    st.timedeltas(),
)
odd = st.one_of(
    *map(
        st.builds,
        (
            Hostile,
            object,
            lambda: Text("a"),
            lambda: Endless(1),
            lambda: Secret("a"),
            lambda: Status("NEW"),
            lambda: len,
            lambda: int,
            lambda: Ellipsis,
            lambda: timedelta.max,
            lambda: 1j,
            lambda: memoryview(b"a"),
            lambda: bytearray(b"a"),
        ),
    )
)


def constant(value: Any) -> Callable[[], Any]:
    return lambda: value


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), texts, numbers, odd, st.binary(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=5), inner, max_size=2),
        st.builds(constant, inner),
    ),
    max_leaves=4,
)


def options(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names), anything, max_size=3)


# What is said of an argument of a type that is never taken, where it is as with Python's own
# functions. Of a client's arguments that is an error of this package.
NO_SUCH_TYPE = re.compile(
    r"is not an instance of 'str'$"
    r"|^expected str, bytes or os\.PathLike object, not \w+$"
    r"|^Object of type \w+ is not JSON serializable$"
    r"|object is not iterable$"
    r"|object cannot be interpreted as an integer$"
)


def sound(call: Callable[[], object], *allowed: type[BaseException]) -> None:
    """See that a call gives a value or says what is wrong, in a way that is documented."""
    # ZeroDivisionError: the caller's own object failed.
    documented: tuple[type[BaseException], ...]
    documented = (HypersenderError, ZeroDivisionError, *allowed)
    try:
        call()
    except documented as error:
        if isinstance(error, InternalError):
            raise


def plainly_sound(call: Callable[[], object], *allowed: type[BaseException]) -> None:
    """See the same, of what refuses a type as Python's own functions do."""
    try:
        sound(call, *allowed)
    except TypeError as error:
        if not NO_SUCH_TYPE.search(str(error)):
            raise


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    # A minute lasts a tenth of a second: sessions have nine looks in one.
    with Sandbox(
        speed=600, limits={"health": None, "restart": None, "create_instance": None}
    ) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def client(sandbox: Sandbox) -> Iterator[Client]:
    with sandbox.client(cooldown="off", timeout=5) as client:
        yield client


CLIENT = (
    "base_url",
    "timeout",
    "connect_timeout",
    "max_retries",
    "cooldown",
    "proxy",
    "ca_certificate",
    "user_agent",
    "allow_insecure_http",
)


@RUNS
@given(token=anything, given_options=options(*CLIENT))
@example(token="1|abc", given_options={"ca_certificate": Hostile()})
@example(token=Hostile(), given_options={})
@example(token="1|abc", given_options={"max_retries": int})
def test_a_client(token: Any, given_options: dict[str, Any]) -> None:
    sound(lambda: Client(token, **given_options))
    sound(lambda: AsyncClient(token, **given_options))


CALLS: Mapping[str, tuple[str, ...]] = {
    "health": ("timeout",),
    "restart": ("timeout",),
    "request_new_qr_code": ("timeout", "cooldown", "max_wait"),
}


@RUNS
@given(
    data=st.data(), name=st.sampled_from(sorted(CALLS)), instance=st.one_of(st.just("a"), anything)
)
def test_a_call(data: st.DataObject, client: Client, name: str, instance: Any) -> None:
    given_options = data.draw(options(*CALLS[name]))
    sound(lambda: getattr(client, name)(instance, **given_options))
    sound(lambda: client.qr_cooldown(instance))


@RUNS
@given(given_options=options("uuid", "name", "phone", "status", "timeout"))
def test_a_list(client: Client, given_options: dict[str, Any]) -> None:
    sound(lambda: client.list_instances(**given_options))


@RUNS
@given(
    phone=st.one_of(st.just("+201234567890"), anything),
    name=anything,
    given_options=options("webhook_url", "timeout"),
)
def test_a_new_instance(
    client: Client, phone: Any, name: Any, given_options: dict[str, Any]
) -> None:
    sound(lambda: client.create_instance(phone=phone, name=name, **given_options))


LINK = ("timeout", "max_qr_codes", "qr_lifetime", "restart_on_failed")


@RUNS
@given(instance=st.one_of(st.just("a"), anything), given_options=options(*LINK), handler=anything)
def test_a_session(
    client: Client, instance: Any, given_options: dict[str, Any], handler: Any
) -> None:
    def read() -> None:
        with client.link(instance, **given_options) as session:
            next(session)

    def wait() -> None:
        soon: dict[str, Any] = {**given_options, "timeout": 0.01}
        session = client.link(instance, **soon)
        session.wait(handler)

    sound(read)
    sound(wait, TypeError)  # the handler's own: none can be called with every event


@RUNS
@given(
    name=st.sampled_from(sorted(CALLS)),
    instance=st.one_of(st.just("a"), anything),
    given_options=options("timeout"),
)
def test_a_coroutine(
    sandbox: Sandbox, name: str, instance: Any, given_options: dict[str, Any]
) -> None:
    async def call() -> None:
        async with sandbox.async_client(timeout=5) as client:
            await getattr(client, name)(instance, **given_options)
            async for _ in client.link(instance, **given_options):
                break

    sound(lambda: asyncio.run(call()))


@RUNS
@given(png=anything, path=anything)
@example(png=[-1], path=None)
def test_a_picture_and_where_it_is_saved(png: Any, path: Any) -> None:
    sound(lambda: QrCode(png))
    sound(lambda: Secret(png))
    plainly_sound(lambda: Status(png), ValueError)  # as every enumeration
    if isinstance(path, (str, bytes)):
        path = b"/no/such/folder/" + path if isinstance(path, bytes) else f"/no/such/folder/{path}"
    if not isinstance(path, (int, Path)):
        code = QrCode(PICTURE)
        plainly_sound(lambda: code.save(path), OSError, ValueError)


@RUNS
@given(
    given_settings=options("speed", "seed", "token", "accounts", "instances", "limits", "latency"),
    fault=anything,
    event=anything,
    seconds=st.one_of(numbers, odd),
)
@example(given_settings={"limits": (None, None)}, fault=None, event=None, seconds=1)
@example(given_settings={"instances": [5]}, fault=None, event=None, seconds=1)
def test_a_sandbox(
    sandbox: Sandbox, given_settings: dict[str, Any], fault: Any, event: Any, seconds: Any
) -> None:
    # What JSON can't say, Python's own encoder refuses.
    encoder = (ValueError, AttributeError, OverflowError)
    plainly_sound(lambda: Sandbox(**given_settings).close(), *encoder)
    plainly_sound(lambda: sandbox.fault(None, fault, times=0), *encoder)
    plainly_sound(lambda: sandbox.expect(event), *encoder)
    plainly_sound(lambda: sandbox.phone.scan(event), *encoder)
    plainly_sound(lambda: sandbox.account_token(event), KeyError, ValueError)
    if not isinstance(seconds, (int, float, timedelta)) or seconds != seconds:
        plainly_sound(lambda: sandbox.advance(seconds), *encoder)


@RUNS
@given(operation=anything, given_options=options("after", "ended", "timeout"))
def test_a_wait_for_a_request(
    sandbox: Sandbox, operation: Any, given_options: dict[str, Any]
) -> None:
    # One that is never there is waited for as long as was said.
    given_options["timeout"] = 0.001 if lasts(given_options) else given_options["timeout"]
    sound(lambda: sandbox.wait_for_request(operation, **given_options), TimeoutError)


def lasts(given_options: dict[str, Any]) -> bool:
    """Tell whether a test could wait for what was said."""
    timeout = given_options.get("timeout")
    return timeout is None or isinstance(timeout, (int, float, timedelta))


def _picture() -> bytes:
    with Sandbox() as sandbox, sandbox.client() as client:
        return client.request_new_qr_code(sandbox.instance).qr_code.png


PICTURE = _picture()
