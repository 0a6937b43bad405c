"""What this week's posts say about each entity: liking, and the prices they name."""

import polars as pl

from domain.figures import Figure
from domain.frames import COUNTED_KINDS
from domain.report import Mood, PriceBand

MIN_STANCES = 3
MIN_PRICES = 2


def with_entity(mentions: pl.DataFrame, entities: pl.DataFrame) -> pl.DataFrame:
    """MENTIONS with `entity`; a norm the map does not know is `kind:norm`."""
    known = entities.select("kind", "norm", "entity").unique(
        ["kind", "norm"], keep="first", maintain_order=True
    )
    return mentions.join(known, on=["kind", "norm"], how="left", maintain_order="left").with_columns(
        entity=pl.coalesce("entity", pl.col("kind") + ":" + pl.col("norm"))
    )


def moods(mentions: pl.DataFrame, posts: pl.DataFrame, ids: dict[str, str]) -> dict[str, Mood]:
    """entity -> Mood, from the polarity of the posts; `ids` gives the signal id of each wanted entity.

    A post speaks for an entity when it names nothing else of the same kind.
    """
    told = (
        mentions.filter(pl.col("kind").is_in(COUNTED_KINDS))
        .select("key", "kind", "entity")
        .unique()
        .filter(pl.len().over("key", "kind") == 1, pl.col("entity").is_in(list(ids)))
        .join(posts.select("key", "polarity").unique("key", keep="first").drop_nulls(), on="key")
        .group_by("entity")
        .agg(
            (pl.col("polarity") > 0).sum().alias("up"),
            (pl.col("polarity") < 0).sum().alias("down"),
            pl.len().alias("posts"),
        )
        .filter(pl.col("posts") >= MIN_STANCES)
    )
    return {
        entity: Mood(
            Figure(up / posts, ids[entity], "positive", "share"),
            Figure(down / posts, ids[entity], "negative", "share"),
            Figure(posts, ids[entity], "stances"),
        )
        for entity, up, down, posts in told.iter_rows()
    }


def prices(mentions: pl.DataFrame, relations: pl.DataFrame, ids: dict[str, str]) -> dict[str, PriceBand]:
    """entity -> PriceBand in its commonest currency and unit.

    A price belongs to an entity when a post says so (priced_at), or when the post names no other
    good; a range counts by its middle. Fewer than MIN_PRICES are no band.
    """
    price = (
        mentions.filter(pl.col("kind") == "price", pl.col("price").is_not_null())
        .select("key", "start", "end", pl.col("price").struct.unnest())
        .with_columns(
            value=pl.mean_horizontal("min", "max"),
            currency=pl.col("currency").fill_null("CNY"),
            unit=pl.col("unit").fill_null(""),
        )
        .filter(pl.col("value") > 0)
    )
    goods = mentions.filter(pl.col("kind").is_in(["product", "brand"]))
    stated = (
        relations.filter(pl.col("kind") == "priced_at", pl.col("polarity") == "claimed")
        .select("key", "subject_start", "subject_end", "object_start", "object_end")
        .join(
            goods.select("key", "start", "end", "entity"),
            left_on=["key", "subject_start", "subject_end"],
            right_on=["key", "start", "end"],
        )
        .join(price, left_on=["key", "object_start", "object_end"], right_on=["key", "start", "end"])
        .select("entity", "key", "value", "currency", "unit")
    )
    only = (
        goods.filter(pl.col("kind") == "product")
        .group_by("key")
        .agg(pl.col("entity").n_unique().alias("n"), pl.col("entity").first())
        .filter(pl.col("n") == 1)
        .join(price, on="key")
        .join(stated.select("key").unique(), on="key", how="anti")
        .select("entity", "key", "value", "currency", "unit")
    )
    claims = pl.concat([stated, only]).filter(pl.col("entity").is_in(list(ids))).unique(maintain_order=True)
    bands = (
        claims.group_by("entity", "currency", "unit")
        .agg(
            pl.col("value").median().alias("median"),
            pl.col("value").quantile(0.1, "nearest").alias("low"),
            pl.col("value").quantile(0.9, "nearest").alias("high"),
            pl.len().alias("claims"),
        )
        .filter(pl.col("claims") >= MIN_PRICES)
        .sort("entity", "claims", "currency", "unit", descending=[False, True, False, False])
        .unique("entity", keep="first", maintain_order=True)
    )
    return {
        row["entity"]: PriceBand(
            *(
                Figure(row[name], ids[row["entity"]], f"price_{name}", "money")
                for name in ("median", "low", "high")
            ),
            Figure(row["claims"], ids[row["entity"]], "prices"),
            f"{row['currency']}/{row['unit']}" if row["unit"] else row["currency"],
        )
        for row in bands.iter_rows(named=True)
    }
