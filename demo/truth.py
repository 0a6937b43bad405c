"""What is really in the demo, for whoever judges a detector on it."""

from datetime import date, timedelta
from typing import Any

from demo.plan import (
    CHANGES,
    FLASH_ENTITY,
    FLASH_FACTOR,
    FLASH_WEEK_BACK,
    FLASH_WEEKDAY,
    FLOODS,
    GROWING_PLATFORM,
    GROWTH,
    GROWTH_WEEKS,
    outage_days,
    seasonal_factors,
    week_start,
)
from demo.volume import Volume
from domain.weeks import Week

# against the posts seen, which the rises lift as well
CARRIED_LIFT = 1.25
VERDICTS = {
    "rising": "belongs in the rising list",
    "cooling": "rose and is over: not in the rising list",
    "seasonal": "comes every year: not called new",
    "not_new": "one author only: not in the rising list",
    "flash": "one day only: not called a lasting rise",
    "either": "carried along by a planted rise: right in the list and right outside it",
}


def build_truth(volume: Volume, seed: int, flood_authors: dict[str, str]) -> dict[str, Any]:
    """The truth as plain JSON values: entities with kind, weeks and verdict; outages; growth; usual rates."""
    end_day = volume.days[-1]
    rows = [*_planned(end_day), *_seasonal(volume), *_floods(end_day, flood_authors)]
    known = {row["entity"] for row in rows}
    rates = _rates(volume)
    more_posts = float(volume.rates[:, -14:].mean() / volume.rates[:, -98:-14].mean())
    rows += [
        {"entity": entity, "kind": "carried", "start": None, "peak": None, "end": None, "verdict": "either"}
        for entity, (before, now) in rates.items()
        if entity not in known and now > CARRIED_LIFT * more_posts * before
    ]
    for row in rows:
        before, now = rates[row["entity"]]
        row |= {"usual_per_week": round(before, 2), "now_per_week": round(now, 2)}
    return {
        "made_up": "演示数据，均为虚构 / made-up data",
        "seed": seed,
        "first_day": volume.days[0].isoformat(),
        "end_day": end_day.isoformat(),
        "verdicts": VERDICTS,
        "entities": rows,
        "outages": [
            {"platform": platform, "days": [day.isoformat() for day in days]}
            for platform, days in outage_days(end_day).items()
        ],
        "growth": {"platform": GROWING_PLATFORM, "factor": GROWTH, "weeks": GROWTH_WEEKS},
    }


def _rates(volume: Volume) -> dict[str, tuple[float, float]]:
    """Posts a week without noise: the 12 weeks before the last two, and the last two."""
    return {
        entity: (float(curve[-98:-14].mean() * 7), float(curve[-14:].mean() * 7))
        for entity, curve in volume.expected().items()
    }


def _week(end_day: date, back: int) -> str:
    return str(Week.of(week_start(end_day, back)))


def _planned(end_day: date) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "entity": change.entity,
            "kind": change.kind,
            "start": _week(end_day, change.start_back),
            "peak": _week(end_day, change.peak_back),
            "end": None if change.end_back is None else _week(end_day, change.end_back),
            "factor": change.factor,
            "verdict": change.verdict,
        }
        for change in CHANGES
    ]
    flash = week_start(end_day, FLASH_WEEK_BACK) + timedelta(days=FLASH_WEEKDAY)
    week = str(Week.of(flash))
    return [
        *rows,
        {
            "entity": FLASH_ENTITY,
            "kind": "flash",
            "start": week,
            "peak": week,
            "end": week,
            "days": [flash.isoformat()],
            "factor": FLASH_FACTOR,
            "verdict": "flash",
        },
    ]


def _seasonal(volume: Volume) -> list[dict[str, Any]]:
    """Only seasons that lift talk inside the 26 weeks."""
    rows = []
    for entity, curve in seasonal_factors(volume.days).items():
        high = curve > 1.5
        if not high.any():
            continue
        first, last = int(high.argmax()), len(high) - 1 - int(high[::-1].argmax())
        peak = int(curve.argmax())
        rows.append(
            {
                "entity": entity,
                "kind": "seasonal",
                "start": str(Week.of(volume.days[first])),
                "peak": str(Week.of(volume.days[peak])),
                "end": None if last == len(high) - 1 else str(Week.of(volume.days[last])),
                "factor": round(float(curve.max()), 2),
                "verdict": "seasonal",
            }
        )
    return rows


def _floods(end_day: date, authors: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "entity": flood.entity,
            "kind": "flood",
            "start": _week(end_day, flood.week_back),
            "peak": _week(end_day, flood.week_back),
            "end": _week(end_day, flood.week_back),
            "platform": flood.platform,
            "author_id": authors[flood.entity],
            "posts": flood.posts,
            "verdict": "not_new",
        }
        for flood in FLOODS
    ]
