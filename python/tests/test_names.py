"""The public names are there for whoever asks, and cost nothing before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import hypersender


def said(program: str) -> str:
    """Run a program that finds nothing but the standard library and this package."""
    run = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(Path(hypersender.__path__[0]).parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


@pytest.mark.parametrize(
    "name", ["AsyncClient", "AsyncLinkSession", "Client", "LinkSession", "QrCodeEvent", "QrCode"]
)
def test_each_can_be_had_first_and_is_of_the_package(name: str) -> None:
    assert said(f"from hypersender import {name} as it; print(it.__module__)") == "hypersender"
    told = said(f"import hypersender; print(hypersender.{name}, {name!r} in dir(hypersender))")
    assert told.endswith(f"hypersender.{name}'> True")


def test_all_of_them_can_be_had_at_once() -> None:
    program = "from hypersender import *; import hypersender; print({0} - set(dir()))"
    assert said(program.format("set(hypersender.__all__)")) == "set()"


def test_what_a_session_gives_is_of_the_package_for_who_has_asked_for_no_event() -> None:
    program = (
        "import hypersender; session = hypersender.Client('1|token').link('one');"
        "from hypersender import _events; print(type(session), _events.QrCodeEvent)"
    )
    assert said(program) == "<class 'hypersender.LinkSession'> <class 'hypersender.QrCodeEvent'>"


def test_another_name_is_not_there() -> None:
    name = "Cliant"
    with pytest.raises(AttributeError, match="module 'hypersender' has no attribute 'Cliant'"):
        getattr(hypersender, name)


@pytest.mark.parametrize(
    "module",
    # Each takes a good part of what a whole first call does.
    ["asyncio", "datetime", "hypersender._events", "inspect", "logging", "threading", "typing"],
)
def test_a_sync_client_brings_in_no_more_than_it_needs(module: str) -> None:
    program = "import sys; from hypersender import Client; print({0!r} in sys.modules)"
    assert said(program.format(module)) == "False"
