"""How collecting goes, source by source: what a day brought, and when a source counts as stale."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

STALE_INTERVALS = 3
STALE_LEAST = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class SourceDay:
    """One day of a source. `got` is None where nothing is known: not tried (`tries` 0) or all failed.

    `tries` counts queries and files, `failed` those that brought less than all.
    """

    day: date
    tries: int = 0
    failed: int = 0
    got: int | None = None


@dataclass(frozen=True, slots=True)
class SourceDays:
    """A source (or `import:FORMAT`) over days in a row."""

    source: str
    days: tuple[SourceDay, ...]


def is_stale(last_good_at: datetime | None, interval_minutes: int, now: datetime) -> bool:
    """Whether a source should have succeeded by now: three of its intervals, and two days at least.

    `last_good_at` is its last success, else since when it is switched on; None = nothing to go by.
    """
    if last_good_at is None:
        return False
    patience = max(STALE_INTERVALS * timedelta(minutes=interval_minutes), STALE_LEAST)
    return now - last_good_at > patience
