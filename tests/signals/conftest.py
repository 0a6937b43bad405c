"""Made counts: many quiet entities over a steady crawl, into which a test plants what it is about."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from domain.frames import COVERAGE, DAILY_COUNTS

LAST = date(2026, 11, 15)  # a Sunday


class World:
    """Voices per entity and day on one platform, and what the crawl saw; frames on demand."""

    def __init__(self, weeks: int = 30, entities: int = 60, per_week: float = 14.0, seed: int = 3) -> None:
        rng = np.random.default_rng(seed)
        self.days = [LAST - timedelta(days=n) for n in reversed(range(7 * weeks))]
        self.voices = rng.poisson(per_week / 7, (entities, len(self.days)))
        self.flood = np.zeros_like(self.voices)  # further posts by authors already counted
        self.seen = np.full(len(self.days), 1000)
        self.names = [f"product:试品{n}" for n in range(entities)]
        self.platform = "weibo"

    def counts(self) -> pl.DataFrame:
        entity, day = np.nonzero(self.voices + self.flood)
        voices = self.voices[entity, day]
        posts = voices + self.flood[entity, day]
        days = [self.days[i] for i in day]
        columns = {
            "day": days,
            "seen_day": days,
            "entity": [self.names[i] for i in entity],
            "platform": [self.platform] * len(days),
            "posts": posts,
            "posts_raw": posts,
            "authors": voices,
            "unknown_authors": voices * 0,
            "engagement": posts * 3,
        }
        return pl.DataFrame(columns, schema=DAILY_COUNTS)

    def coverage(self) -> pl.DataFrame:
        seen = {"day": self.days, "seen_day": self.days, "platform": [self.platform] * len(self.days)}
        return pl.DataFrame(seen | {"posts_seen": self.seen}, schema=COVERAGE)


@pytest.fixture(scope="session")
def world() -> Callable[..., World]:
    return World


@pytest.fixture(scope="session")
def last() -> date:
    return LAST
