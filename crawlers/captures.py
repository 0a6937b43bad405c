"""By what query and on which day the rows of a file were captured: what a plan is held against."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from crawlers.privacy import mask_personal
from domain.frames import INSTANT

CAPTURES = pl.Schema(
    {
        "platform": pl.String(),
        "query": pl.String(),
        "day": pl.Date(),
        "posts": pl.Int64(),
        "comments": pl.Int64(),
    }
)
_CELL = ["platform", "query", "day"]


def captures_of(raw: pl.DataFrame, fetched_at: datetime, zone: str) -> pl.DataFrame:
    """CAPTURES of a RAW_POSTS frame: rows by platform, query ("" = none) and business day of the capture.

    Rows that do not say when they were seen were captured when the file is read (as signals/exposure.py has
    it). `comments` are those of the posts that name no query: that of their post brought them.
    """
    is_said = pl.col("observed_at").ne_missing(pl.col("published_at"))
    fetched = pl.lit(fetched_at).cast(INSTANT)
    captured_at = pl.coalesce(pl.when(is_said).then("observed_at"), fetched)
    rows = (
        raw.lazy()
        .with_columns(day=captured_at.dt.convert_time_zone(zone).dt.date())
        .group_by(_CELL)
        .agg(
            posts=pl.len().cast(pl.Int64),
            comments=(pl.col("query").is_null() & pl.col("parent_id").is_not_null()).sum().cast(pl.Int64),
        )
        .collect()
    )
    # a search for a phone number is not kept as it stands either
    return all_captures([rows.with_columns(mask_personal(rows["query"]).fill_null("").alias("query"))])


def all_captures(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """CAPTURES of several stretches of a file together, in one order."""
    rows = pl.concat([pl.DataFrame(schema=CAPTURES), *(frame.select(list(CAPTURES)) for frame in frames)])
    return rows.group_by(_CELL).agg(pl.col("posts", "comments").sum()).sort(_CELL)
