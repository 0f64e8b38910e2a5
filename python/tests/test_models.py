"""What the service tells is an immutable object, and its status one of an enum that is open."""

from __future__ import annotations

import copy
import enum
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from hypersender import Health, Status, StatusEvent

if TYPE_CHECKING:
    from hypersender.testing import Sandbox


@pytest.fixture(params=["SCAN_QR_CODE", "PASSKEY_REQUIRED"])
def health(hypersender_sandbox: Sandbox, request: pytest.FixtureRequest) -> Health:
    """Give one with a status that this version knows, and one with another."""
    hypersender_sandbox.set_status(request.param)
    with hypersender_sandbox.client() as client:
        return client.health(hypersender_sandbox.instance)


def test_a_status_is_a_text_and_of_the_enum(health: Health) -> None:
    assert isinstance(health.status, str)
    assert isinstance(health.status, enum.Enum)
    assert type(health.status) is Status
    assert health.status == health.status.value == str(health.status) == f"{health.status}"
    assert (health.status in list(Status)) is (health.status == "SCAN_QR_CODE")


def test_a_known_status_is_the_member_itself(hypersender_sandbox: Sandbox) -> None:
    with hypersender_sandbox.client() as client:
        health = client.health(hypersender_sandbox.instance)
    assert health.status is Status.SCAN_QR_CODE
    match health:
        case Health(status=Status.WORKING):
            pytest.fail("it is not linked")
        case Health(status="SCAN_QR_CODE", connected_at=None):
            pass
        case _:
            pytest.fail("it is that")


def test_it_shows_its_status(health: Health) -> None:
    assert f"status={health.status!r}," in repr(health)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_can_be_pickled(health: Health, protocol: int) -> None:
    other = pickle.loads(pickle.dumps(health, protocol))
    assert (other, hash(other), other.status) == (health, hash(health), health.status)
    assert type(other.status) is Status
    assert pickle.loads(pickle.dumps(health.status, protocol)) == health.status


def test_it_can_be_copied_also_with_changes(health: Health) -> None:
    assert copy.copy(health) == copy.deepcopy(health) == health
    other = health.__replace__(status=Status.WORKING)  # what `copy.replace` calls
    assert other.status is Status.WORKING
    assert other != health
    assert other == Health(
        instance_id=health.instance_id, status=Status.WORKING, request_id=health.request_id
    )
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        health.__replace__(colour="red")


def test_a_class_of_ones_own_may_have_fields_more() -> None:
    # As it is without `from __future__ import annotations`.
    namespace = {"__module__": "mine", "__annotations__": {"tenant": str}}
    metaclass: Any = type(Health)
    mine = metaclass("Mine", (Health,), namespace)
    record = mine(instance_id="a", status=Status.WORKING, tenant="b")
    assert (record.status, vars(record)["tenant"]) == (Status.WORKING, "b")


def test_none_stays_none() -> None:
    event = StatusEvent(current=Status.WORKING)
    assert (event.previous, event.current) == (None, Status.WORKING)


@pytest.mark.parametrize("name", ["status", "instance_id", "colour"])
def test_it_does_not_change(health: Health, name: str) -> None:
    with pytest.raises(AttributeError, match="immutable"):
        setattr(health, name, "WORKING")
    with pytest.raises(AttributeError, match="immutable"):
        delattr(health, name)
