"""The track record in the lake: what became of the calls of each week, replaced week by week.

The calls themselves are in store/findings.py and never change; a score may, when posts come late.
"""

from datetime import date

import polars as pl

from domain.errors import BadFrame
from domain.record import BASES, CALL_SCORES, DEMAND_SCORES
from store.lake import Lake, Mark


def save_scores(
    lake: Lake, basis: str, as_of: date, scores: pl.DataFrame, *, mark: Mark | None = None
) -> None:
    """Replace the CALL_SCORES of one as-of day on one basis (domain.record.BASES)."""
    if basis not in BASES or not scores["as_of"].eq_missing(as_of).all():
        raise BadFrame(f"scores of {as_of} ({basis}): other days or basis", hint="Save each day by itself")
    rows = scores.with_columns(basis=pl.lit(basis))
    lake.replace("call_scores", rows, part=_part(basis, as_of), mark=mark)


def load_scores(lake: Lake, basis: str, since: date | None = None, until: date | None = None) -> pl.DataFrame:
    """CALL_SCORES on one basis of the as-of days since … until, both included, newest first."""
    rows = lake.scan("call_scores").filter(pl.col("basis") == basis)
    if since is not None:
        rows = rows.filter(pl.col("as_of") >= since)
    if until is not None:
        rows = rows.filter(pl.col("as_of") <= until)
    return (
        rows.select(CALL_SCORES.names())
        .sort("as_of", "outcome", "entity", descending=[True, False, False])
        .collect()
    )


def save_demand(lake: Lake, basis: str, scores: pl.DataFrame) -> None:
    """Replace the DEMAND_SCORES on one basis, all weeks together."""
    if basis not in BASES:
        raise BadFrame(f"There is no basis {basis!r}", hint=f"Known: {', '.join(BASES)}")
    lake.replace("call_demand", scores, part=basis)


def load_demand(lake: Lake, basis: str) -> pl.DataFrame:
    """DEMAND_SCORES on one basis, by day, entity and source."""
    rows = lake.scan("call_demand", [basis]).select(DEMAND_SCORES.names())
    return rows.sort("as_of", "entity", "source").collect()


def score_batches(lake: Lake, basis: str, since: date, until: date) -> dict[str, int]:
    """As-of day -> newest batch of its scores, from the log; a day without calls or misses is not there."""
    first, last = _part(basis, since), _part(basis, until)
    return {part: batch for part, batch in lake.batches("call_scores").items() if first <= part <= last}


def _part(basis: str, as_of: date) -> str:
    return f"{basis}:{as_of}"
