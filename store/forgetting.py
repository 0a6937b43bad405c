"""Posts and authors out of every table of the lake: found first, then removed partition by partition.

What a table holds of a post is told by its columns: `key` (a row of its own), `parent_id` (an answer to it,
which stays without the parent), `evidence` (a list of keys). So a table declared later is covered as well.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import polars as pl

from domain.frames import empty
from domain.withdrawal import Withdrawn
from store.lake import Lake
from store.schemas import TABLES, UNDATED

# From these the others are derived, and the posts of an author are found in them: they go last, so that
# a removal that was killed finds all it had to remove when it is done again.
ORIGINS = tuple(name for name, table in TABLES.items() if {"key", "author"} <= set(table.schema))


@dataclass(frozen=True, slots=True)
class Found:
    """Where the lake holds something of it: table -> partition -> rows; and the days of its posts."""

    what: Withdrawn
    rows: dict[str, dict[str, int]]
    days: pl.DataFrame

    @property
    def months(self) -> list[str]:
        """Months in which its posts are counted."""
        return sorted(set(self.days["month"].drop_nulls()) - {UNDATED})


def find(lake: Lake, what: Withdrawn) -> Found:
    """Everything in the lake that holds these posts, or posts of these authors. Changes nothing."""
    for name in ORIGINS:
        schema = TABLES[name].schema
        rows = lake.scan(name).filter(what.is_row(schema))
        url = pl.col("url") if "url" in schema else pl.lit(None, pl.String).alias("url")
        own = rows.select("key", url).unique().collect()
        what = what.with_posts(own["key"], own["url"])
    found = {}
    for name, table in TABLES.items():
        touched = _touched(what, table.schema)
        parts = lake.scan(name).filter(touched).group_by(table.part).len().collect()
        found[name] = dict(sorted(parts.iter_rows()))
    posts = TABLES["posts"].schema
    days = lake.scan("posts").filter(what.is_row(posts)).select("key", "day", "month").unique().collect()
    return Found(what, {name: parts for name, parts in found.items() if parts}, days)


def remove(lake: Lake, found: Found, tables: Collection[str]) -> dict[str, int]:
    """Take it out of these tables; rows of other posts keep their batches. Gives rows changed by table."""
    for name in tables:
        for part in found.rows.get(name, {}):
            lake.rewrite(name, part, _without(found.what, name))
    return {name: sum(found.rows[name].values()) for name in tables if name in found.rows}


def fence(lake: Lake, number: int) -> None:
    """An empty commit to every origin: whoever was about to add rows begins again, and finds tombstones."""
    for name in ORIGINS:
        with lake.locked(name):
            is_there = lake.live(name) is not None
        if is_there:
            lake.append(name, empty(TABLES[name].schema), mark=("forget", number))


def derived() -> list[str]:
    """The tables that are not origins of posts."""
    return [name for name in TABLES if name not in ORIGINS]


def holds(what: Withdrawn) -> Callable[[pl.DataFrame], bool]:
    """Whether a frame of any table holds something of it."""
    return lambda frame: bool(frame.select(_touched(what, frame.schema).any()).item())


def _touched(what: Withdrawn, columns: Collection[str]) -> pl.Expr:
    proof = what.is_proof(columns) if _lists(columns) else pl.lit(False)
    return what.is_row(columns) | what.is_answer(columns) | proof


def _lists(columns: Collection[str]) -> bool:
    """Whether `evidence` is a list of keys; in relations it is a sentence."""
    return isinstance(columns, pl.Schema) and columns.get("evidence") == pl.List(pl.String)


def _without(what: Withdrawn, table: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def change(rows: pl.DataFrame) -> pl.DataFrame:
        kept = rows.filter(~what.is_row(rows.columns))
        if "parent_id" in rows.columns:
            kept = kept.with_columns(parent_id=pl.when(~what.is_answer(rows.columns)).then("parent_id"))
        if _lists(rows.schema):
            left = pl.col("evidence").list.eval(pl.element().filter(~pl.element().is_in(list(what.keys))))
            lost = pl.col("evidence").list.len() - left.list.len()
            changed = [left.alias("evidence")]
            if "withdrawn" in rows.columns:
                counted = pl.col("withdrawn").fill_null(0) + lost.fill_null(0)
                changed.append(counted.cast(pl.Int64).alias("withdrawn"))
            kept = kept.with_columns(changed)
        return kept

    return change
