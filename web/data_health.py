"""What was collected, from where, how lately, and what is missing. From coverage only; posts are not read."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from store.findings import load_coverage
from store.lake import Lake

HEAT_DAYS = 28
RECENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Totals:
    """Dated posts of all platforms and the days they lie between."""

    posts: int
    platforms: int
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A day of a platform: `posts` is None where nothing was crawled; `warmth` 0 to 4 within the platform."""

    day: date
    posts: int | None
    warmth: int


def platforms(lake: Lake) -> pl.DataFrame:
    """platform, posts, first_day, last_day; recent_posts and recent_days of the newest week with data."""
    coverage = lake.scan("coverage").filter(pl.col("posts_seen") > 0)
    recent = pl.col("day") > pl.col("day").max() - timedelta(days=RECENT_DAYS)
    return (
        coverage.with_columns(recent=recent)
        .group_by("platform")
        .agg(
            posts=pl.col("posts_seen").sum(),
            first_day=pl.col("day").min(),
            last_day=pl.col("day").max(),
            recent_posts=pl.col("posts_seen").filter("recent").sum(),
            recent_days=pl.col("day").filter("recent").n_unique(),
        )
        .sort("last_day", "posts", "platform", descending=[True, True, False])
        .collect()
    )


def totals(by_platform: pl.DataFrame) -> Totals:
    """Of what `platforms` gave."""
    row: dict[str, Any] = by_platform.select(
        posts=pl.col("posts").sum(), first_day=pl.col("first_day").min(), last_day=pl.col("last_day").max()
    ).row(0, named=True)
    return Totals(platforms=by_platform.height, **row)


def heat(lake: Lake, until: date) -> tuple[list[date], dict[str, list[HeatCell]]]:
    """Posts per platform and day of the four weeks up to `until`, the newest day of any platform."""
    days = [until - timedelta(days=back) for back in range(HEAT_DAYS - 1, -1, -1)]
    seen = (
        load_coverage(lake, days[0], until)
        .filter(pl.col("posts_seen") > 0)
        .group_by("platform", "day")
        .agg(pl.col("posts_seen").sum())
        .with_columns(warmth=4 * pl.col("posts_seen") / pl.col("posts_seen").max().over("platform"))
        .with_columns(pl.col("warmth").ceil().cast(pl.Int64).clip(1, 4))
    )
    rows: dict[str, list[HeatCell]] = {}
    for platform in sorted(seen["platform"].unique()):
        mine = seen.filter(pl.col("platform") == platform)
        known = {row["day"]: (row["posts_seen"], row["warmth"]) for row in mine.iter_rows(named=True)}
        rows[platform] = [HeatCell(day, *known.get(day, (None, 0))) for day in days]
    return days, rows
