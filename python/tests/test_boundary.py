"""The boundary itself: nothing is lost on it, and nothing breaks it."""

from __future__ import annotations

import asyncio
import re
import traceback
from datetime import datetime, timezone
from typing import Any

import pytest

from hypersender import (
    Client,
    HypersenderError,
    Instance,
    InternalError,
    InvalidResponseError,
    QrCode,
    Status,
    _native,
)
from hypersender._errors import CLASSES
from hypersender.testing import Sandbox


def test_an_error_arrives_with_every_field(boundary: Any) -> None:
    for code, cls in CLASSES.items():
        with pytest.raises(cls) as caught:
            boundary.fail_with(code).wait()
        error = caught.value
        instance = error.__dict__.pop("instance")
        assert (error.code, str(error)) == (code, "It failed on purpose.")
        assert error.__dict__ == {
            "message": "It failed on purpose.",
            "status": 499,
            "server_message": "On purpose",
            "request_id": "request-1",
            "retry_after": 7.25,
            "outcome": "unknown",
            "operation": "restart",
            "attempts": 3,
            "elapsed": 1.5,
            "argument": "phone",
            "reason": "missing",
            "errors": {"phone": ["is taken"]},
            "limited_by": "server",
            "location": "https://example.com",
            "json_path": "$.qr_code",
            "last_status": Status.FAILED,
            "qr_codes_shown": 2,
        }
        assert instance.access_token.reveal() == "2|access"
        assert instance.__replace__(access_token=None) == Instance(
            id="instance-1",
            name="Shop",
            phone="+201234567890",
            service_type="whatsapp",
            status=Status("NEW_STATUS"),
            created_at=datetime(2025, 5, 26, 10, 12, 45, 1, timezone.utc),
            created_at_raw="2025-05-26T10:12:45.000001",
            request_id="request-1",
        )


# What a panic says may quote what it found, so nobody is told.
DEFECT = re.compile(r"^A defect of this library ended the call\. Please report it\.$")


def test_a_panic_is_an_error_and_the_next_call_works(boundary: Any) -> None:
    for _ in range(3):
        with pytest.raises(InternalError, match=DEFECT) as caught:
            boundary.panic().wait()
        assert caught.value.code == "internal"
        told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        assert "canary" not in "".join(told.format()) + repr(vars(caught.value))
    with pytest.raises(InvalidResponseError):
        boundary.fail_with("invalid_response").wait()


async def test_a_panic_is_an_error_of_its_coroutine_alone(boundary: Any) -> None:
    from hypersender._bridge import bridge_of

    loop = asyncio.get_running_loop()
    futures: list[asyncio.Future[Any]] = [loop.create_future() for _ in range(3)]
    calls = [boundary.panic(), boundary.fail_with("server"), boundary.panic()]
    for call, future in zip(calls, futures, strict=True):
        bridge_of(loop).start(call, future)
    ends = await asyncio.gather(*futures, return_exceptions=True)
    assert [end.code for end in ends if isinstance(end, HypersenderError)] == [
        "internal",
        "server",
        "internal",
    ]


async def test_a_call_that_hangs_is_dropped(boundary: Any) -> None:
    from hypersender._bridge import bridge_of

    loop = asyncio.get_running_loop()
    bridge = bridge_of(loop)
    future: asyncio.Future[Any] = loop.create_future()
    number = bridge.start(boundary.hang(), future)
    bridge.abort(number)
    bridge.abort(number)  # once is enough
    await asyncio.sleep(0.05)
    assert not future.done()


def test_a_call_is_begun_once(boundary: Any) -> None:
    call = boundary.fail_with("server")
    with pytest.raises(HypersenderError):
        call.wait()
    with pytest.raises(InternalError, match="begun twice"):
        call.wait()


def test_a_panic_outside_of_a_call_is_an_error_too(
    boundary: Any, hypersender_sandbox: Sandbox
) -> None:
    client = hypersender_sandbox.client()
    code = client.request_new_qr_code(hypersender_sandbox.instance).qr_code
    for work in (
        lambda: code.payload,
        code.svg,
        code.terminal,
        code.terminal_size,
        lambda: code.base64,
        lambda: code.data_uri,
        lambda: code.save("never-written.png"),
        lambda: QrCode(code.png),
        lambda: Client("1|token"),
        lambda: client.qr_cooldown(hypersender_sandbox.instance),
        lambda: client.request_new_qr_code(hypersender_sandbox.instance),
        lambda: client.health(hypersender_sandbox.instance),
        client.list_instances,
        lambda: client.create_instance(phone="+201234567890", name="Shop"),
        lambda: client.restart(hypersender_sandbox.instance),
        lambda: client.link(hypersender_sandbox.instance),
        client.link(hypersender_sandbox.instance).wait,
        lambda: next(client.link(hypersender_sandbox.instance)),
        lambda: hypersender_sandbox.url,
        lambda: hypersender_sandbox.requests,
        lambda: hypersender_sandbox.advance(1),
        lambda: hypersender_sandbox.set_status("WORKING"),
        hypersender_sandbox.reset,
        Sandbox,
        lambda: _native.main(["hypersender", "--version"]),
    ):
        boundary.panic_next()
        with pytest.raises(InternalError, match=DEFECT):
            work()
    assert code.svg()
