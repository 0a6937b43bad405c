"""Calls against demand: did searches, orders or sales rise too, and how long after the call?

Talk against talk is not yet demand, so this record stands apart from that of domain/record.py.
"""

from datetime import timedelta

import numpy as np
import polars as pl

from domain.errors import BadFrame
from domain.frames import WEEKLY_FACTS, conform
from domain.record import DEMAND_SCORES
from signals.weekly import Matrix

# One row an entity, source (such as `searches:taobao:volume`) and week; no row, or null, is unknown.
WEEKLY_SERIES = pl.Schema(
    {"entity": pl.String(), "source": pl.String(), "week_end": pl.Date(), "value": pl.Float64()}
)
BASE, AFTER, REACH = 12, 4, 8  # weeks before, weeks of the rise, weeks to both sides of the call
RISEN = 1.5
KNOWN_BEFORE, KNOWN_AFTER = 8, 3  # weeks that must be known of those
MOST_UNKNOWN = 4
_FIRST, _LAST = -REACH - BASE, REACH + AFTER - 1
READS = timedelta(weeks=-_FIRST), timedelta(weeks=_LAST)  # before and after the call


def score_against(calls: pl.DataFrame, series: pl.DataFrame, least: float = 0.0) -> pl.DataFrame:
    """DEMAND_SCORES: one row for each call (as_of, entity) and source that holds a series of its entity.

    `series` is WEEKLY_SERIES whose weeks end on the weekday of the calls. Demand rises in the first week s
    from eight before the call to eight after that stands at 1.5 times the 12 before it, as do the four weeks
    s .. s+3 together, which hold `least` in sum (8 suits orders; an index has no such unit). lead_weeks = s,
    positive where the call came first; lift is that of the four. Gaps are gaps: with more than four of the
    weeks s unknown it abstains.
    """
    weekly = conform(series, WEEKLY_SERIES, "series")
    if weekly.select("entity", "source", "week_end").is_duplicated().any():
        raise BadFrame("series: a week stands more than once", hint="Add up or choose before scoring")
    asked = calls.select("as_of", "entity").unique()
    pairs = asked.join(weekly.select("entity", "source").unique(), on="entity").sort(
        "as_of", "entity", "source"
    )
    if pairs.is_empty():
        return pl.DataFrame(schema=DEMAND_SCORES)
    around = _around(pairs, weekly)
    lifts, own, sums = _lifts(around)
    risen = (lifts >= RISEN) & (own >= RISEN) & (sums >= least)
    onset = np.where(risen.any(1), risen.argmax(1), -1)
    # Up to the first rise the weeks must be known, or an earlier one may hide there; without one, to the end.
    upto = np.where(onset >= 0, onset, lifts.shape[1])
    unknown = np.isnan(lifts) & (np.arange(lifts.shape[1])[None, :] < upto[:, None])
    over = np.isfinite(around[:, 1 - AFTER :]).any(1)
    readable = (unknown.sum(1) <= MOST_UNKNOWN) & (over | (onset >= 0))
    lead = onset - REACH
    outcome = np.select([~readable, onset < 0, lead >= 0], ["abstained", "none", "followed"], "ahead")
    lift = np.where(onset >= 0, lifts[np.arange(len(lifts)), np.maximum(onset, 0)], np.nan)
    said = readable & (onset >= 0)
    return conform(
        pairs.with_columns(
            outcome=pl.Series(outcome.astype(object), dtype=pl.String),
            lead_weeks=pl.Series(lead.astype(np.int64)),
            lift=pl.Series(lift).fill_nan(None),
            said=pl.Series(said),
        ).with_columns(pl.when("said").then(pl.col(name)).alias(name) for name in ("lead_weeks", "lift")),
        DEMAND_SCORES,
        "demand",
    )  # fmt: skip


def series_of_facts(table: str, facts: pl.DataFrame) -> pl.DataFrame:
    """WEEKLY_SERIES of WEEKLY_FACTS; the source is `table:platform:measure:unit`.

    A range counts by its middle, an open one is unknown. A sum must cover its whole week, an index four days
    of it; ranks are left out: they are no amount.
    """
    rows = conform(facts, WEEKLY_FACTS, table)
    enough = pl.when(pl.col("measure") == "index").then(4).otherwise(7)
    parts = (pl.col(name).fill_null("") for name in ("platform", "measure", "unit"))
    return conform(
        rows.filter(pl.col("measure") != "rank", pl.col("days") >= enough).select(
            "entity",
            source=pl.concat_str(pl.lit(table), *parts, separator=":"),
            week_end=pl.format("{}-7", "week").str.to_date("%G-W%V-%u"),
            value=pl.coalesce("value", (pl.col("low") + pl.col("high")) / 2),
        ),
        WEEKLY_SERIES,
        "series",
    )


def _around(pairs: pl.DataFrame, weekly: pl.DataFrame) -> Matrix:
    """Values of the weeks _FIRST .. _LAST around each call (rows as in pairs); nan = unknown."""
    found = (
        pairs.with_row_index("row")
        .join(weekly, on=["entity", "source"])
        .with_columns(days=(pl.col("week_end") - pl.col("as_of")).dt.total_days())
        .filter(pl.col("days") % 7 == 0, pl.col("value").is_finite())
        .with_columns(at=pl.col("days") // 7 - _FIRST)
        .filter(pl.col("at").is_between(0, _LAST - _FIRST))
    )
    values = np.full((len(pairs), _LAST - _FIRST + 1), np.nan)
    values[found["row"].to_numpy(), found["at"].to_numpy()] = found["value"].to_numpy()
    return values


def _lifts(values: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """For each week of -REACH .. REACH: it and the three after over the 12 before, itself alone, the sum."""
    lifts = np.full((len(values), 2 * REACH + 1), np.nan)
    own, sums = np.full_like(lifts, np.nan), np.zeros_like(lifts)
    for start in range(lifts.shape[1]):
        before, after = values[:, start : start + BASE], values[:, start + BASE : start + BASE + AFTER]
        known_before, known_after = np.isfinite(before).sum(1), np.isfinite(after).sum(1)
        sums[:, start] = np.nansum(after, 1)
        known = (known_before >= KNOWN_BEFORE) & (known_after >= KNOWN_AFTER)
        with np.errstate(divide="ignore", invalid="ignore"):
            base = np.nansum(before, 1) / known_before
            known &= base > 0
            lifts[:, start] = np.where(known, sums[:, start] / known_after / base, np.nan)
            own[:, start] = np.where(known, after[:, 0] / base, np.nan)
    return lifts, own, sums
