"""Calls against the searches and sales that the home holds: talk against talk is not yet demand."""

from typing import Any

import polars as pl

from domain.record import DEMAND_SCORES, demand_summary
from domain.weeks import Week
from jobs.first_party import sales_by_week, searches_by_week
from jobs.home import Home
from signals.demand import READS, score_against, series_of_facts
from store.record import load_demand, save_demand

TABLES = {"searches": searches_by_week, "sales": sales_by_week}


def score_demand(home: Home, basis: str, scores: pl.DataFrame) -> list[dict[str, Any]]:
    """Score the calls of CALL_SCORES against each weekly series of their entities; the sums by source.

    Empty where the home holds none of them. Figures are as the team corrected them last; the scores of that
    basis are replaced whole.
    """
    found = _scored(home, scores.filter(pl.col("outcome") != "miss").select("as_of", "entity"))
    if not found.equals(load_demand(home.lake, basis)):
        save_demand(home.lake, basis, found)
    return demand_summary(found).to_dicts()


def _scored(home: Home, calls: pl.DataFrame) -> pl.DataFrame:
    if calls.is_empty():
        return pl.DataFrame(schema=DEMAND_SCORES)
    days = calls["as_of"].sort()
    week, last = Week.of(days[0] - READS[0]), Week.of(days[-1] + READS[1])
    weeks = [week]
    while weeks[-1] < last:
        weeks.append(weeks[-1].back(-1))
    series = pl.concat(series_of_facts(table, by_week(home, weeks)) for table, by_week in TABLES.items())
    return score_against(calls, series)
