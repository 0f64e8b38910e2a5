"""A canary token and a canary code through every rendering that Python has."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import functools
import logging
import pickle
import pprint
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import hypersender
from hypersender import AsyncClient, Client, InvalidArgumentError, QrCode, Secret

if TYPE_CHECKING:
    from hypersender.testing import Sandbox

CANARY = "1|canary-token-canary"


OWN = str(Path(hypersender.__file__).parent)


# A picture's beginning, as bytes, in base64, as numbers.
PICTURE = (r"\x89PNG", "iVBORw0KGgo", "137, 80, 78, 71")


def renderings(value: Any) -> str:
    written = [repr(value), str(value), f"{value}", f"{value!r:>50}", pprint.pformat(value)]
    # What tools do that look into objects.
    fields = [name for kind in type(value).__mro__ for name in getattr(kind, "_fields", ())]
    written.append(repr({name: getattr(value, name) for name in fields}))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        written.append(repr(dataclasses.asdict(value)))
    with contextlib.suppress(TypeError):  # what has no variables
        written.append(repr(vars(value)))
    return "\n".join(written)


def told(error: BaseException) -> str:
    """Give all that a traceback shows of an error, local variables included."""
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    # Only the package's own frames: what a caller has in variables is the caller's.
    whole.stack[:] = [frame for frame in whole.stack if frame.filename.startswith(OWN)]
    assert whole.stack
    return "".join(whole.format()) + renderings(error) + repr(error.__dict__)


# By the machine's own clock: where a minute lasts a second, a busy machine takes too long for all.
pytestmark = pytest.mark.hypersender_sandbox(speed=1)


@pytest.mark.hypersender_sandbox(token=CANARY)
def test_neither_token_nor_code_is_in_any_rendering(
    hypersender_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="hypersender")
    seen: list[str] = []
    with hypersender_sandbox.client() as client:
        answer = client.request_new_qr_code(hypersender_sandbox.instance)
        code = answer.qr_code
        (instance,) = client.list_instances()
        with client.link(hypersender_sandbox.instance) as session:
            event = next(session)
            created = client.create_instance(phone="+201234567890", name="Shop")
            values = (client, answer, code, code.payload, instance, session, event, created)
            seen += [renderings(value) for value in (*values, hypersender_sandbox)]
        assert instance.access_token is not None
        secrets = [
            CANARY,
            "canary",
            code.payload.reveal(),
            code.base64[200:260],
            instance.access_token.reveal(),
            created.access_token.reveal() if created.access_token else "none came",
            created.qr_code.payload.reveal(),
            *PICTURE,
        ]
        with pytest.raises(hypersender.NotFoundError) as caught:
            client.health("no-such-instance")
        seen.append(told(caught.value))
    assert any(record.name == "hypersender" for record in caplog.records)
    seen.append(caplog.text)
    for secret in secrets:
        assert secret not in "\n".join(seen)
    assert "[redacted]" in "\n".join(seen)


@pytest.mark.parametrize(
    "token", ["", "can ary", "canary\ncanary", "Bearer canary", "canäry", "canary\udcff"]
)
def test_a_refused_token_is_in_no_traceback(token: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        Client(token)
    assert caught.value.argument == "token"
    assert "can" not in told(caught.value).replace("can't", "")


@pytest.mark.parametrize("proxy", ["ftp://user:canary@proxy", "http://user:canary\udcff@proxy"])
def test_a_refused_proxy_does_not_show_its_password(proxy: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        Client("1|abc", proxy=proxy)
    assert caught.value.argument == "proxy"
    assert "canary" not in told(caught.value)


KEY = "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n"

# Of no type that is accepted, or beside something that is refused.
WRONG: list[dict[str, Any]] = [
    {"token": b"1|canary"},
    {"token": ["1|canary"]},
    {"token": "1|canary", "timeout": 0},
    {"token": functools.partial(str, "canary"), "timeout": 0},
    {"token": "1|abc", "proxy": b"http://user:canary@proxy"},
    {"token": "1|abc", "base_url": ["https://user:canary@host"]},
    {"token": "1|abc", "ca_certificate": KEY},
    {"token": "1|abc", "ca_certificate": KEY.encode()},
    {"token": "1|abc", "ca_certificate": KEY, "timeout": 0},
    {"token": "1|abc", "ca_certificate": Secret(KEY)},
]


@pytest.mark.parametrize("options", WRONG)
def test_no_frame_shows_what_a_client_was_made_of(
    hypersender_sandbox: Sandbox, options: Any
) -> None:
    sandbox = hypersender_sandbox
    for make in (Client, AsyncClient, sandbox.client, sandbox.async_client):
        with pytest.raises(InvalidArgumentError) as caught:
            make(**options)
        assert "canary" not in told(caught.value), make


def test_no_frame_shows_an_option_that_there_is_not(hypersender_sandbox: Sandbox) -> None:
    misspelt: Any = {"prxoy": "http://user:canary@proxy"}
    with pytest.raises(TypeError) as caught:
        hypersender_sandbox.client(token="1|canary", **misspelt)
    assert "canary" not in told(caught.value)


def test_no_frame_shows_a_picture_that_is_none() -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        QrCode(b"canary")
    assert "canary" not in told(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "canary\udcff",
            "text has characters in it that can't be written as UTF-8 (lone surrogates).",
        ),
        (5, "text has to be a text; it is of the type int."),
        (b"canary", "text has to be a text; it is of the type bytes."),
    ],
)
def test_a_secret_that_can_be_none_is_refused_without_showing_it(text: Any, says: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        Secret(text)
    assert str(caught.value) == says
    error = caught.value
    assert error.__context__ is None
    assert "canary" not in renderings(error) + repr(error.args) + repr(vars(error))


def test_a_server_that_echoes_the_token_is_masked(hypersender_sandbox: Sandbox) -> None:
    body = f'{{"message": "Bad token {hypersender_sandbox.token}"}}'
    hypersender_sandbox.fault("health", {"status": {"status": 401, "body": body}})
    with (
        hypersender_sandbox.client() as client,
        pytest.raises(hypersender.AuthenticationError) as caught,
    ):
        client.health(hypersender_sandbox.instance)
    assert "Bad token" in str(caught.value)
    assert hypersender_sandbox.token not in told(caught.value)


def test_what_is_secret_refuses_to_be_pickled(hypersender_sandbox: Sandbox) -> None:
    with hypersender_sandbox.client() as client:
        answer = client.request_new_qr_code(hypersender_sandbox.instance)
        session = client.link(hypersender_sandbox.instance)
        secrets = [
            Secret("canary"),
            answer,
            answer.qr_code,
            client,
            session,
            hypersender_sandbox.async_client(),
        ]
        for value in secrets:
            for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
                with pytest.raises(TypeError, match="can't be pickled"):
                    pickle.dumps(value, protocol)


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret("canary")
    assert renderings(secret).count("[redacted]") == 5
    assert "canary" not in renderings(secret)
    assert secret.reveal() == "canary"
    assert secret == Secret("canary") != Secret("other")
    assert len({secret, Secret("canary")}) == 1
    assert copy.copy(secret) is secret
    assert copy.deepcopy(secret) is secret


def test_a_code_is_saved_for_its_owner_alone(hypersender_sandbox: Sandbox, tmp_path: Any) -> None:
    with hypersender_sandbox.client() as client:
        code = client.request_new_qr_code(hypersender_sandbox.instance).qr_code
    target = tmp_path / "code.png"
    code.save(target)
    assert target.read_bytes() == code.png == code._repr_png_()
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OSError, match="No such file"):
        code.save(tmp_path / "no" / "such" / "folder.png")
    again = QrCode(code.png)
    assert again.payload == code.payload
    assert 55 < again.expires_in <= 60
    with pytest.raises(InvalidArgumentError):
        QrCode(b"no picture")
