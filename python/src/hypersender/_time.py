"""Times cross over as microseconds since 1970."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def moment(microseconds: int) -> datetime:
    """Give an aware time, in UTC. One that no calendar has is the last that it has."""
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=timezone.utc)


def moment_if_any(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else moment(microseconds)
