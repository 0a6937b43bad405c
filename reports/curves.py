"""Thirteen weeks of voices per entity, with what was to be expected and the gaps of the crawl."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from domain.figures import CurvePoint
from domain.weeks import Week
from reports.listing import VOICES, weeks_back
from reports.seen import SEEN_ENOUGH, SEEN_WELL, seen_share

CURVE_WEEKS = 13


def curves(
    rows: Sequence[dict[str, Any]], counts: pl.DataFrame, coverage: pl.DataFrame, week: Week
) -> dict[str, tuple[CurvePoint, ...]]:
    """entity -> its CurvePoints, oldest first; `rows` are signals (entity, voices, expected, lift bounds).

    The expected band is this week's expectation (and its 80 % range), moved with how much of the
    entity's platforms was collected each week.
    """
    names = [row["entity"] for row in rows]
    own = counts.filter(pl.col("entity").is_in(names))
    weekly = {
        (entity, back): voices
        for entity, back, voices in weeks_back(own, week.last_day)
        .group_by("entity", "back")
        .agg(VOICES.sum().alias("voices"))
        .iter_rows()
    }
    exposure = {
        (entity, back): (share, posts)
        for entity, back, share, posts in seen_share(own, coverage, week).iter_rows()
    }
    return {
        row["entity"]: tuple(
            _point(row, back, week, weekly, exposure) for back in range(CURVE_WEEKS - 1, -1, -1)
        )
        for row in rows
    }


def _point(
    row: dict[str, Any],
    back: int,
    week: Week,
    weekly: dict[tuple[str, int], int],
    exposure: dict[tuple[str, int], tuple[float, int]],
) -> CurvePoint:
    entity = row["entity"]
    share, posts = exposure.get((entity, back), (0.0, 0))
    now = exposure.get((entity, 0), (0.0, 0))[1]
    label = str(week.back(back))
    if share < SEEN_ENOUGH:
        return CurvePoint(label, None, None, None, None)
    scale = posts / now if now else None
    voices = row["voices"] if back == 0 else weekly.get((entity, back), 0)
    expected, low, high = (None, None, None)
    if scale is not None and row["expected"] is not None:
        expected = round(row["expected"] * scale, 3)
        if row["lift_low"] and row["lift_high"]:
            low = round(row["voices"] / row["lift_high"] * scale, 3)
            high = round(row["voices"] / row["lift_low"] * scale, 3)
    return CurvePoint(label, voices, expected, low, high, partial=share < SEEN_WELL)
