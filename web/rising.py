"""The newest signals, and which of them the front page shows as rising."""

from datetime import date
from typing import Any

import polars as pl

from domain.frames import COUNTED_KINDS
from domain.signal import ALL_PLATFORMS
from store.findings import load_signals
from store.lake import Lake
from web.curve import weekly_voices
from web.sparkline import sparkline

CURVE_WEEKS = 13
MOST_RISING = 20
MOST_WATCHED = 6
FEWEST_VOICES = 3


def newest_as_of(lake: Lake) -> date | None:
    """The newest day that has signals, from the log of the table; no data is read."""
    days = lake.batches("signals")
    return date.fromisoformat(max(days)) if days else None


def rising_lists(lake: Lake, as_of: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What is called rising (significant, above expectation, no known season), and what is worth a look.

    Each row is a signal over all platforms with `name`, `what` (kind of entity) and `spark`.
    """
    over = pl.col("lift").fill_null(0) > 1
    season = pl.col("kind").fill_null("") == "seasonal"
    signals = (
        load_signals(lake, as_of)
        .filter(pl.col("platform") == ALL_PLATFORMS)
        .with_columns(named("entity"))
        .filter(pl.col("what").is_in(COUNTED_KINDS), over, ~season)
        .sort("score", "entity", descending=[True, False], nulls_last=True)
        .unique("entity", keep="first", maintain_order=True)
    )
    called = signals.filter(pl.col("alert").fill_null(False)).head(MOST_RISING)
    watched = signals.filter(~pl.col("alert").fill_null(False), pl.col("voices") >= FEWEST_VOICES)
    watched = watched.filter(pl.col("abstained").fill_null("") == "").head(MOST_WATCHED)
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
