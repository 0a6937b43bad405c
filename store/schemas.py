"""The tables of the lake: what each holds, how it is cut into partitions, which columns carry statistics.

Every table adds `batch` (the number of the commit that wrote the row) and its partition column to
what travels (domain/frames.py). Leaves out: how tables are read and written (store/lake.py).
"""

from dataclasses import dataclass

import polars as pl

from domain.errors import BadSettings
from domain.first_party import FACT_TABLES
from domain.frames import (
    COVERAGE,
    DAILY_COUNTS,
    INSTANT,
    MENTIONS,
    POST_LABELS,
    POSTS,
    RELATIONS,
    SIGNALS,
    THEMES,
)
from domain.graph import GRAPH
from domain.record import CALL_SCORES, DEMAND_SCORES

UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class LakeTable:
    """`schema` is the stored one; `statistics` names the columns whose extremes go to the log.

    Statistics stay in the log after the rows are deleted and the files vacuumed, so only batches and dates
    may be listed there: nothing a person wrote, and no key, which names a post that may have to be forgotten.
    """

    name: str
    schema: pl.Schema
    part: str
    statistics: tuple[str, ...]


def _declare(name: str, schema: pl.Schema, part: str, *, extra: pl.Schema | None = None) -> LakeTable:
    # `batch` stands first because deltalake 1.6 loses the statistics of every column behind a struct.
    stored = pl.Schema({"batch": pl.Int64(), part: pl.String()})
    stored.update(schema)
    stored.update(extra or {})
    kept = tuple(
        column
        for column, dtype in stored.items()
        if column == "batch" or (dtype in (pl.Date, INSTANT) and column != part)
    )
    return LakeTable(name, stored, part, kept)


# `withdrawn`: how many posts were taken out of the call's evidence after it was told.
CALL_FACTS = pl.Schema({"told_at": INSTANT, "lake_version": pl.Int64(), "withdrawn": pl.Int64()})

_DECLARED = (
    _declare("posts", POSTS, "month", extra=pl.Schema({"day": pl.Date(), "digest": pl.Int64()})),
    _declare("quarantine", POSTS, "file"),
    _declare("mentions", MENTIONS, "month"),
    _declare("relations", RELATIONS, "month"),
    _declare("labels", POST_LABELS, "month"),
    _declare("counts", DAILY_COUNTS, "month"),
    _declare("coverage", COVERAGE, "month"),
    _declare("signals", SIGNALS, "part"),
    _declare("themes", THEMES, "part"),
    _declare("graph", GRAPH, "part"),
    _declare("calls", SIGNALS, "week", extra=CALL_FACTS),
    _declare("forgotten", pl.Schema({"digest": pl.String()}), "part"),
    _declare("call_demand", DEMAND_SCORES, "basis"),
    _declare("call_scores", CALL_SCORES, "part", extra=pl.Schema({"basis": pl.String()})),
)
_FACTS = tuple(
    _declare(
        table.name, table.schema, "month", extra=pl.Schema({"row_key": pl.Int64(), "digest": pl.Int64()})
    )
    for table in FACT_TABLES.values()
)
TABLES = {table.name: table for table in (*_DECLARED, *_FACTS)}


def declared(name: str) -> LakeTable:
    """The table of that name; raises BadSettings for a name the lake does not know."""
    try:
        return TABLES[name]
    except KeyError:
        raise BadSettings(
            f"The lake has no table {name!r}", hint=f"Known tables: {', '.join(TABLES)}"
        ) from None
