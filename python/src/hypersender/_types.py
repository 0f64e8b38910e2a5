"""Names for what crosses over from the native module."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Told: TypeAlias = dict[str, Any]
    """What is told of an object: its fields by their names, in their order."""
    Event: TypeAlias = tuple[str, tuple[Any, ...]]
    """The kind of an event, and its fields in their order."""
