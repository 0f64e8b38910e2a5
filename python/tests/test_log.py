"""The logger ``hypersender``."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hypersender.testing import Sandbox

# By the machine's own clock: where a minute lasts a second, a busy machine takes too long for all.
pytestmark = pytest.mark.hypersender_sandbox(speed=1)


def test_it_says_what_was_asked_and_how_it_went(
    hypersender_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="hypersender")
    with hypersender_sandbox.client() as client:
        client.health(hypersender_sandbox.instance)
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("hypersender", "DEBUG")
    for text in ("answered", "GET", "/{instance}/health", "200"):
        assert text in record.getMessage()
    assert hypersender_sandbox.instance not in record.getMessage()


async def test_it_says_so_to_a_loop_too(
    hypersender_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="hypersender")
    async with hypersender_sandbox.async_client() as client:
        await client.health(hypersender_sandbox.instance)
    assert len(caplog.records) == 1


def test_it_is_off_by_default(
    hypersender_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="hypersender")
    with hypersender_sandbox.client() as client:
        client.health(hypersender_sandbox.instance)
        caplog.set_level(logging.INFO, logger="hypersender")
        client.health(hypersender_sandbox.instance)
    assert len(caplog.records) == 1


def test_a_filter_that_raises_takes_no_answer_away(
    hypersender_sandbox: Sandbox,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []

    def fail(_: logging.LogRecord) -> bool:
        raise ValueError("on purpose")  # noqa: EM101

    def tell(what: sys.UnraisableHookArgs) -> None:
        told.append(what.exc_type)

    caplog.set_level(logging.DEBUG, logger="hypersender")
    monkeypatch.setattr(sys, "unraisablehook", tell)
    monkeypatch.setattr(logging.getLogger("hypersender"), "filters", [fail])
    with hypersender_sandbox.client() as client:
        assert client.health(hypersender_sandbox.instance).instance_id
        assert told == [ValueError]
        monkeypatch.setattr(logging, "raiseExceptions", False)
        assert client.health(hypersender_sandbox.instance).instance_id
    assert told == [ValueError]


@pytest.mark.parametrize("module", ["logging", "asyncio", "dataclasses", "typing"])
def test_importing_the_package_imports_little_and_sets_up_nothing(module: str) -> None:
    # -S: a site's own start-up files may import anything.
    code = (
        "import sys; sys.path = sys.argv[2:]; import hypersender; "
        "assert sys.argv[1] not in sys.modules, sys.argv[1]"
    )
    subprocess.run([sys.executable, "-S", "-c", code, module, *sys.path], check=True)
