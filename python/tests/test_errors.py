"""The exceptions: a class for each code, whole after pickling, and no secret in them."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pytest

import hypersender
from hypersender import (
    APIConnectionError,
    HypersenderError,
    Instance,
    InvalidResponseError,
    RateLimitError,
    Secret,
    Status,
    _native,
)
from hypersender._errors import CLASSES
from hypersender._events import CLASSES as EVENTS

if TYPE_CHECKING:
    from hypersender.testing import Sandbox

FIELDS: dict[str, Any] = {
    "status": 422,
    "server_message": "Nope",
    "request_id": "r-1",
    "retry_after": 7.5,
    "outcome": "rejected",
    "operation": "restart",
    "attempts": 3,
    "elapsed": 0.25,
}
MORE: dict[str, dict[str, Any]] = {
    "invalid_argument": {"argument": "phone"},
    "connection": {"reason": "dns"},
    "validation": {"errors": {"phone": ["is taken"]}},
    "rate_limited": {"limited_by": "server"},
    "unexpected_status": {"location": "https://example.com"},
    "invalid_response": {
        "json_path": "$.qr_code",
        "reason": "missing",
        "instance": Instance(id="i", status=Status.WORKING),
    },
    "link_failed": {"last_status": Status("NEW"), "qr_codes_shown": 2},
    "link_timeout": {"last_status": Status.FAILED, "qr_codes_shown": 3},
}


def each() -> list[HypersenderError]:
    return [cls("It failed.", **FIELDS, **MORE.get(code, {})) for code, cls in CLASSES.items()]


def test_codes_events_and_statuses_are_those_of_the_core() -> None:
    declared = dict(_native.vocabulary())
    assert list(CLASSES) == declared["codes"]
    assert list(EVENTS) == declared["events"]
    assert [status.value for status in Status] == declared["statuses"]


def words(cls: type[HypersenderError], attribute: str) -> list[str]:
    """Those that the attribute is declared to have, beside none."""
    literal, none = get_args(get_type_hints(cls)[attribute])
    assert none is type(None)
    return list(get_args(literal))


def test_outcomes_reasons_and_who_limits_are_those_of_the_core() -> None:
    declared = dict(_native.vocabulary())
    assert words(HypersenderError, "outcome") == declared["outcomes"]
    reasons = words(APIConnectionError, "reason") + words(InvalidResponseError, "reason")
    assert reasons == declared["reasons"]
    assert words(RateLimitError, "limited_by") == declared["limited_by"]


@pytest.mark.parametrize("error", each(), ids=lambda error: str(error.code))
def test_an_error_is_whole_after_pickling_and_copying(error: HypersenderError) -> None:
    copies = [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(2, 6)]
    for again in [*copies, copy.copy(error), copy.deepcopy(error)]:
        assert type(again) is type(error)
        assert again is not error
        assert again.__dict__ == error.__dict__
        assert (str(again), repr(again), again.args) == (str(error), repr(error), error.args)


def raised(code: str) -> None:
    raise next(error for error in each() if error.code == code)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_errors_come_out_of_a_pool(method: str) -> None:
    with multiprocessing.get_context(method).Pool(1) as pool:
        for code, cls in CLASSES.items():
            with pytest.raises(cls) as caught:
                pool.apply(raised, (code,))
            assert caught.value.retry_after == 7.5


def test_a_pickled_error_has_no_access_token() -> None:
    instance = Instance(id="i", status=Status.WORKING, access_token=Secret("canary"))
    error = InvalidResponseError("It has no code.", instance=instance)
    data = pickle.dumps(error)
    assert b"canary" not in data
    again: InvalidResponseError = pickle.loads(data)
    assert again.instance is not None
    assert (again.instance.id, again.instance.access_token) == ("i", None)


def test_a_copied_error_has_it() -> None:
    instance = Instance(id="i", status=Status.WORKING, access_token=Secret("canary"))
    error = InvalidResponseError("It has no code.", instance=instance)
    for again in (copy.copy(error), copy.deepcopy(error)):
        assert again.instance == instance


def test_the_classes_have_the_second_bases_that_people_catch() -> None:
    assert issubclass(hypersender.InvalidArgumentError, ValueError)
    assert issubclass(hypersender.APIConnectionError, ConnectionError)
    assert issubclass(hypersender.APITimeoutError, TimeoutError)
    assert issubclass(hypersender.LinkTimeoutError, TimeoutError)
    for code in (
        "authentication",
        "permission_denied",
        "not_found",
        "validation",
        "rate_limited",
        "server",
        "unexpected_status",
    ):
        assert issubclass(CLASSES[code], hypersender.APIStatusError)
    for cls in CLASSES.values():
        assert issubclass(cls, HypersenderError)
        assert getattr(hypersender, cls.__name__) is cls
        assert cls.__module__ == "hypersender"


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="ServerError has no field 'colour'"):
        hypersender.ServerError("It failed.", colour="red")


def test_the_service_s_texts_about_a_field_arrive(hypersender_sandbox: Sandbox) -> None:
    body = '{"message": "Refused.", "errors": {"phone": ["It is taken.", "Or not."]}}'
    hypersender_sandbox.fault("create_instance", {"status": {"status": 422, "body": body}})
    with (
        hypersender_sandbox.client() as client,
        pytest.raises(hypersender.ValidationError) as caught,
    ):
        client.create_instance(phone="+201234567890", name="Shop")
    error = caught.value
    assert error.errors == {"phone": ["It is taken.", "Or not."]}
    assert (error.status, error.outcome, error.operation) == (422, "rejected", "create_instance")
    assert "Refused." in str(error)
    assert error.server_message == "Refused."


@pytest.mark.parametrize(
    ("fault", "cls"),
    [
        (401, hypersender.AuthenticationError),
        (403, hypersender.PermissionDeniedError),
        (404, hypersender.NotFoundError),
        (422, hypersender.ValidationError),
        (429, hypersender.RateLimitError),
        (500, hypersender.ServerError),
        (418, hypersender.UnexpectedStatusError),
        ("reset", hypersender.APIConnectionError),
        ({"body": {"text": "<html>"}}, hypersender.InvalidResponseError),
    ],
)
def test_a_status_decides_the_class(
    hypersender_sandbox: Sandbox, fault: Any, cls: type[HypersenderError]
) -> None:
    hypersender_sandbox.fault("restart", fault, times=None)
    with hypersender_sandbox.client() as client, pytest.raises(cls):
        client.restart(hypersender_sandbox.instance)
    assert len(hypersender_sandbox.requests) == 1
