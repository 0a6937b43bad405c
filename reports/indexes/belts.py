"""Belts (产业带榜) and their factories: who speaks of them, and what they are praised and blamed for.

Index: voices that name a belt or a factory in four weeks, a count; no share, so no interval. Praise and blame
are voices that are no sellers and judge an aspect in a post that names this belt (or factory) alone. Least
sample: MIN_BELT voices a belt, MIN_FACTORY a factory, MIN_ASPECT an aspect.
"""

import polars as pl

from reports.indexes.voices import ends_named, heard, named_once

MIN_BELT, MIN_FACTORY, MIN_ASPECT = 3, 3, 2


def places(voices: pl.DataFrame, mentions: pl.DataFrame, kind: str, least: int) -> pl.DataFrame:
    """name, voices, keys, sellers, seller_keys of the belts or factories (`kind`), most voices first.

    `voices` are all, sellers among them.
    """
    named = mentions.filter(pl.col("kind") == kind, pl.col("norm").is_not_null()).select("key", name="norm")
    told = voices.join(named.unique(), on="key")
    own = heard(told.filter("seller"), ["name"]).rename({"voices": "sellers", "keys": "seller_keys"})
    return (
        heard(told, ["name"])
        .filter(pl.col("voices") >= least)
        .join(own, on="name", how="left")
        .with_columns(pl.col("sellers").fill_null(0), pl.col("seller_keys").fill_null([]))
        .sort("voices", "name", descending=[True, False])
    )


def goods_of(voices: pl.DataFrame, mentions: pl.DataFrame, kind: str) -> pl.DataFrame:
    """name, good, voices, keys: the products named in posts with this belt or factory alone."""
    goods = mentions.filter(pl.col("kind") == "product").select("key", good="norm").drop_nulls().unique()
    told = voices.join(named_once(mentions, kind).rename({"norm": "name"}), on="key").join(goods, on="key")
    return heard(told, ["name", "good"]).sort("name", "voices", "good", descending=[False, True, False])


def aspects_of(voices: pl.DataFrame, mentions: pl.DataFrame, kind: str) -> pl.DataFrame:
    """name, side (praise or blame), aspect, voices, keys, start, end (of the aspect in the first post).

    A voice that says both of an aspect is counted on both sides; sellers are not heard.
    """
    judged = mentions.filter(pl.col("kind") == "aspect", pl.col("polarity").fill_null(0) != 0).select(
        "key",
        "start",
        "end",
        aspect="norm",
        side=pl.when(pl.col("polarity") > 0).then(pl.lit("praise")).otherwise(pl.lit("blame")),
    )
    told = (
        voices.filter(~pl.col("seller"))
        .join(named_once(mentions, kind).rename({"norm": "name"}), on="key")
        .join(judged.drop_nulls("aspect"), on="key")
    )
    cell = ["name", "side", "aspect"]
    places = told.sort("key", "start").group_by(cell).agg(spans=pl.struct("key", "start", "end"))
    return (
        heard(told, cell)
        .filter(pl.col("voices") >= MIN_ASPECT)
        .join(places, on=cell)
        .sort("name", "side", "voices", "aspect", descending=[False, False, True, False])
    )


def claims_of(
    voices: pl.DataFrame, mentions: pl.DataFrame, relations: pl.DataFrame, kind: str
) -> pl.DataFrame:
    """name, stance (claimed or denied), voices, keys: voices for and against what is said of the place.

    Of a belt: that something comes from there (from_belt); of a factory: that it makes a good or makes for a
    brand (made_by, oem_for).
    """
    told = ends_named(relations.filter(pl.col("polarity").is_in(["claimed", "denied"])), mentions)
    if kind == "belt":
        said = told.filter(pl.col("kind") == "from_belt").select("key", name="object", stance="polarity")
    else:
        made = told.filter(pl.col("kind") == "made_by").select("key", name="object", stance="polarity")
        makes = told.filter(pl.col("kind") == "oem_for").select("key", name="subject", stance="polarity")
        said = pl.concat([made, makes])
    return heard(voices.join(said.drop_nulls().unique(), on="key"), ["name", "stance"]).sort("name", "stance")


def belt_of_factories(mentions: pl.DataFrame) -> pl.DataFrame:
    """name, belt: the belt that a factory is named with most, in posts that name one of each."""
    makers = named_once(mentions, "factory").rename({"norm": "name"})
    both = makers.join(named_once(mentions, "belt").rename({"norm": "belt"}), on="key")
    told = both.group_by("name", "belt").agg(posts=pl.len())
    first = told.sort("name", "posts", "belt", descending=[False, True, False])
    return first.unique("name", keep="first", maintain_order=True).select("name", "belt")
