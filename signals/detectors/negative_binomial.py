"""Rises of voices against 12 weeks and the crawl's coverage, with a stated false discovery rate.

Per platform and for all platforms together (`*`, expectations add up over platforms). signals/judge.py
holds the test, signals/expectation.py the model, signals/stage.py the stages.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from domain.frames import COVERAGE, DAILY_COUNTS, SIGNALS, conform
from domain.signal import ALL_PLATFORMS
from signals.contract import HISTORY_WEEKS, Params
from signals.daily import as_known
from signals.judge import BASE, MONTH, Judge
from signals.season import in_season, lunar_feasts, named
from signals.verdict import decide
from signals.weekly import Matrix, Weekly, add_up, build_weekly, preceding, voices_of, weeks_of
from signals.why import explain

NAME = "negative_binomial"
LEAST_BASE_DAYS = 14  # covered days before the month from which a platform's part of the total is known


def detect(
    counts: pl.DataFrame,
    coverage: pl.DataFrame,
    as_of: date,
    params: Params = Params(),  # noqa: B008  frozen
    *,
    entities: pl.DataFrame | None = None,
    seasons: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """SIGNALS as of one day (see signals.contract.Detector); rows for what was lately talked of."""
    counts = voices_of(as_known(conform(counts, DAILY_COUNTS, "counts"), as_of, date.max))
    coverage = as_known(conform(coverage, COVERAGE, "coverage"), as_of, date.max)
    feasts = lunar_feasts(range(as_of.year - 3, as_of.year + 2))
    grids: dict[str, Weekly] = {}
    for platform in coverage["platform"].unique().sort():
        here = pl.col("platform") == platform
        grid = build_weekly(counts.filter(here), coverage.filter(here), as_of, HISTORY_WEEKS)
        if grid is not None:
            grids[platform] = grid
    rates = {platform: _rates(grid) for platform, grid in grids.items()}
    together = [platform for platform, rate in rates.items() if (rate > 0).any()]
    total = add_up([grids[name] for name in together], [rates[name] for name in together])
    week = _week_of(counts, coverage, as_of)
    found = [
        _found(grid, name, week.filter(pl.col("platform") == name), params, feasts)
        for name, grid in grids.items()
    ]
    if total is not None:
        found.append(
            _found(total, ALL_PLATFORMS, week.filter(pl.col("platform").is_in(together)), params, feasts)
        )
    if not found:
        return pl.DataFrame(schema=SIGNALS)
    rows = pl.concat(found)
    names = named(rows["entity"].unique().sort().to_list(), entities)
    season = pl.DataFrame(schema={"entity": pl.String, "season": pl.String})
    if seasons is not None:
        season = in_season(names, seasons, as_of)
    return _signals(decide(rows, season), as_of, params)


def _rates(grid: Weekly) -> Matrix:
    """Voices per exposure in the 12 weeks before the last four; 0 where too little was covered."""
    weekly, behind = weeks_of(grid)
    last_base = grid.exposure[:, -7 * (BASE + MONTH) : -7 * MONTH]
    if last_base.size == 0 or (last_base > 0).sum() < LEAST_BASE_DAYS:
        return np.zeros(len(weekly))
    told, exposure = preceding(weekly, BASE, MONTH - 1)[:, -1], preceding(behind, BASE, MONTH - 1)[:, -1]
    return (told + 0.5) / exposure


def _week_of(counts: pl.DataFrame, coverage: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Posts and unknown authors of the last week by entity and platform, on covered days."""
    seen = coverage.filter(pl.col("posts_seen") > 0).select("day", "platform")
    return (
        counts.filter(pl.col("day") > as_of - timedelta(days=7))
        .join(seen, on=["day", "platform"], how="semi")
        .group_by("entity", "platform")
        .agg(pl.col("posts").sum(), unknown=pl.col("unknown_authors").sum())
    )


def _found(
    grid: Weekly, platform: str, week: pl.DataFrame, params: Params, feasts: dict[tuple[str, int], date]
) -> pl.DataFrame:
    weeks = len(grid.ends)
    told = week.group_by("entity").agg(pl.col("posts", "unknown").sum())
    return (
        Judge.of(grid, params, feasts)
        .at(weeks - 1)
        .join(told, on="entity", how="left", maintain_order="left")
        .with_columns(pl.col("posts", "unknown").fill_null(0), platform=pl.lit(platform), weeks=pl.lit(weeks))
    )


def _signals(rows: pl.DataFrame, as_of: date, params: Params) -> pl.DataFrame:
    base_weeks = pl.min_horizontal(pl.lit(BASE), pl.col("weeks") - 1)
    return (
        rows.with_columns(
            explain(base_weeks, params.q_limit),
            as_of=pl.lit(as_of),
            detector=pl.lit(NAME),
            evidence=pl.lit([], pl.List(pl.String)),
            story=pl.lit(None, pl.String),
        )
        .select(list(SIGNALS))
        .sort("platform", "entity")
    )
