"""The track record as it stands in the store: what became of past calls, told and rebuilt apart."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.record import BASES, demand_summary, summed_up
from store.lake import Lake
from store.record import load_demand, load_scores
from web.rising import named

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """The scores on one basis: sums as rows of domain.record.summed_up, and the newest scored calls.

    `whole` sums up all calls and first calls alone, `demand` those against searches and sales.
    """

    basis: str
    since: date
    until: date
    whole: list[dict[str, Any]]
    by_stage: list[dict[str, Any]]
    by_category: list[dict[str, Any]]
    newest: list[dict[str, Any]]
    scored: int
    demand: list[dict[str, Any]]


def track_records(lake: Lake) -> list[TrackRecord]:
    """One for each basis that has scores, those of told calls first."""
    records = []
    for basis in BASES:
        scores = load_scores(lake, basis)
        if scores.is_empty():
            continue
        newest = scores.head(MOST_SHOWN).with_columns(named("entity"))
        records.append(
            TrackRecord(
                basis=basis,
                since=scores["as_of"][-1],
                until=scores["as_of"][0],
                whole=[
                    row | {"key": key}
                    for key, part in (("all", scores), ("first", scores.filter("first")))
                    for row in summed_up(part).iter_rows(named=True)
                ],
                by_stage=summed_up(scores, "stage").to_dicts(),
                by_category=summed_up(scores, "category").to_dicts(),
                newest=newest.to_dicts(),
                scored=scores.height,
                demand=demand_summary(load_demand(lake, basis)).to_dicts(),
            )
        )
    return records
