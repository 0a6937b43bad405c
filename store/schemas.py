"""The tables of the lake: what each holds, how it is cut into partitions, which columns carry statistics.

Every table adds `batch` (the number of the commit that wrote the row) and its partition column to
what travels (domain/frames.py). Leaves out: how tables are read and written (store/lake.py).
"""

from dataclasses import dataclass

import polars as pl

from domain.errors import BadSettings
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

UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class LakeTable:
    """`schema` is the stored one; `statistics` names the columns whose extremes go to the log.

    Statistics stay in the log after the rows are deleted and the files vacuumed, so only keys, batches and
    dates may be listed there, never anything a person wrote.
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
        if column in ("batch", "key") or (dtype in (pl.Date, INSTANT) and column != part)
    )
    return LakeTable(name, stored, part, kept)


_DECLARED = (
    _declare("posts", POSTS, "month", extra=pl.Schema({"day": pl.Date(), "digest": pl.Int64()})),
    _declare("mentions", MENTIONS, "month"),
    _declare("relations", RELATIONS, "month"),
    _declare("labels", POST_LABELS, "month"),
    _declare("counts", DAILY_COUNTS, "month"),
    _declare("coverage", COVERAGE, "month"),
    _declare("signals", SIGNALS, "part"),
    _declare("themes", THEMES, "part"),
    _declare("calls", SIGNALS, "week", extra=pl.Schema({"told_at": INSTANT, "lake_version": pl.Int64()})),
)
TABLES = {table.name: table for table in _DECLARED}


def declared(name: str) -> LakeTable:
    """The table of that name; raises BadSettings for a name the lake does not know."""
    try:
        return TABLES[name]
    except KeyError:
        raise BadSettings(
            f"The lake has no table {name!r}", hint=f"Known tables: {', '.join(TABLES)}"
        ) from None
