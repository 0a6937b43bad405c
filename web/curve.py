"""Voices per week, with gaps where the crawl saw too little of where an entity is spoken of."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from domain.weeks import months_between
from store.lake import Lake

# Below this share of an entity's usual platforms and days a week says nothing.
SEEN_ENOUGH = 0.5


def weekly_voices(
    lake: Lake, entities: Sequence[str], as_of: date, weeks: int
) -> dict[str, list[int | None]]:
    """entity -> voices of the `weeks` spans of seven days that end on `as_of`, oldest first.

    Voices are distinct authors a day and platform, unknown ones one each, as known now. None: of the
    platforms that carry the entity (each by the voices it brought) fewer than half of the days were crawled.
    """
    since = as_of - timedelta(days=7 * weeks - 1)
    months = months_between(since, as_of)
    these_days = pl.col("day").is_between(since, as_of)
    back = ((pl.lit(as_of) - pl.col("day")).dt.total_days() // 7).alias("back")
    counted = (
        lake.scan("counts", months)
        .filter(pl.col("entity").is_in(list(entities)), these_days)
        .group_by("entity", "platform", back)
        .agg(voices=(pl.col("authors") + pl.col("unknown_authors")).sum())
    )
    covered = (
        lake.scan("coverage", months)
        .filter(pl.col("posts_seen") > 0, these_days)
        .group_by("platform", back)
        .agg(seen=pl.col("day").n_unique() / 7)
    )
    voices, crawled = pl.collect_all([counted, covered])
    usual = voices.group_by("entity", "platform").agg(weight=pl.col("voices").sum())
    weight = pl.col("weight") / pl.col("weight").sum().over("entity")
    seen = (
        usual.with_columns(weight=weight)
        .join(crawled, on="platform")
        .group_by("entity", "back")
        .agg(seen=(pl.col("weight") * pl.col("seen")).sum())
        .filter(pl.col("seen") >= SEEN_ENOUGH)
    )
    told = (
        seen.join(
            voices.group_by("entity", "back").agg(pl.col("voices").sum()), on=["entity", "back"], how="left"
        )
        .with_columns(pl.col("voices").fill_null(0))
        .select("entity", "back", "voices")
    )
    curves: dict[str, list[int | None]] = {entity: [None] * weeks for entity in entities}
    for entity, weeks_back, count in told.iter_rows():
        curves[entity][weeks - 1 - weeks_back] = count
    return curves
