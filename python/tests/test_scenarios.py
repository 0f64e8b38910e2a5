"""Every scenario of the project, with both clients."""

from __future__ import annotations

import asyncio
import faulthandler
from typing import TYPE_CHECKING

import pytest

from .scenarios import asynchronous, waiting
from .scenarios.control import Control

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def control() -> Control:
    return Control("python")


@pytest.fixture(scope="module")
def control_async() -> Control:
    return Control("python-async")


def names() -> list[str]:
    """Give the names of all scenarios, as the server has them."""
    return [one["name"] for one in Control("names").ask("/scenarios")]


@pytest.fixture(autouse=True)
def _over() -> Iterator[None]:
    """Whatever came of a scenario, it hangs no more."""
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("name", names())
def test_a_client_that_waits(
    control: Control, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with capfd.disabled():  # so that one that hangs is heard
        assert waiting.play(control, name) == []


@pytest.mark.parametrize("name", names())
def test_a_client_of_asyncio(
    control_async: Control, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with capfd.disabled():
        assert asyncio.run(asynchronous.play(control_async, name)) == []
