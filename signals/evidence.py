"""Posts that show a signal: this week's, by different authors, platforms in turn, most answered first."""

from datetime import date, timedelta

import polars as pl

from domain.frames import ENTITY_MAP, NOT_GOODS, SIGNALS, conform
from domain.graph import COPIES_OF
from domain.signal import ALL_PLATFORMS, SPAM_LIMIT
from signals.daily import ENGAGEMENT, engagement, entities_named


def pick_evidence(
    signals: pl.DataFrame,
    mentions: pl.DataFrame,
    labels: pl.DataFrame,
    posts: pl.DataFrame,
    entity_map: pl.DataFrame | None = None,
    per_entity: int = 3,
    *,
    copies: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """SIGNALS with `evidence` filled: up to `per_entity` post keys a row, best first.

    Taken are posts (POSTS_VIEW) of the week that name the entity, are about goods and not spam. One post an
    author (an unknown author is not one author) and, as far as `copies` (COPIES_OF) tells, one a text:
    copies stand last, where nothing else is to show. Platforms in turn, higher engagement first;
    ties go by key. What counts is not touched by copies (decision 0014).
    """
    if signals.is_empty():
        return signals
    entity_map = pl.DataFrame(schema=ENTITY_MAP) if entity_map is None else entity_map
    copies = pl.DataFrame(schema=COPIES_OF) if copies is None else conform(copies, COPIES_OF, "copies")
    days = signals["as_of"].unique().to_list()
    texts = posts.select("key", "day", "author", "platform", *ENGAGEMENT).join(
        copies.unique("key", keep="first"), on="key", how="left", maintain_order="left"
    )
    chosen = [
        _of_day(day, signals.filter(pl.col("as_of") == day), mentions, labels, texts, entity_map, per_entity)
        for day in days
    ]
    kept = signals.drop("evidence").join(
        pl.concat(chosen), on=["as_of", "entity", "platform"], how="left", maintain_order="left"
    )
    return conform(kept.with_columns(pl.col("evidence").fill_null([])), SIGNALS, "signals")


def named_in_week(
    as_of: date, mentions: pl.DataFrame, labels: pl.DataFrame, posts: pl.DataFrame, entity_map: pl.DataFrame
) -> pl.LazyFrame:
    """key, entity, author, source, answered of the week's posts (POSTS_VIEW) about goods, without spam."""
    week = (
        posts.lazy()
        .filter(pl.col("day").is_between(as_of - timedelta(days=6), as_of))
        .join(labels.lazy().select("key", "category", "spam"), on="key", how="left")
        .filter((pl.col("spam").fill_null(0.0) < SPAM_LIMIT) & pl.col("category").ne_missing(NOT_GOODS))
        .select("key", "author", source="platform", answered=engagement())
    )
    return entities_named(mentions, entity_map).join(week, on="key")


def _of_day(
    as_of: date,
    signals: pl.DataFrame,
    mentions: pl.DataFrame,
    labels: pl.DataFrame,
    posts: pl.DataFrame,
    entity_map: pl.DataFrame,
    per_entity: int,
) -> pl.DataFrame:
    wanted = signals.lazy().select("entity", "platform").unique()
    found = named_in_week(as_of, mentions, labels, posts, entity_map).join(
        wanted.select("entity").unique(), on="entity", how="semi"
    )
    texts = posts.lazy().select("key", text=pl.coalesce("cluster", "key"))
    found = found.join(texts, on="key", how="left")
    spread = pl.concat(
        [found.with_columns(platform="source"), found.with_columns(platform=pl.lit(ALL_PLATFORMS))]
    )
    row = ["entity", "platform"]
    return (
        spread.join(wanted, on=row, how="semi")
        .sort([*row, "answered", "key"], descending=[False, False, True, False])
        .with_columns(who=pl.coalesce("author", pl.format("unknown {}", "key")))
        .unique([*row, "who"], keep="first", maintain_order=True)
        .with_columns(again=pl.int_range(pl.len()).over([*row, "text"]) > 0)
        .with_columns(turn=pl.int_range(pl.len()).over([*row, "again", "source"]))
        .sort(
            [*row, "again", "turn", "answered", "key"], descending=[False, False, False, False, True, False]
        )
        .group_by(row, maintain_order=True)
        .agg(evidence=pl.col("key").head(per_entity))
        .with_columns(as_of=pl.lit(as_of))
        .collect()
    )
