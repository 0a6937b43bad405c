"""The newest signals, and which of them the front page shows as rising."""

from datetime import date
from typing import Any

import polars as pl

from domain.signal import called_rising, counted, worth_watching
from store.findings import load_signals
from store.lake import Lake
from web.curve import weekly_voices
from web.sparkline import sparkline

CURVE_WEEKS = 13
MOST_RISING = 20
MOST_WATCHED = 6


def newest_as_of(lake: Lake) -> date | None:
    """The newest day that has signals, from the log of the table; no data is read."""
    days = lake.batches("signals")
    return date.fromisoformat(max(days)) if days else None


def rising_lists(lake: Lake, as_of: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What is called rising (significant, above expectation, no known season), and what is worth a look.

    Each row is a signal over all platforms with `name`, `what` (kind of entity) and `spark`.
    """
    signals = counted(load_signals(lake, as_of)).with_columns(named("entity"))
    called = signals.filter(called_rising()).head(MOST_RISING)
    watched = signals.filter(worth_watching()).head(MOST_WATCHED)
    entities = [*called["entity"], *watched["entity"]]
    curves = weekly_voices(lake, entities, as_of, CURVE_WEEKS) if entities else {}

    def rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
        return [row | {"spark": sparkline(curves[row["entity"]])} for row in frame.iter_rows(named=True)]

    return rows(called), rows(watched)


def named(column: str) -> list[pl.Expr]:
    """`what` and `name` of an entity id such as product:云朵拖鞋."""
    parts = pl.col(column).str.splitn(":", 2).struct
    return [
        parts.field("field_0").alias("what"),
        parts.field("field_1").fill_null(pl.col(column)).alias("name"),
    ]
