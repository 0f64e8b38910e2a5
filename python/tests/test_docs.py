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
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest

import hypersender
from hypersender import testing, types

if TYPE_CHECKING:
    from collections.abc import Callable

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


@pytest.mark.parametrize("kind", [hypersender.Client, hypersender.AsyncClient])
def test_every_call_names_what_it_raises(kind: type) -> None:
    own = [name for name in dir(kind) if not name.startswith("_") and name not in {"link"}]
    assert len(own) == 7
    for name in own:
        told = inspect.getdoc(getattr(kind, name)) or ""
        assert re.search(r"\braises?\s", told, re.IGNORECASE), name


REFUSED: list[tuple[Callable[[Sandbox], object], Callable[..., object]]] = [
    (lambda _: testing.Sandbox(no=1), testing.Sandbox.__init__),
    (lambda _: testing.Sandbox(limits={"no": 1}), testing.Sandbox.__init__),
    (lambda _: testing.Sandbox(limits={"scope": "no"}), testing.Sandbox.__init__),
    (lambda _: testing.Sandbox(limits={"counter": "no"}), testing.Sandbox.__init__),
    (lambda _: testing.Sandbox(times={"no": 1}), testing.Sandbox.__init__),
    (lambda _: testing.Sandbox(codes={"no": 1}), testing.Sandbox.__init__),
    (lambda _: testing.Sandbox(instances=[{"no": ""}]), testing.Sandbox.__init__),
    (lambda _: testing.Sandbox(access_token="no"), testing.Sandbox.__init__),
    (lambda _: testing.Sandbox(instance_tokens="no"), testing.Sandbox.__init__),
    (lambda sandbox: sandbox.fault(None, "no"), testing.Sandbox.fault),
    (lambda sandbox: sandbox.fault(None, {"script": ["no"]}), testing.Sandbox.fault),
    (lambda sandbox: sandbox.expect({"do": "no"}), testing.Sandbox.expect),
    (
        lambda sandbox: sandbox.expect({"do": {"scan": {"manner": "no"}}}),
        testing.Sandbox.expect,
    ),
]


@pytest.mark.parametrize(("refused", "told_of"), REFUSED)
def test_all_that_a_sandbox_takes_is_told_about(
    hypersender_sandbox: Sandbox,
    refused: Callable[[Sandbox], object],
    told_of: Callable[..., object],
) -> None:
    with pytest.raises(hypersender.InvalidArgumentError) as caught:
        refused(hypersender_sandbox)
    # What there is stands in the refusal; what was given, before and after.
    listed = str(caught.value).rpartition("What there is:")[2].partition(", not ")[0]
    names = re.findall(r'["`](\w+)["`]', listed)
    assert len(names) > 1, caught.value
    doc = inspect.getdoc(told_of) or ""
    assert [name for name in names if not re.search(rf'["`]{name}["`]', doc)] == []


def told_as_dicts(function: Callable[..., object]) -> list[dict[str, Any]]:
    texts = re.findall(r"``(\{.*?\})``", inspect.getdoc(function) or "", re.S)
    return [ast.literal_eval(text) for text in texts if text != "{}"]


def test_all_that_is_told_of_what_a_sandbox_takes_is_taken(hypersender_sandbox: Sandbox) -> None:
    faults = told_as_dicts(testing.Sandbox.fault)
    assert len(faults) == 10
    for fault in faults:
        hypersender_sandbox.fault(None, fault)
    events = told_as_dicts(testing.Sandbox.expect)
    assert len(events) == 9
    for told in events:
        match told:
            case {"do": _}:
                event = told
            case {"instance": _}:
                event = {"at": 1_000, "do": {"unlink": told}}
            case {"other_phone": _}:
                event = {"at": 1_000, "do": {"scan": {"manner": told}}}
            case deed:
                event = {"at": 1_000, "do": deed}
        hypersender_sandbox.expect(event)
    limits, times, codes = told_as_dicts(testing.Sandbox.__init__)
    testing.Sandbox(limits=limits, times=times, codes=codes).close()


def test_every_module_says_what_it_is_for() -> None:
    for module in pkgutil.walk_packages(hypersender.__path__, "hypersender."):
        if not module.name.endswith("__main__"):
            assert importlib.import_module(module.name).__doc__, module.name
