"""How many posts a day, about what, naming whom: the demo's random volume model.

Posts on a topic, day and platform are Poisson around
    level x season and plan x weekday x platform share x platform growth x gamma noise of that topic and day
(so negative-binomial), and who else is named in a post is drawn from shares that the plan may shift.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo.plan import PLATFORMS, growth_of, outage_days, planted_factors, seasonal_factors
from demo.vocabulary import SLOTS, Good, entity, goods, names

OFF_PER_DAY, BARE_PER_DAY = 25.0, 3.5
WEEKDAY = np.array([0.96, 0.95, 0.97, 0.98, 1.0, 1.1, 1.08])
NOISE_SHAPE, PLATFORM_NOISE_SHAPE = 9.0, 150.0
# A rising good must not make news of every name beside it, so names outside the plan are named less then.
BESIDE_A_RISE = 0.8
MOST_NAMED = 0.97
TAKEN_FROM_OFF, LEAST_OFF = 0.6, 0.3

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a group of posts is about: `talk` is goods, off, bare, or the kind of a lone name."""

    talk: str
    name: str
    level: float


def topics() -> list[Topic]:
    about_goods = [Topic("goods", good.name, good.level) for good in goods()]
    about_names = [Topic(name.kind, name.name, name.talk) for name in names()]
    return [*about_goods, *about_names, Topic("off", "", OFF_PER_DAY), Topic("bare", "", BARE_PER_DAY)]


class Volume:
    """The noise-free rates of the demo, and posts drawn from them."""

    def __init__(self, days: list[date]) -> None:
        self.days = days
        self.planted = planted_factors(days)
        self.seasons = seasonal_factors(days)
        self.topics = topics()
        weekday = WEEKDAY[[day.weekday() for day in days]]
        self.rates = np.stack(
            [topic.level * self._factor(topic.talk, topic.name) * weekday for topic in self.topics]
        )
        self._make_room()

    def _make_room(self) -> None:
        """A day has so much attention: part of what the plan adds is taken from talk of other things.

        Without it the rises would swell the posts seen, and with them everybody's exposure.
        """
        usual = np.array([topic.level for topic in self.topics]).sum()
        more = np.maximum(self.rates.sum(axis=0) / usual - 1, 0)
        off = next(place for place, topic in enumerate(self.topics) if topic.talk == "off")
        self.rates[off] *= np.maximum(1 - TAKEN_FROM_OFF * more * usual / OFF_PER_DAY, LEAST_OFF)

    def _factor(self, talk: str, name: str) -> Curve:
        key = f"{'product' if talk == 'goods' else talk}:{name}"
        flat = np.ones(len(self.days))
        return self.planted.get(key, flat) * self.seasons.get(key, flat)

    def shares(self, good: Good, slot: str) -> tuple[list[str], Curve]:
        """The names a good's posts may hold in a slot, and their shares a day (names x days)."""
        found = list(good.named[slot])
        flat = np.ones(len(self.days))
        key = f"product:{good.name}"
        in_season = 1 / np.maximum(self.seasons.get(key, flat), 1.0)
        in_a_rise = 1 / np.maximum(self.planted.get(key, flat), 1.0) ** BESIDE_A_RISE
        rows = [
            good.named[slot][name] * in_season * self.planted.get(entity(slot, name), in_a_rise)
            for name in found
        ]
        if not rows:
            return [], np.zeros((0, len(self.days)))
        curves = np.stack(rows)
        return found, curves * np.minimum(1.0, MOST_NAMED / curves.sum(axis=0))

    def expected(self) -> dict[str, Curve]:
        """Entity -> posts a day without noise, outages and platform growth."""
        by_good = {good.name: good for good in goods()}
        total: dict[str, Curve] = {}
        for topic, rate in zip(self.topics, self.rates, strict=True):
            if topic.talk == "goods":
                _add(total, f"product:{topic.name}", rate)
                for slot in SLOTS:
                    found, curves = self.shares(by_good[topic.name], slot)
                    for name, curve in zip(found, curves, strict=True):
                        _add(total, entity(slot, name), rate * curve)
            elif topic.name:
                _add(total, f"{topic.talk}:{topic.name}", rate)
        return total

    def draw(self, rng: np.random.Generator) -> pl.DataFrame:
        """One row a post: talk, topic, day_index, platform and the slots (null = nobody named)."""
        platforms = list(PLATFORMS)
        share = np.array([PLATFORMS[name] for name in platforms])
        growth = np.stack([growth_of(name, self.days) for name in platforms], axis=1)
        lost = outage_days(self.days[-1])
        open_ = np.array([[day not in lost.get(name, []) for name in platforms] for day in self.days])
        mood = rng.gamma(PLATFORM_NOISE_SHAPE, 1 / PLATFORM_NOISE_SHAPE, growth.shape)
        by_platform = share * growth * open_ * mood
        noise = rng.gamma(NOISE_SHAPE, 1 / NOISE_SHAPE, self.rates.shape)
        counts = rng.poisson((self.rates * noise)[:, :, None] * by_platform[None, :, :])
        topic, day, platform = (
            np.repeat(axis.ravel(), counts.ravel()) for axis in np.indices(counts.shape, dtype=np.int32)
        )
        frame = pl.DataFrame(
            {
                "talk": np.array([one.talk for one in self.topics])[topic],
                "topic": np.array([one.name for one in self.topics])[topic],
                "day_index": day,
                "platform": np.array(platforms)[platform],
            }
        )
        return frame.with_columns(self._slots(rng, topic, day))

    def _slots(
        self, rng: np.random.Generator, topic: NDArray[np.int32], day: NDArray[np.int32]
    ) -> list[pl.Series]:
        columns = {slot: np.full(len(topic), None, dtype=object) for slot in SLOTS}
        for number, good in enumerate(goods()):
            rows = np.flatnonzero(topic == number)
            for slot in SLOTS:
                found, curves = self.shares(good, slot)
                chance = rng.random(len(rows))
                steps = np.cumsum(curves, axis=0)[:, day[rows]]
                place = (chance[None, :] >= steps).sum(axis=0)
                columns[slot][rows] = np.array([*found, None], dtype=object)[place]
        first = len(goods())
        for number, one in enumerate(self.topics[first:], start=first):
            if one.name:
                columns[one.talk][topic == number] = one.name
        return [pl.Series(slot, values.tolist(), dtype=pl.String) for slot, values in columns.items()]


def _add(total: dict[str, Curve], key: str, curve: Curve) -> None:
    total[key] = total.get(key, np.zeros_like(curve)) + curve
