"""Every example in a docstring runs, against the sandbox."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import doctest
import importlib
import inspect
import io
import pkgutil
import threading
from typing import TYPE_CHECKING, Any

import pytest

import hypersender
from hypersender import testing, types

if TYPE_CHECKING:
    from hypersender.testing import Sandbox


def public() -> list[tuple[str, object]]:
    """Give all that is public, with its methods and properties."""
    modules = {"hypersender": hypersender, "testing": testing, "types": types}
    found: list[tuple[str, object]] = [*modules.items()]
    for module in (hypersender, testing):
        for name in module.__all__:
            value = getattr(module, name)
            if not inspect.isclass(value):
                continue
            found.append((name, value))
            for member in dir(value):
                own = inspect.getattr_static(value, member)
                if not member.startswith("_") and (callable(own) or isinstance(own, property)):
                    found.append((f"{name}.{member}", own))
    return found


def examples() -> list[Any]:
    parser = doctest.DocTestParser()
    seen: set[str] = set()
    found: list[Any] = []
    for name, value in public():
        doc = inspect.getdoc(value) or ""
        parts = parser.get_examples(doc)
        if parts and doc not in seen:
            seen.add(doc)
            found.append(pytest.param(parts, id=name))
    return found


@pytest.mark.parametrize("parts", examples())
@pytest.mark.hypersender_sandbox(speed=20)
def test_an_example_says_what_it_does(
    hypersender_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, parts: list[doctest.Example]
) -> None:
    monkeypatch.setenv("HYPERSENDER_TOKEN", hypersender_sandbox.token)
    monkeypatch.setenv("HYPERSENDER_BASE_URL", hypersender_sandbox.url)
    hypersender_sandbox.expect({"shown": 2, "after": 8, "do": {"scan": {}}})
    waits = any("await" in part.source or "async " in part.source for part in parts)
    client = hypersender_sandbox.async_client() if waits else hypersender_sandbox.client()
    scope: dict[str, Any] = {
        **{name: getattr(hypersender, name) for name in hypersender.__all__},
        "Sandbox": testing.Sandbox,
        "sandbox": hypersender_sandbox,
        "client": client,
        "instance": hypersender_sandbox.instance,
        "show": print_nothing,
        "blank": print_nothing,
        "asyncio": asyncio,
        "threading": threading,
    }
    loop = asyncio.new_event_loop()
    with contextlib.closing(loop):
        for part in parts:
            if doctest.SKIP not in part.options:
                assert output(part.source, scope, loop) == part.want, part.source


def print_nothing(*_: object) -> None:
    pass


def output(source: str, scope: dict[str, Any], loop: asyncio.AbstractEventLoop) -> str:
    """Run one example as a shell would that knows await, and give what it prints."""
    code = compile(source, "<example>", "single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        running = eval(code, scope)  # noqa: S307 (it is our own)
        if inspect.iscoroutine(running):
            loop.run_until_complete(running)
    return printed.getvalue()


def test_everything_public_is_told_about() -> None:
    for name, value in public():
        assert inspect.getdoc(value), name


def test_every_option_of_a_client_is_told_about() -> None:
    told = inspect.getdoc(hypersender.Client.__init__) or ""
    for name in inspect.signature(hypersender.Client).parameters:
        assert f"``{name}``" in told, name


def test_every_module_says_what_it_is_for() -> None:
    for module in pkgutil.walk_packages(hypersender.__path__, "hypersender."):
        if not module.name.endswith("__main__"):
            assert importlib.import_module(module.name).__doc__, module.name
