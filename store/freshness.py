"""Which sources should have succeeded by now and have not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from domain.collecting import is_stale
from store.policy import load_policies, on_since
from store.runs import load_sources


@dataclass(frozen=True, slots=True)
class Freshness:
    """A source that is switched on; `succeeded_at` None = never yet. The interval is the one it has now."""

    source: str
    succeeded_at: datetime | None
    interval_minutes: int
    stale: bool


def load_freshness(engine: Engine, now: datetime) -> list[Freshness]:
    """Every source that is switched on, by name; one that never succeeded is held against when it was."""
    states = load_sources(engine)
    found = []
    for name, policy in load_policies(engine).items():
        if not policy.switched_on:
            continue
        state = states.get(name)
        succeeded_at = state.succeeded_at if state else None
        interval = int((state.cursor.get("next_minutes") if state else None) or policy.every_minutes)
        last_good_at = succeeded_at or on_since(engine, name)
        found.append(Freshness(name, succeeded_at, interval, is_stale(last_good_at, interval, now)))
    return found
