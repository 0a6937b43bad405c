"""The rule of topic trackers such as BERTrend: popularity above a percentile of all, and growing.

Written from the described idea, to compare with: popularity below the 10th percentile of the window is
noise, up to the 75th a weak signal, above it a strong one; weak and strong ones count while their slope is
upward. An alarm is a strong signal that grows. Themes, decay in silence and merging of topics are left out:
entities are named here. Somebody is always in the top quarter, so it fires whether or not anything rises.
"""

from datetime import date

import numpy as np
import polars as pl

from signals.contract import Params
from signals.rules import Ruled, above, apply_rule
from signals.weekly import Matrix, Weekly

NAME = "percentile"
WEEKS_READ = 8
NOISE, STRONG = 10.0, 75.0


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
        "按采集量折算的周声量 {}，全部条目的 75 分位为 {}（规则：高于它且 8 周走势向上）；本周 {}",
        pl.col("measure").round(1), pl.col("limit").round(1), "voices",
    )  # fmt: skip
    return apply_rule(NAME, _rule, why, WEEKS_READ, counts, coverage, as_of, params)


def _rule(grid: Weekly) -> Ruled:
    popularity, share, exposure = _popularity(grid)
    known = popularity[np.isfinite(popularity) & (popularity > 0)]
    noise, strong = np.percentile(known, [NOISE, STRONG]) if len(known) else (np.nan, np.nan)
    now, slope = popularity[:, -1], _slope(popularity)
    # A constant series must not grow by a rounding.
    grows = above(slope, 1e-6 * np.nan_to_num(now))
    loud = above(now, np.full(len(now), strong))
    weak = above(now, np.full(len(now), noise)) & ~loud
    seen = np.isfinite(share[:, :-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = np.where(seen, share[:, :-1], 0.0).sum(1) / seen.sum(1)
    limit = np.full(len(now), strong)
    score = np.where(grows, now / strong, np.nan)
    return Ruled(loud & grows, weak & grows, score, usual * exposure[:, -1], now, limit)


def _popularity(grid: Weekly) -> tuple[Matrix, Matrix, Matrix]:
    """S x W: weekly voices at the usual coverage, voices per exposure (nan = nothing crawled), exposure."""
    weeks = len(grid.ends)
    voices = grid.voices.reshape(len(grid.voices), weeks, 7).sum(2, dtype=np.float64)
    exposure = grid.exposure.reshape(len(grid.exposure), weeks, 7).sum(2, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(exposure > 0, voices / exposure, np.nan)
    return share * exposure.mean(1, keepdims=True), share, np.broadcast_to(exposure, share.shape)


def _slope(popularity: Matrix) -> Matrix:
    """Least-squares slope over the weeks that were seen; 0 where fewer than three were."""
    seen = np.isfinite(popularity)
    number = seen.sum(1, keepdims=True)
    at = np.arange(popularity.shape[1], dtype=np.float64)[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.where(seen, at - np.where(seen, at, 0.0).sum(1, keepdims=True) / number, 0.0)
        slope = (apart * np.where(seen, popularity, 0.0)).sum(1) / (apart**2).sum(1)
    return np.where(number[:, 0] >= 3, slope, 0.0)
