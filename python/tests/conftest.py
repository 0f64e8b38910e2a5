"""What tests need to see the boundary itself."""

from __future__ import annotations

from typing import Any

import pytest

from hypersender import _native

# Exports of the test build: a published module has none of them.
proof: Any = getattr(_native, "test_exports", None)


def pytest_collection_modifyitems(session: pytest.Session) -> None:
    """Let the sandbox go as fast as the machine, unless a test says otherwise.

    At the fixture's own sixty times the client's 30 s are half a second, which a busy machine
    takes.
    """
    session.add_marker(pytest.mark.hypersender_sandbox(speed=1))


@pytest.fixture
def boundary() -> Any:
    """Give the exports that prove the boundary: calls that panic, hang, and end in each error."""
    assert proof is not None, "build with `maturin develop --features test-exports`"
    return proof
