"""The public names are there for whoever asks, and cost nothing before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import hypersender
from hypersender.testing import Sandbox


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


FIRST = """
import inspect, typing, hypersender
assert {0!r} in dir(hypersender)
from hypersender import {0} as it
assert it is hypersender.{0}
print(it.__module__, it.__qualname__)
typing.get_type_hints(it)
for name, member in inspect.getmembers(it):
    function = member.fget if isinstance(member, property) else member
    if inspect.isroutine(function) and "hypersender" in str(getattr(function, "__module__", "")):
        typing.get_type_hints(function)
"""


@pytest.mark.parametrize("name", sorted(set(hypersender.__all__) - {"__version__"}))
def test_each_can_be_had_first_and_is_of_the_package_with_all_that_it_names(name: str) -> None:
    assert said(FIRST.format(name)) == f"hypersender {name}"


def test_all_of_them_can_be_had_at_once() -> None:
    program = "from hypersender import *; import hypersender; print({0} - set(dir()))"
    assert said(program.format("set(hypersender.__all__)")) == "set()"


def test_what_a_session_gives_is_of_the_package_for_who_has_asked_for_no_event() -> None:
    program = (
        "import hypersender; session = hypersender.Client('1|token').link('one');"
        "from hypersender import _events; print(type(session), _events.QrCodeEvent)"
    )
    assert said(program) == "<class 'hypersender.LinkSession'> <class 'hypersender.QrCodeEvent'>"


def test_who_completes_a_name_finds_what_is_public_and_nothing_else() -> None:
    public = said("import hypersender; print(*(n for n in dir(hypersender) if n[0] != '_'))")
    assert set(public.split()) == {*hypersender.__all__, "testing", "types"} - {"__version__"}


@pytest.mark.parametrize("module", ["testing", "types"])
def test_what_is_beside_it_is_there_when_it_is_wanted(module: str) -> None:
    program = (
        "import sys, hypersender; print({0!r} in sys.modules, hypersender.{1}.__name__, "
        "{0!r} in sys.modules)"
    )
    name = f"hypersender.{module}"
    assert said(program.format(name, module)) == f"False {name} True"


def test_another_name_is_not_there() -> None:
    name = "Cliant"
    with pytest.raises(AttributeError, match="module 'hypersender' has no attribute 'Cliant'"):
        getattr(hypersender, name)


@pytest.mark.parametrize(
    "module",
    # Each takes a good part of what a whole first call does.
    [
        "_datetime",
        "asyncio",
        "datetime",
        "enum",
        "hypersender._errors",
        "hypersender._events",
        "hypersender._qr_code",
        "inspect",
        "logging",
        "threading",
        "typing",
    ],
)
def test_a_sync_client_brings_in_no_more_than_it_needs(module: str) -> None:
    program = "import sys; from hypersender import Client; print({0!r} in sys.modules)"
    assert said(program.format(module)) == "False"


LOOK = """
import sys
from hypersender import Client
health = Client({token!r}, base_url={url!r}).health({instance!r})
print("enum" in sys.modules)
print(health.status.is_working, "enum" in sys.modules)
import enum
from hypersender import Status
print(isinstance(health.status, (str, enum.Enum)), health.status is Status.SCAN_QR_CODE)
"""


def test_a_status_is_an_enum_s_from_the_first_look_at_it_and_costs_nothing_before() -> None:
    with Sandbox() as sandbox:
        program = LOOK.format(token=sandbox.token, url=sandbox.url, instance=sandbox.instance)
        assert said(program).splitlines() == ["False", "False True", "True True"]
