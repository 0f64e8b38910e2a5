"""The pytest fixture ``hypersender_sandbox``. It comes with the package."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .testing import Sandbox


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "hypersender_sandbox(**settings): what the fixture hypersender_sandbox is started with; "
        "see hypersender.testing.Sandbox.",
    )


@pytest.fixture
def hypersender_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Give a stand-in for the service that lasts for one test.

    A minute of it lasts a second, unless the test says otherwise:
    ``@pytest.mark.hypersender_sandbox(speed=1)``.
    """
    from .testing import Sandbox

    settings: dict[str, Any] = {"speed": 60.0}
    for marker in reversed(list(request.node.iter_markers("hypersender_sandbox"))):
        if marker.args:
            given = ", ".join(map(repr, marker.args))
            pytest.fail(
                f"hypersender_sandbox takes settings by name, such as speed=60, not just {given}.",
                pytrace=False,
            )
        settings.update(marker.kwargs)
    with Sandbox(**settings) as sandbox:
        yield sandbox
