"""Annotations can be evaluated, as frameworks do that look at signatures."""

from __future__ import annotations

import inspect
import pydoc
import re
import subprocess
import sys
import typing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import hypersender
from hypersender import Client, Health, QrCodeEvent, Status, testing, types

if TYPE_CHECKING:
    from collections.abc import Iterator


def public_functions() -> Iterator[tuple[str, Any]]:
    for module in (hypersender, testing):
        for name in module.__all__:
            cls = getattr(module, name)
            if not isinstance(cls, type) or cls is hypersender.Secret:
                continue
            yield name, cls
            for attribute, member in inspect.getmembers(cls):
                function: Any = member.fget if isinstance(member, property) else member
                if inspect.isroutine(function) and "hypersender" in str(
                    getattr(function, "__module__", "")
                ):
                    yield f"{name}.{attribute}", function


FUNCTIONS = dict(public_functions())


def test_what_is_public_was_found() -> None:
    assert {"Client.health", "AsyncClient.link", "QrCode.save", "Sandbox.fault"} <= FUNCTIONS.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_annotation_can_be_evaluated(name: str) -> None:
    hints = typing.get_type_hints(FUNCTIONS[name])
    assert not [hint for hint in hints.values() if isinstance(hint, str)]
    if name != "Status":  # enum's own
        inspect.signature(FUNCTIONS[name], eval_str=True)


def has_its_signature_shown(name: str) -> bool:
    cls, _, attribute = name.partition(".")
    home = hypersender if hasattr(hypersender, cls) else testing
    if not re.match(r"[a-z]|__a?enter__$", attribute):
        return False
    return not isinstance(inspect.getattr_static(getattr(home, cls), attribute), property)


SHOWN = [name for name in FUNCTIONS if has_its_signature_shown(name)]


@pytest.mark.parametrize("name", SHOWN)
def test_what_help_shows_has_no_name_of_ours_in_it(name: str) -> None:
    shown = str(inspect.signature(FUNCTIONS[name]))
    assert not re.search(r"\b_[a-z]\w*\.", shown), shown


def test_help_names_types_by_their_homes() -> None:
    shown = pydoc.plain(pydoc.render_doc(Client.request_new_qr_code))
    assert "timeout: 'types.Seconds | None' = None" in shown
    shown = pydoc.plain(pydoc.render_doc(Client))
    assert "_hints" not in shown
    assert "-> 'hypersender.LinkSession'" in shown


def test_they_are_what_they_say() -> None:
    hints = typing.get_type_hints(Client.health)
    assert hints == {"instance": str, "timeout": float | timedelta | None, "return": Health}
    signature = inspect.signature(Client.request_new_qr_code, eval_str=True)
    assert signature.parameters["cooldown"].annotation == types.Cooldown | None
    assert inspect.signature(QrCodeEvent).parameters["number"].annotation is int
    assert typing.get_type_hints(Health)["status"] is Status


def test_they_cost_nothing_until_somebody_looks() -> None:
    program = (
        "import sys, hypersender; print({'typing', 'asyncio', 'logging'} & sys.modules.keys())"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(next(iter(hypersender.__path__)) + "/..")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "set()\n"
