"""What was counted and found: daily counts, coverage, signals, themes, the graph, the calls as told."""

from datetime import date, datetime

import polars as pl

from domain.errors import BadFrame
from domain.frames import COVERAGE, DAILY_COUNTS, INSTANT, SIGNALS, THEMES
from domain.graph import GRAPH
from store.lake import Lake, Mark
from store.schemas import CALL_FACTS, TABLES

CALLS = pl.Schema({"week": pl.String()} | dict(SIGNALS) | dict(CALL_FACTS))


def save_counts(
    lake: Lake, month: str, counts: pl.DataFrame, coverage: pl.DataFrame, *, mark: Mark | None = None
) -> None:
    """Replace one month of DAILY_COUNTS and COVERAGE, counts last: their mark says both are there."""
    for name, frame in (("counts", counts), ("coverage", coverage)):
        if not frame["day"].dt.strftime("%Y-%m").eq_missing(month).all():
            raise BadFrame(f"{name} of {month}: days of other months", hint="Save each month by itself")
    lake.replace("coverage", coverage, part=month, mark=mark)
    lake.replace("counts", counts, part=month, mark=mark)


def load_counts(lake: Lake, since: date | None = None, until: date | None = None) -> pl.DataFrame:
    """DAILY_COUNTS of the days since … until, both included, sorted by day, entity and platform."""
    rows = _days(lake, "counts", since, until).select(DAILY_COUNTS.names())
    return rows.sort("day", "entity", "platform", "seen_day").collect()


def load_coverage(lake: Lake, since: date | None = None, until: date | None = None) -> pl.DataFrame:
    """COVERAGE of the days since … until, both included, sorted by day and platform."""
    rows = _days(lake, "coverage", since, until).select(COVERAGE.names())
    return rows.sort("day", "platform", "seen_day").collect()


def save_signals(lake: Lake, as_of: date, frame: pl.DataFrame, *, mark: Mark | None = None) -> None:
    """Replace the SIGNALS of one as-of day."""
    _only(frame, as_of, "signals")
    lake.replace("signals", frame, part=as_of.isoformat(), mark=mark)


def load_signals(lake: Lake, as_of: date | None = None) -> pl.DataFrame:
    """SIGNALS of one as-of day, or of all when None."""
    return _as_of(lake, "signals", as_of).select(SIGNALS.names()).collect()


def save_themes(lake: Lake, as_of: date, frame: pl.DataFrame, *, mark: Mark | None = None) -> None:
    """Replace the THEMES of one as-of day."""
    _only(frame, as_of, "themes")
    lake.replace("themes", frame, part=as_of.isoformat(), mark=mark)


def load_themes(lake: Lake, as_of: date | None = None) -> pl.DataFrame:
    """THEMES of one as-of day, or of all when None."""
    return _as_of(lake, "themes", as_of).select(THEMES.names()).collect()


def save_graph(lake: Lake, as_of: date, frame: pl.DataFrame, *, mark: Mark | None = None) -> None:
    """Replace the GRAPH of one as-of day."""
    _only(frame, as_of, "graph")
    lake.replace("graph", frame, part=as_of.isoformat(), mark=mark)


def load_graph(lake: Lake, as_of: date | None = None) -> pl.DataFrame:
    """GRAPH of one as-of day, or of all when None."""
    return _as_of(lake, "graph", as_of).select(GRAPH.names()).collect()


def tell_calls(lake: Lake, week: str, frame: pl.DataFrame, told_at: datetime) -> int:
    """Write down the SIGNALS that a week's report tells, once: a week that was told stays as it was.

    A week that told nothing counts as told. Each row keeps the version of the posts log it was told from.
    Returns the number of calls written, 0 where the week was told before.
    """
    told_from = lake.version("posts")
    calls = frame.with_columns(
        pl.lit(week).alias("week"),
        pl.lit(told_at).cast(INSTANT).alias("told_at"),
        pl.lit(told_from, pl.Int64).alias("lake_version"),
        pl.lit(0, pl.Int64).alias("withdrawn"),
    )
    mark = (f"told:{week}", told_from)
    written = 0

    def unless_told(_: int) -> pl.DataFrame | None:
        nonlocal written
        told = lake.mark("calls", mark[0]) is not None
        written = 0 if told else calls.height
        return None if told else calls

    lake.append_decided("calls", unless_told, mark=mark)
    return written


def load_calls(lake: Lake, week: str | None = None) -> pl.DataFrame:
    """SIGNALS with week, told_at (UTC), lake_version and `withdrawn` posts, of one week or of all."""
    return lake.scan("calls", None if week is None else [week]).select(CALLS.names()).collect()


def _only(frame: pl.DataFrame, as_of: date, name: str) -> None:
    if not frame["as_of"].eq_missing(as_of).all():
        raise BadFrame(f"{name} of {as_of}: rows of other as-of days", hint="Save each day by itself")


def _days(lake: Lake, table: str, since: date | None, until: date | None) -> pl.LazyFrame:
    month = pl.col(TABLES[table].part)
    rows = lake.scan(table)
    if since is not None:
        rows = rows.filter(month >= f"{since:%Y-%m}", pl.col("day") >= since)
    if until is not None:
        rows = rows.filter(month <= f"{until:%Y-%m}", pl.col("day") <= until)
    return rows


def _as_of(lake: Lake, table: str, as_of: date | None) -> pl.LazyFrame:
    return lake.scan(table, None if as_of is None else [as_of.isoformat()])
