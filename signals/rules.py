"""What simple rules share: the days they look at, and SIGNALS from what they say of them.

A rule sees what our own detector sees: voices over coverage, missing days missing, platforms adding up.
So a comparison is about the decision alone. A rule tests nothing: p, q and interval stay null.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.frames import COVERAGE, DAILY_COUNTS, SIGNALS, conform
from domain.signal import ALL_PLATFORMS
from signals.contract import Params
from signals.daily import as_known
from signals.weekly import Matrix, Weekly, add_up, build_weekly, voices_of

LEAST_WEEKS = 4  # of coverage before a rule says anything, and before a platform counts in the total
NO_FORECAST = "此规则不作预测"
_EQUAL = 1e-9  # of rounding when a share is compared with a threshold made of shares


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a rule says of each entity (S) in the last week of a grid.

    expected: voices of the week were it as before. measure and limit: what was compared (for the sentence).
    score: nan = not listed. fires: before the least voices of Params.
    """

    fires: NDArray[np.bool_]
    emerging: NDArray[np.bool_]
    score: Matrix
    expected: Matrix
    measure: Matrix
    limit: Matrix


Rule = Callable[[Weekly], Ruled]


def apply_rule(
    name: str,
    rule: Rule,
    why: pl.Expr,
    weeks: int,
    counts: pl.DataFrame,
    coverage: pl.DataFrame,
    as_of: date,
    params: Params,
) -> pl.DataFrame:
    """SIGNALS of one rule (see signals.contract.Detector), looking back `weeks` weeks.

    `why` is a sentence over the columns voices, expected, lift, measure and limit.
    """
    lately = conform(counts, DAILY_COUNTS, "counts").filter(pl.col("day") > as_of - timedelta(weeks=weeks))
    counts = voices_of(as_known(lately, as_of, date.max))
    coverage = as_known(conform(coverage, COVERAGE, "coverage"), as_of, date.max)
    grids: dict[str, Weekly] = {}
    for platform in coverage["platform"].unique().sort():
        here = pl.col("platform") == platform
        grid = build_weekly(counts.filter(here), coverage.filter(here), as_of, weeks)
        if grid is not None and len(grid.ends) >= LEAST_WEEKS:
            grids[platform] = grid
    total = add_up(list(grids.values()), [_usual(grid) for grid in grids.values()])
    if total is None:
        return pl.DataFrame(schema=SIGNALS)
    posts = _posts(counts, coverage, as_of).filter(pl.col("platform").is_in(list(grids)))
    every = posts.group_by("entity").agg(pl.col("posts").sum()).with_columns(platform=pl.lit(ALL_PLATFORMS))
    rows = pl.concat(
        _rows(grid, rule(grid), at, params) for at, grid in (*grids.items(), (ALL_PLATFORMS, total))
    )
    return _signals(rows, pl.concat([posts, every.select(posts.columns)]), name, why, as_of)


def shares(grid: Weekly) -> Matrix:
    """Voices per exposure of each day (S x D); nan where nothing was crawled."""
    with np.errstate(divide="ignore", invalid="ignore"):
        seen: Matrix = np.where(grid.exposure > 0, grid.voices.astype(np.float64) / grid.exposure, np.nan)
    return seen


def mean_and_spread(days: Matrix) -> tuple[Matrix, Matrix]:
    """Mean and standard deviation (n - 1) over the days that were seen; nan where fewer than half were."""
    seen = np.isfinite(days)
    number = seen.sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(2 * number >= days.shape[1], np.where(seen, days, 0.0).sum(1) / number, np.nan)
        apart = np.where(seen, days - mean[:, None], 0.0)
        spread: Matrix = np.sqrt((apart**2).sum(1) / (number - 1))
    return mean, np.where(number > 1, spread, np.nan)


def above(value: Matrix, limit: Matrix) -> NDArray[np.bool_]:
    """value > limit, and not by a rounding only; False where either is unknown."""
    over: NDArray[np.bool_] = value - limit > _EQUAL * np.abs(limit)
    return over


def reaches(value: Matrix, limit: Matrix) -> NDArray[np.bool_]:
    """value >= limit but for a rounding; False where either is unknown."""
    over: NDArray[np.bool_] = value - limit >= -_EQUAL * np.abs(limit)
    return over


def expected_of(grid: Weekly, usual: Matrix) -> Matrix:
    """Voices of the last week at a usual share a day (nan where that is unknown)."""
    expected: Matrix = usual * grid.exposure[:, -7:].sum(1, dtype=np.float64)
    return expected


def _usual(grid: Weekly) -> Matrix:
    """Voices per exposure of each entity before the last week; 0 where nothing was crawled then."""
    exposure = float(grid.exposure[0, :-7].sum(dtype=np.float64))
    told = grid.voices[:, :-7].sum(1, dtype=np.float64)
    return (told + 0.5) / exposure if exposure > 0 else np.zeros(len(told))


def _posts(counts: pl.DataFrame, coverage: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """entity, platform, posts of the last week's covered days."""
    seen = coverage.filter(pl.col("posts_seen") > 0).select("day", "platform")
    return (
        counts.filter(pl.col("day") > as_of - timedelta(days=7))
        .join(seen, on=["day", "platform"], how="semi")
        .group_by("entity", "platform")
        .agg(pl.col("posts").sum())
    )


def _rows(grid: Weekly, ruled: Ruled, platform: str, params: Params) -> pl.DataFrame:
    """One row for each entity with 4 voices in four weeks and 1 in the week."""
    voices, recent = grid.voices[:, -7:].sum(1), grid.voices[:, -28:].sum(1)
    enough = (recent >= params.month_voices) & (voices >= params.week_voices)
    return (
        pl.DataFrame(
            {
                "entity": grid.entities.astype(object),
                "voices": voices.astype(np.int64),
                "expected": ruled.expected,
                "lift": (voices + 0.5) / (ruled.expected + 0.5),
                "score": ruled.score,
                "measure": ruled.measure,
                "limit": ruled.limit,
                "alert": ruled.fires & enough,
                "emerging": ruled.emerging,
            },
            schema_overrides={"entity": pl.String},
        )
        .filter((recent >= 4) & (voices >= 1))
        .with_columns(pl.col("expected", "lift", "score", "measure", "limit").fill_nan(None))
        .with_columns(platform=pl.lit(platform))
    )


def _signals(rows: pl.DataFrame, posts: pl.DataFrame, name: str, why: pl.Expr, as_of: date) -> pl.DataFrame:
    nothing = pl.lit(None, pl.Float64)
    stage = pl.when("alert").then(pl.lit("rising")).when("emerging").then(pl.lit("emerging"))
    blank = (
        *("lift_low", "lift_high", "p_value", "q_value", "forecast_4w", "forecast_low", "forecast_high"),
        *("forecast_12w", "forecast_12w_low", "forecast_12w_high"),
    )
    return (
        rows.join(posts, on=["entity", "platform"], how="left", maintain_order="left")
        .with_columns(
            pl.col("posts").fill_null(0),
            as_of=pl.lit(as_of),
            detector=pl.lit(name),
            stage=stage.otherwise(pl.lit("none")),
            kind=pl.when("alert").then(pl.lit("burst")),
            why=pl.coalesce(why, pl.lit("此前有采集的天数不足，此规则无从比较")),
            abstained=pl.lit(NO_FORECAST),
            evidence=pl.lit([], pl.List(pl.String)),
            peak_from=pl.lit(None, pl.Date),
            peak_until=pl.lit(None, pl.Date),
            story=pl.lit(None, pl.String),
            **dict.fromkeys(blank, nothing),
        )
        .select(list(SIGNALS))
        .sort("platform", "entity")
    )
