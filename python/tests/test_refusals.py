"""Refusals say what is wrong, and what names a file names the one that was asked for."""

from __future__ import annotations

import copy
import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from hypersender import ClientClosedError, InvalidArgumentError, QrCode
from hypersender.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hypersender import LinkEvent


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"max_retries": -1}, "max_retries must not be negative."),
        ({"max_retries": -(2**100)}, "max_retries must not be negative."),
        ({"max_retries": 1.5}, "max_retries has to be a whole number; it is of the type float."),
        ({"ca_certificate": ""}, "ca_certificate is an empty text."),
        ({"cooldown": "never"}, 'cooldown has to be "raise", "wait" or "off".'),
        (
            {"cooldown": True},
            'cooldown has to be "raise", "wait" or "off"; it is of the type bool.',
        ),
    ],
)
def test_a_value(hypersender_sandbox: Sandbox, options: Any, text: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        hypersender_sandbox.client(**options)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"port": 70000}, "`port` has to be a whole number from 0 to 65535, not 70000."),
        ({"token": 5}, "`token` has to be a text, not 5."),
        ({"instances": [{"status": None}]}, "`instances[0].status` has to be a text, not null."),
        ({"limits": {"window": -1}}, "`limits.window`: a time is a number, not below zero."),
        (
            {"on_new_qr": "curent"},
            '`on_new_qr` has to be "restart", "current" or "refuse", not "curent".',
        ),
        (
            {"codes": {"most": 3}},
            "There is no `codes.most`. What there is: `first`, `later` and `count`.",
        ),
    ],
)
def test_a_setting_of_the_sandbox(settings: Any, text: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        Sandbox(**settings)
    assert str(caught.value) == text


def test_what_a_sandbox_shall_do(hypersender_sandbox: Sandbox) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        hypersender_sandbox.fault("helth", 503)
    assert str(caught.value) == '`fault.operation`: "helth" is no operation of the API.'


def test_a_number_beyond_all_bounds_is_one_without_a_bound(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.fault("health", 503, times=3)
    with hypersender_sandbox.client(max_retries=2**100) as client:
        client.health(hypersender_sandbox.instance)
    assert len(hypersender_sandbox.requests) == 4


def test_an_id_with_lone_surrogates(hypersender_sandbox: Sandbox) -> None:
    with pytest.raises(InvalidArgumentError, match="lone surrogates"):
        hypersender_sandbox.client().health("\udcff")


def test_a_closed_sandbox_refuses_everything_alike(hypersender_sandbox: Sandbox) -> None:
    hypersender_sandbox.close()
    works: list[Callable[[], object]] = [
        lambda: hypersender_sandbox.url,
        hypersender_sandbox.client,
        lambda: hypersender_sandbox.advance(1),
        lambda: hypersender_sandbox.fault("health", 503),
    ]
    for work in works:
        with pytest.raises(InvalidArgumentError, match="closed"):
            work()


def test_time_does_not_run_backwards(hypersender_sandbox: Sandbox) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        hypersender_sandbox.advance(-1)
    assert caught.value.argument == "seconds"


def test_a_session_that_waits_refuses_a_coroutine_function(hypersender_sandbox: Sandbox) -> None:
    async def handle(_: LinkEvent) -> None: ...

    with hypersender_sandbox.client() as client:
        session = client.link(hypersender_sandbox.instance)
        with pytest.raises(InvalidArgumentError) as caught:
            session.wait(handle)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert caught.value.argument == "on_event"
    assert hypersender_sandbox.requests == []


def test_nor_does_it_drop_what_a_function_gives_to_be_awaited(hypersender_sandbox: Sandbox) -> None:
    async def handle(_: LinkEvent) -> None: ...

    def call(event: LinkEvent) -> Any:
        return handle(event)

    with hypersender_sandbox.client() as client:
        session = client.link(hypersender_sandbox.instance)
        with pytest.raises(InvalidArgumentError, match="nobody here awaits"):
            session.wait(call)
        with pytest.raises(ClientClosedError):
            session.wait()


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_what_is_one_alone_can_not_be_copied(
    hypersender_sandbox: Sandbox, duplicate: Callable[[object], object]
) -> None:
    client = hypersender_sandbox.client()
    session = client.link(hypersender_sandbox.instance)
    for one in (client, hypersender_sandbox.async_client(), session):
        with pytest.raises(TypeError, match=f"^{type(one).__name__} can't be copied"):
            duplicate(one)


NO_FUNCTION = (
    "on_event has to be a function; it is of the type int. "
    "How long the session may take is told to link(timeout=...)."
)


def test_a_session_is_not_begun_for_a_number_in_place_of_a_function(
    hypersender_sandbox: Sandbox,
) -> None:
    seconds: Any = 30
    with hypersender_sandbox.client() as client:
        session = client.link(hypersender_sandbox.instance)
        with pytest.raises(InvalidArgumentError) as caught:
            session.wait(seconds)
    assert (str(caught.value), caught.value.argument) == (NO_FUNCTION, "on_event")
    assert hypersender_sandbox.requests == []


async def test_nor_is_an_async_session(hypersender_sandbox: Sandbox) -> None:
    seconds: Any = 30
    async with hypersender_sandbox.async_client() as client:
        session = client.link(hypersender_sandbox.instance)
        with pytest.raises(InvalidArgumentError) as caught:
            await session.wait(seconds)
    assert (str(caught.value), caught.value.argument) == (NO_FUNCTION, "on_event")
    assert hypersender_sandbox.requests == []


@pytest.mark.parametrize("wrong", ["iVBORw0KGgo", [137, 80, 78, 71], None])
def test_a_picture_that_is_no_bytes(wrong: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        QrCode(wrong)
    assert caught.value.argument == "png"
    assert str(caught.value) == f"png has to be bytes; it is of the type {type(wrong).__name__}."


def test_a_picture_may_be_anything_that_has_bytes(hypersender_sandbox: Sandbox) -> None:
    with hypersender_sandbox.client() as client:
        png = client.request_new_qr_code(hypersender_sandbox.instance).qr_code.png
    assert QrCode(bytearray(png)).png == QrCode(memoryview(png)).png == png


def test_a_file_that_cannot_be_written(hypersender_sandbox: Sandbox, tmp_path: Path) -> None:
    with hypersender_sandbox.client() as client:
        code = client.request_new_qr_code(hypersender_sandbox.instance).qr_code
    path = tmp_path / "no-folder" / "code.png"
    with pytest.raises(FileNotFoundError) as caught:
        code.save(path)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOENT, path)
    code.save(os.fsencode(tmp_path / "code.png"))
    assert (tmp_path / "code.png").read_bytes() == code.png
