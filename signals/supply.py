"""How much of an entity's goods is on offer, from the team's own tables (docs/first-party.md)."""

from datetime import date, timedelta

import polars as pl

from domain.frames import LISTINGS, SEARCHES, conform
from domain.trade import SUPPLY

# An older count of what is on offer says nothing of today.
OLDEST = timedelta(weeks=13)
_COUNTS = ("online_items", "online_sellers")


def supply_by_entity(
    listings: pl.DataFrame, searches: pl.DataFrame, terms: pl.DataFrame, items: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """SUPPLY as known on `as_of`, of LISTINGS and of the 在线商品数 that SEARCHES carry.

    `terms` (TERM_ENTITIES) and `items` (ITEM_ENTITIES) say what a term or an item names. Of one platform
    the newest count of each term holds; a term that is the name itself stands for the entity, else the
    greatest of those that contain it: their goods overlap and must not be added up.
    """
    listings = conform(listings, LISTINGS, "listings")
    counted = pl.concat([_of_listings(listings), _of_searches(conform(searches, SEARCHES, "searches"))])
    recent = counted.filter(
        pl.col("day") <= as_of, pl.col("day") > as_of - OLDEST, pl.col("low").is_not_null()
    )
    newest = recent.sort("day", "low", "high").unique(
        ["platform", "term", "measure"], keep="last", maintain_order=True
    )
    cell = ["entity", "platform", "measure"]
    named = newest.join(terms.select("term", "entity", "match"), on="term")
    exact = pl.col("match") == "exact"
    told = (
        named.filter(exact == exact.any().over(cell))
        .sort("low", "term")
        .group_by(cell)
        .agg(
            pl.col("low").last(),
            pl.col("high").last(),
            pl.col("day").last(),
            pl.len().cast(pl.Int64).alias("terms"),
        )
    )
    own = (
        listings.filter(pl.col("item_id").is_not_null())
        .select("platform", "item_id", day=_day())
        .filter(pl.col("day") <= as_of, pl.col("day") > as_of - OLDEST)
        .join(items.select("platform", "item_id", "entity").unique(), on=["platform", "item_id"])
        .group_by("entity", "platform")
        .agg(pl.col("item_id").n_unique().cast(pl.Float64).alias("low"), pl.col("day").max())
        .with_columns(measure=pl.lit("listed_items"), high=pl.col("low"), terms=pl.lit(None, pl.Int64))
    )
    both = pl.concat([told.select(SUPPLY.names()), own.select(SUPPLY.names())])
    return conform(both.sort(cell), SUPPLY, "supply")


def _day() -> pl.Expr:
    return pl.coalesce("last_day", "day", pl.col("observed_at").dt.date())


def _of_listings(listings: pl.DataFrame) -> pl.DataFrame:
    rows = listings.filter(pl.col("item_id").is_null(), pl.col("term").is_not_null())
    return pl.concat(
        rows.select(
            "platform",
            "term",
            day=_day(),
            measure=pl.lit(name),
            low=pl.col(f"{name}_low").cast(pl.Float64),
            high=pl.col(f"{name}_high").cast(pl.Float64),
        )
        for name in _COUNTS
    )


def _of_searches(searches: pl.DataFrame) -> pl.DataFrame:
    said = pl.col("online_items").cast(pl.Float64)
    rows = searches.filter(pl.col("term").is_not_null(), pl.col("online_items").is_not_null())
    return rows.select("platform", "term", day=_day(), measure=pl.lit("online_items"), low=said, high=said)
