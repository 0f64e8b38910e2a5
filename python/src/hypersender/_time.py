"""Times cross over as microseconds since 1970."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, timedelta, timezone
else:
    try:  # the same classes, without reading those in Python that they stand in for
        from _datetime import datetime, timedelta, timezone
    except ImportError:
        from datetime import datetime, timedelta, timezone

_UTC = timezone.utc
_EPOCH = datetime(1970, 1, 1, tzinfo=_UTC)
# Up to here, in the year 2096, a float of seconds still has its microseconds right.
_EXACT = 4_000_000_000_000_000


def moment(microseconds: int) -> datetime:
    """Give an aware time, in UTC. One that no calendar has is the last that it has."""
    if 0 <= microseconds < _EXACT:
        return datetime.fromtimestamp(microseconds / 1_000_000, _UTC)
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=_UTC)


def moment_if_any(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else moment(microseconds)
