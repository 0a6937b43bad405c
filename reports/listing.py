"""Which entities the report lists, in which tier, in which order, and which it leaves out on purpose."""

from datetime import date

import polars as pl

from domain.signal import MIN_VOICES, called_rising, counted, worth_watching
from domain.weeks import Week

LIST_LENGTH = 20
SHORT_LENGTH = 10
FLOOD_POSTS = 8
POSTS_PER_VOICE_OF_FLOOD = 4
FLASH_SHARE = 0.7

VOICES = pl.col("authors") + pl.col("unknown_authors")


def rising_calls(signals: pl.DataFrame) -> pl.DataFrame:
    """The SIGNALS rows that a report of these signals tells as calls, best first, at most LIST_LENGTH.

    This is what a job stores as told, and what next week's report compares itself with.
    """
    return counted(signals).filter(called_rising()).head(LIST_LENGTH).select(signals.columns)


def weeks_back(counts: pl.DataFrame, sunday: date) -> pl.DataFrame:
    """Rows with `back`: 0 in the week that ends on `sunday`, 1 in the one before; later days are dropped."""
    age = (pl.lit(sunday) - pl.col("day")).dt.total_days()
    return counts.filter(pl.col("day") <= sunday).with_columns(back=age // 7)


def arrange(signals: pl.DataFrame, counts: pl.DataFrame, entities: pl.DataFrame, week: Week) -> pl.DataFrame:
    """Every counted signal with name, category, raw posts, share of its biggest day, and `tier`.

    Tiers: rising, watch, seasonal, flood, flash, or null (nothing to say).
    `abstained` is about the forecast and is no reason to leave anything out.
    """
    by_day = (
        counts.filter(pl.col("day").is_between(week.first_day, week.last_day))
        .group_by("entity", "day")
        .agg(pl.col("posts_raw").sum(), VOICES.sum().alias("day_voices"))
        .group_by("entity")
        .agg(
            pl.col("posts_raw").sum(),
            (pl.col("day_voices").max() / pl.col("day_voices").sum()).alias("peak_share"),
            pl.col("day").sort_by("day_voices", "day").last().alias("peak_day"),
        )
    )
    named = entities.select("entity", "name", "category").unique("entity", keep="first", maintain_order=True)
    over = pl.col("lift").fill_null(0) > 1
    voices, raw = pl.col("voices"), pl.col("posts_raw").fill_null(0)
    flood = (raw >= FLOOD_POSTS) & (raw >= voices.fill_null(0) * POSTS_PER_VOICE_OF_FLOOD)
    tier = (
        pl.when(called_rising())
        .then(pl.lit("rising"))
        .when(pl.col("kind") == "seasonal", pl.col("lift_low") > 1, voices >= MIN_VOICES)
        .then(pl.lit("seasonal"))
        .when(flood)
        .then(pl.lit("flood"))
        .when(over, voices >= MIN_VOICES, pl.col("peak_share") >= FLASH_SHARE)
        .then(pl.lit("flash"))
        .when(worth_watching())
        .then(pl.lit("watch"))
    )
    return (
        counted(signals)
        .join(by_day, on="entity", how="left", maintain_order="left")
        .join(named, on="entity", how="left", maintain_order="left")
        .with_columns(
            name=pl.coalesce("name", pl.col("entity").str.replace(r"^\w+:", "")),
            category=pl.col("category").fill_null(""),
            tier=tier,
        )
    )
