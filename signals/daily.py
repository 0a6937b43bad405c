"""From annotated posts to daily counts, and what was known of them on a past day."""

from datetime import date

import polars as pl

from domain.frames import COUNTED_KINDS, COVERAGE, DAILY_COUNTS, EXPOSURE, NOT_GOODS, empty
from domain.signal import SPAM_LIMIT
from domain.weeks import BUSINESS_ZONE

CELL = ["day", "entity", "platform"]
ENGAGEMENT = ("likes", "comments", "shares", "collects")


def count_daily(
    posts: pl.DataFrame,
    mentions: pl.DataFrame,
    labels: pl.DataFrame,
    entity_map: pl.DataFrame,
    zone: str = BUSINESS_ZONE,
    exposure: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """DAILY_COUNTS of what dated posts about goods name; one row a day, entity, platform, seen_day.

    `posts` has one row a key with the columns of POSTS_VIEW; undated posts (day null) are never counted.
    posts, authors, unknown_authors and engagement count posts with spam < 0.5, posts_raw all of them. Posts
    that `exposure` (EXPOSURE) takes out of the exposure bring no voice, as authors and unknown_authors are
    held against it. An author is counted on the seen_day of the first post by which the cell knows them, so
    that every column adds up over seen_day <= as_of to what was known then. Mentions without a norm are
    skipped.
    """
    named = _named(_dated(posts, zone, exposure), mentions, labels, entity_map).collect()
    voices = named.filter("clean", "exposed")
    first_seen = (
        voices.lazy()
        .filter(pl.col("author").is_not_null())
        .group_by([*CELL, "author"])
        .agg(pl.col("seen_day").min())
        .group_by([*CELL, "seen_day"])
        .agg(authors=pl.len().cast(pl.Int64))
    )
    return (
        named.lazy()
        .group_by([*CELL, "seen_day"])
        .agg(
            posts=pl.col("clean").sum().cast(pl.Int64),
            posts_raw=pl.len().cast(pl.Int64),
            unknown_authors=(pl.col("clean") & pl.col("exposed") & pl.col("author").is_null())
            .sum()
            .cast(pl.Int64),
            engagement=pl.col("engagement").filter("clean").sum().cast(pl.Int64),
        )
        # An author's first seen_day in a cell is the seen_day of one of its posts: the row is there.
        .join(first_seen, on=[*CELL, "seen_day"], how="left")
        .with_columns(pl.col("authors").fill_null(0))
        .select(list(DAILY_COUNTS))
        .sort("day", "seen_day", "entity", "platform")
        .collect()
    )


def count_coverage(
    posts: pl.DataFrame, zone: str = BUSINESS_ZONE, exposure: pl.DataFrame | None = None
) -> pl.DataFrame:
    """COVERAGE: how many dated posts about anything were seen of each day and platform, by seen_day.

    Posts that `exposure` (signals/exposure.py) says were captured off plan are left out.
    """
    return (
        _dated(posts, zone, exposure)
        .filter("exposed")
        .group_by("day", "seen_day", "platform")
        .agg(posts_seen=pl.len().cast(pl.Int64))
        .select(list(COVERAGE))
        .sort("day", "seen_day", "platform")
        .collect()
    )


def as_known(frame: pl.DataFrame, as_of: date, known_by: date | None = None) -> pl.DataFrame:
    """DAILY_COUNTS or COVERAGE of the days up to `as_of`: one row a cell, seen_day the latest.

    Only what was seen by the evening of `known_by` is in it (by default that of `as_of`).
    """
    cell = [column for column in CELL if column in frame.columns]
    counted = [column for column in frame.columns if column not in (*CELL, "seen_day")]
    return (
        frame.lazy()
        .filter((pl.col("seen_day") <= (known_by or as_of)) & (pl.col("day") <= as_of))
        .group_by(cell)
        .agg(pl.col("seen_day").max(), *[pl.col(column).sum() for column in counted])
        .select(frame.columns)
        .sort(cell)
        .collect()
    )


def engagement() -> pl.Expr:
    """Likes, comments, shares and collects of a post as far as they are known."""
    return pl.sum_horizontal([pl.col(column) for column in ENGAGEMENT], ignore_nulls=True).fill_null(0)


def _dated(posts: pl.DataFrame, zone: str, exposure: pl.DataFrame | None) -> pl.LazyFrame:
    """Posts that have a day, with `exposed` and `seen_day`: when first observed, never before the day itself.

    Of posts that came under a plan, both are those of the exposure frame.
    """
    observed_day = pl.col("first_observed_at").dt.convert_time_zone(zone).dt.date()
    planned = (empty(EXPOSURE) if exposure is None else exposure).lazy()
    return (
        posts.lazy()
        .filter(pl.col("day").is_not_null())
        .join(planned, on="key", how="left")
        .with_columns(
            seen_day=pl.coalesce("seen_day", pl.max_horizontal("day", observed_day)),
            exposed=pl.col("exposed").fill_null(value=True),
        )
    )


def _named(
    dated: pl.LazyFrame, mentions: pl.DataFrame, labels: pl.DataFrame, entity_map: pl.DataFrame
) -> pl.LazyFrame:
    """One row a post about goods and entity it names: cell, seen_day, author, clean, engagement."""
    judged = dated.join(labels.lazy().select("key", "category", "spam"), on="key", how="left").filter(
        pl.col("category").ne_missing(NOT_GOODS)
    )
    return (
        entities_named(mentions, entity_map)
        .join(
            judged.select(
                "key", "day", "platform", "seen_day", "author", "exposed",
                clean=pl.col("spam").fill_null(0.0) < SPAM_LIMIT,
                engagement=engagement(),
            ),
            on="key",
        )
    )  # fmt: skip


def entities_named(mentions: pl.DataFrame, entity_map: pl.DataFrame) -> pl.LazyFrame:
    """(key, entity) once for each entity a post names; a norm the map does not hold is `kind:norm`."""
    ids = (
        entity_map.lazy()
        .select("kind", "norm", "entity")
        .unique(["kind", "norm"], keep="first", maintain_order=True)
    )
    return (
        mentions.lazy()
        .filter(pl.col("kind").is_in(list(COUNTED_KINDS)) & pl.col("norm").is_not_null())
        .select("key", "kind", "norm")
        .unique()
        .join(ids, on=["kind", "norm"], how="left")
        .select("key", entity=pl.coalesce("entity", pl.format("{}:{}", "kind", "norm")))
        .unique()
    )
