"""The client that waits, against the sandbox."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from hypersender import (
    Client,
    ClientClosedError,
    HypersenderError,
    InstanceWithQr,
    InvalidArgumentError,
    RateLimitError,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypersender.testing import Sandbox

# By the machine's own clock: where a minute lasts a second, a busy machine takes too long for all.
pytestmark = pytest.mark.hypersender_sandbox(speed=1)


@pytest.fixture
def client(hypersender_sandbox: Sandbox) -> Iterator[Client]:
    with hypersender_sandbox.client() as client:
        yield client


def test_a_code_is_asked_for_shown_and_scanned(
    hypersender_sandbox: Sandbox, client: Client
) -> None:
    instance = hypersender_sandbox.instance
    answer = client.request_new_qr_code(instance)
    assert isinstance(answer, InstanceWithQr)
    assert (answer.id, answer.status) == (instance, Status.SCAN_QR_CODE)
    assert answer.qr_code.png.startswith(b"\x89PNG")
    assert hypersender_sandbox.phone.scan(answer.qr_code) == "linked"
    hypersender_sandbox.advance(10)
    health = client.health(instance)
    assert health.status is Status.WORKING
    assert health.connected_at is not None
    assert health.connected_at.tzinfo is timezone.utc


def test_the_minute_is_kept_without_a_request(hypersender_sandbox: Sandbox, client: Client) -> None:
    instance = hypersender_sandbox.instance
    assert client.qr_cooldown(instance) == 0.0
    client.request_new_qr_code(instance)
    assert 50 < client.qr_cooldown(instance) <= 61
    with pytest.raises(RateLimitError) as caught:
        client.request_new_qr_code(instance)
    error = caught.value
    assert (error.limited_by, error.status, error.outcome) == ("client", None, "not_sent")
    assert error.retry_after is not None
    assert 50 < error.retry_after <= 61
    assert len(hypersender_sandbox.requests_to("request_new_qr_code")) == 1


def test_a_new_client_has_not_forgotten_the_minute(hypersender_sandbox: Sandbox) -> None:
    instance = hypersender_sandbox.instance
    with hypersender_sandbox.client() as client:
        client.request_new_qr_code(instance)
    with hypersender_sandbox.client() as client, pytest.raises(RateLimitError):
        client.request_new_qr_code(instance)


@pytest.mark.hypersender_sandbox(speed=20)
def test_a_call_may_wait_for_the_minute(hypersender_sandbox: Sandbox) -> None:
    instance = hypersender_sandbox.instance
    with hypersender_sandbox.client(cooldown="wait") as client:
        client.request_new_qr_code(instance)
        client.request_new_qr_code(instance)
        with pytest.raises(RateLimitError):
            client.request_new_qr_code(instance, max_wait=5)
        with pytest.raises(RateLimitError):
            client.request_new_qr_code(instance, cooldown="raise")
    first, second = hypersender_sandbox.requests_to("request_new_qr_code")
    assert second.at - first.at >= 60


def test_an_instance_is_created_listed_and_restarted(client: Client) -> None:
    created = client.create_instance(phone="+201234567890", name="Shop")
    assert created.created_at is not None
    assert created.created_at > datetime.now(timezone.utc) - timedelta(minutes=1)
    assert created.access_token is not None
    (found,) = client.list_instances(name="Shop")
    assert (found.id, found.phone) == (created.id, "+201234567890")
    assert client.list_instances(status=Status.WORKING) == []
    assert "restart" in client.restart(created.id).message


@pytest.mark.parametrize("seconds", [0, -1, 0.0, float("nan"), float("inf"), 86_401, 10**400])
def test_a_timeout_that_is_none_is_refused_before_any_request(
    hypersender_sandbox: Sandbox, client: Client, seconds: float
) -> None:
    for call in (client.health, client.restart, client.request_new_qr_code):
        with pytest.raises(InvalidArgumentError) as caught:
            call(hypersender_sandbox.instance, timeout=seconds)
        assert caught.value.argument == "timeout"
    assert hypersender_sandbox.requests == []


@pytest.mark.parametrize("given", [True, "5", b"5", [], object()])
def test_a_timeout_of_no_such_type_is_refused_by_name(
    hypersender_sandbox: Sandbox, client: Client, given: object
) -> None:
    with pytest.raises(
        InvalidArgumentError, match="timeout has to be a number of seconds"
    ) as caught:
        client.restart(hypersender_sandbox.instance, timeout=given)  # type: ignore[arg-type]
    error = caught.value
    assert (error.argument, error.operation, error.outcome) == ("timeout", "restart", "not_sent")


def test_a_timedelta_is_a_duration(hypersender_sandbox: Sandbox, client: Client) -> None:
    instance = hypersender_sandbox.instance
    assert client.health(instance, timeout=timedelta(seconds=5)).instance_id == instance


@pytest.mark.parametrize("instance", ["", ".", "..", "../x", "a/b", "a\n", "a\0", "é", "\ud800", 7])
def test_an_id_that_is_none_is_refused(client: Client, instance: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        client.health(instance)
    assert caught.value.argument == "instance"
    with pytest.raises(InvalidArgumentError):
        client.qr_cooldown(instance)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("base_url", "http://example.com"),
        ("base_url", 5),
        ("timeout", 0),
        ("connect_timeout", "soon"),
        ("max_retries", -1),
        ("max_retries", True),
        ("cooldown", "never"),
        ("proxy", "no proxy"),
        ("ca_certificate", "/no/such/file.pem"),
        ("ca_certificate", b"no PEM"),
        ("user_agent", "a\nb"),
        ("allow_insecure_http", 1),
    ],
)
def test_an_option_that_is_none_is_refused_by_name(option: str, value: object) -> None:
    options: dict[str, object] = {option: value}
    with pytest.raises(InvalidArgumentError) as caught:
        Client("1|token", **options)  # type: ignore[arg-type]
    assert caught.value.argument == option


def test_a_closed_client_says_so(hypersender_sandbox: Sandbox) -> None:
    client = hypersender_sandbox.client()
    client.health(hypersender_sandbox.instance)
    client.close()
    client.close()
    with pytest.raises(ClientClosedError):
        client.health(hypersender_sandbox.instance)


def test_the_environment_has_the_token(
    hypersender_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HYPERSENDER_TOKEN", raising=False)
    with pytest.raises(InvalidArgumentError) as caught:
        Client()
    assert caught.value.argument == "token"
    monkeypatch.setenv("HYPERSENDER_TOKEN", hypersender_sandbox.token)
    monkeypatch.setenv("HYPERSENDER_BASE_URL", hypersender_sandbox.url)
    with Client() as client:
        assert client.health(hypersender_sandbox.instance).status is Status.SCAN_QR_CODE


def test_every_error_is_the_root(hypersender_sandbox: Sandbox, client: Client) -> None:
    with pytest.raises(HypersenderError):
        client.health("no-such-instance")
    assert len(hypersender_sandbox.requests) == 1
