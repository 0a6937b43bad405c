"""What is planted in the demo and when: the truth a detector is held against."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

WEEKS = 26
PLATFORMS = {"xhs": 0.31, "weibo": 0.20, "douyin": 0.18, "zhihu": 0.10, "bilibili": 0.11, "reddit": 0.10}
GROWING_PLATFORM, GROWTH, GROWTH_WEEKS = "douyin", 1.4, 6

# The full moon festival moves; outside these years the demo has no mooncake season.
MID_AUTUMN = {
    2024: date(2024, 9, 17),
    2025: date(2025, 10, 6),
    2026: date(2026, 9, 25),
    2027: date(2027, 9, 15),
    2028: date(2028, 10, 3),
}


@dataclass(frozen=True, slots=True)
class Change:
    """An entity's talk grows to `factor` times the usual between start and peak, and is over by end.

    Weeks are counted back from the last one (0); a rise starts on the Monday of its week and is full on
    the Wednesday of the peak week. `end_back` None = still running.
    """

    entity: str
    factor: float
    start_back: int
    peak_back: int
    end_back: int | None = None
    kind: str = "rise"
    verdict: str = "rising"


@dataclass(frozen=True, slots=True)
class Flood:
    """One author who posts the same thing about one good again and again for a few days."""

    entity: str
    platform: str
    posts: int
    week_back: int
    first_weekday: int
    days: int


CHANGES = (
    # slippers: the good, the belt it comes from, the factory and the place to buy rise together
    Change("product:云朵拖鞋", 5.0, 3, 0),
    Change("belt:温岭", 1.8, 3, 1),
    Change("factory:卓云鞋业", 2.2, 3, 1),
    Change("channel:1688", 2.6, 2, 1),
    # bedding: the good stays, talk moves to where it is made
    Change("belt:南通", 5.0, 3, 0),
    Change("factory:锦棠家纺", 7.5, 3, 0),
    Change("brand:徕芬", 4.6, 2, 0),
    Change("brand:花知晓", 4.0, 3, 0),
    Change("product:裸感瑜伽裤", 4.8, 3, 0),
    Change("product:宠物烘干箱", 4.8, 3, 0),
    Change("product:人体工学椅", 4.4, 3, 0),
    # the two newest: seen, but hardly provable after a week
    Change("product:香薰蜡烛", 3.4, 1, 1),
    Change("product:酸辣粉", 6.0, 1, 0),
    Change("product:德训鞋", 3.8, 3, 0),
    Change("product:车载手机支架", 4.0, 3, 2),
    # over by now
    Change("product:马面裙", 4.0, 10, 7, 3, kind="faded", verdict="cooling"),
    Change("product:露营灯", 4.5, 13, 10, 5, kind="faded", verdict="cooling"),
)
FLASH_ENTITY, FLASH_FACTOR, FLASH_WEEK_BACK, FLASH_WEEKDAY = "product:空气炸锅", 15.0, 1, 3
FLOODS = (
    Flood("product:乳胶枕", "xhs", 44, week_back=0, first_weekday=1, days=4),
    Flood("product:洗面奶", "douyin", 36, week_back=1, first_weekday=2, days=3),
    Flood("product:手账本", "weibo", 40, week_back=0, first_weekday=0, days=6),
)
# (platform, weeks back, first weekday, days): the crawl saw nothing at all
OUTAGES = (("weibo", 2, 1, 5), ("bilibili", 7, 4, 2))


def days_of(end_day: date) -> list[date]:
    """The 26 weeks of days that end with the given day."""
    return [end_day - timedelta(days=back) for back in range(WEEKS * 7 - 1, -1, -1)]


def week_start(end_day: date, weeks_back: int) -> date:
    """Monday-to-Sunday weeks when end_day is a Sunday; else weeks that end on its weekday."""
    return end_day - timedelta(days=6 + 7 * weeks_back)


def outage_days(end_day: date) -> dict[str, list[date]]:
    lost: dict[str, list[date]] = {}
    for platform, back, weekday, length in OUTAGES:
        first = week_start(end_day, back) + timedelta(days=weekday)
        lost.setdefault(platform, []).extend(first + timedelta(days=n) for n in range(length))
    return lost


def growth_of(platform: str, days: list[date]) -> NDArray[np.float64]:
    """Volume of a platform against its usual, a day; one platform grows over the last weeks."""
    if platform != GROWING_PLATFORM:
        return np.ones(len(days))
    back = np.arange(len(days) - 1, -1, -1) / 7
    return 1 + (GROWTH - 1) * np.clip((GROWTH_WEEKS - back) / GROWTH_WEEKS, 0, 1)


def planted_factors(days: list[date]) -> dict[str, NDArray[np.float64]]:
    """Entity -> its talk against the usual, a day: rises, faded rises and the flash; not the seasons."""
    end_day = days[-1]
    factors: dict[str, NDArray[np.float64]] = {}
    for change in CHANGES:
        start = week_start(end_day, change.start_back)
        full = max(week_start(end_day, change.peak_back) + timedelta(days=2), start + timedelta(days=2))
        marks = [(start - timedelta(days=1), 1.0), (full, change.factor)]
        if change.end_back is not None:
            marks += [
                (full + timedelta(days=7), change.factor),
                (week_start(end_day, change.end_back) + timedelta(days=6), 1.0),
            ]
        factors[change.entity] = _between(days, marks)
    flash = week_start(end_day, FLASH_WEEK_BACK) + timedelta(days=FLASH_WEEKDAY)
    factors[FLASH_ENTITY] = np.array([FLASH_FACTOR if day == flash else 1.0 for day in days])
    return factors


def seasonal_marks(year: int) -> dict[str, list[tuple[date, float]]]:
    """Entity -> (day, times the usual) of one year; straight lines between the marks."""
    spring_to_autumn = [
        (date(year, 4, 1), 1.0),
        (date(year, 5, 18), 4.0),
        (date(year, 6, 20), 4.5),
        (date(year, 7, 25), 1.2),
        (date(year, 8, 20), 0.5),
    ]
    marks = {"product:防晒衣": spring_to_autumn}
    for entity, low, high in (("羽绒服", 0.45, 3.6), ("保暖内衣", 0.4, 3.8), ("暖手宝", 0.35, 4.2)):
        marks[f"product:{entity}"] = [
            (date(year, 3, 1), low),
            (date(year, 10, 14), low * 1.3),
            (date(year, 11, 12), high),
            (date(year, 12, 31), high),
        ]
    if year in MID_AUTUMN:
        feast = MID_AUTUMN[year]
        marks["product:月饼"] = [
            (feast - timedelta(days=38), 0.6),
            (feast - timedelta(days=6), 14.0),
            (feast, 12.0),
            (feast + timedelta(days=4), 0.4),
        ]
    return marks


def seasonal_factors(days: list[date]) -> dict[str, NDArray[np.float64]]:
    """Entity -> its season, a day."""
    factors: dict[str, NDArray[np.float64]] = {}
    for year in sorted({day.year for day in days}):
        inside = np.array([day.year == year for day in days])
        for entity, marks in seasonal_marks(year).items():
            before = factors.get(entity, np.ones(len(days)))
            factors[entity] = np.where(inside, _between(days, marks), before)
    return factors


def _between(days: list[date], marks: list[tuple[date, float]]) -> NDArray[np.float64]:
    at = [day.toordinal() for day, _ in marks]
    return np.interp([day.toordinal() for day in days], at, [factor for _, factor in marks])
