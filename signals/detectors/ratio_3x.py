"""The rule of many tools: a day of the week holds three times the mean of the seven days before it.

Written from the described idea (a growth ratio of 3 or more, at least 3 voices), to compare with. It knows
no noise: low counts reach three times their mean by chance, a flash does so at once, and a rise that lasts
a week is its own base.
"""

from datetime import date

import numpy as np
import polars as pl

from signals.contract import Params
from signals.rules import Ruled, apply_rule, expected_of, mean_and_spread, reaches, shares
from signals.weekly import Weekly

NAME = "ratio_3x"
WEEKS_READ = 4
RATIO, BASE_DAYS, LEAST_VOICES = 3.0, 7, 3


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
        "一周内最高一天是前 7 天均值的 {} 倍（规则：≥ 3 倍）；本周 {}，前一周水平为 {}",
        pl.col("measure").round(1), "voices", pl.col("expected").round(1),
    )  # fmt: skip
    return apply_rule(NAME, _rule, why, WEEKS_READ, counts, coverage, as_of, params)


def _rule(grid: Weekly) -> Ruled:
    daily = shares(grid)
    last = daily.shape[1]
    fires, best = np.zeros(len(daily), bool), np.full(len(daily), np.nan)
    for day in range(last - 7, last):
        mean, _ = mean_and_spread(daily[:, day - BASE_DAYS : day])
        told = grid.voices[:, day] >= LEAST_VOICES
        fires |= told & reaches(daily[:, day], RATIO * mean)
        # Half a voice beside both keeps the ratio finite where nobody spoke before.
        exposure = np.broadcast_to(grid.exposure, daily.shape)[:, day]
        ratio = (grid.voices[:, day] + 0.5) / (mean * exposure + 0.5)
        best = np.fmax(best, np.where(exposure > 0, ratio, np.nan))
    usual, _ = mean_and_spread(daily[:, last - 7 - BASE_DAYS : last - 7])
    calm = np.zeros(len(daily), bool)
    return Ruled(fires, calm, best, expected_of(grid, usual), best, np.full(len(daily), RATIO))
