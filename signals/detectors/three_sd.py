"""The peak rule of many tools: a day of the week lies three standard deviations above the 14 days before it.

Written from the described idea (at least 3 voices), to compare with. Counts are no normal variable: low
ones have a long upper tail, so that the rule fires by chance far oftener than its 0.1 %.
"""

from datetime import date

import numpy as np
import polars as pl

from signals.contract import Params
from signals.rules import Ruled, above, apply_rule, expected_of, mean_and_spread, shares
from signals.weekly import Weekly

NAME = "three_sd"
WEEKS_READ = 4
LIMIT, BASE_DAYS, LEAST_VOICES = 3.0, 14, 3
MOST = 99.0  # of the score: after days without any change every rise is infinitely many deviations


def detect(
    counts: pl.DataFrame,
    coverage: pl.DataFrame,
    as_of: date,
    params: Params = Params(),  # noqa: B008  frozen
    *,
    entities: pl.DataFrame | None = None,
    seasons: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """SIGNALS as of one day (see signals.contract.Detector)."""
    why = pl.format(
        "一周内最高一天高出前 14 天均值 {} 个标准差（规则：> 3 个）；本周 {}，前两周水平为 {}",
        pl.col("measure").round(1), "voices", pl.col("expected").round(1),
    )  # fmt: skip
    return apply_rule(NAME, _rule, why, WEEKS_READ, counts, coverage, as_of, params)


def _rule(grid: Weekly) -> Ruled:
    daily = shares(grid)
    last = daily.shape[1]
    fires, best = np.zeros(len(daily), bool), np.full(len(daily), np.nan)
    for day in range(last - 7, last):
        mean, spread = mean_and_spread(daily[:, day - BASE_DAYS : day])
        fires |= (grid.voices[:, day] >= LEAST_VOICES) & above(daily[:, day], mean + LIMIT * spread)
        higher = above(daily[:, day], mean)
        with np.errstate(divide="ignore", invalid="ignore"):
            far = np.where(higher, np.minimum((daily[:, day] - mean) / spread, MOST), 0.0)
        best = np.fmax(best, np.where(np.isfinite(daily[:, day] + mean), far, np.nan))
    usual, _ = mean_and_spread(daily[:, last - 7 - BASE_DAYS : last - 7])
    calm = np.zeros(len(daily), bool)
    return Ruled(fires, calm, best, expected_of(grid, usual), best, np.full(len(daily), LIMIT))
