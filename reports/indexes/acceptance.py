"""Dupe acceptance (平替接受度): of those who take a side, how many gladly take the stand-in.

Index: voices that take it / (voices that take it + voices that stay with the brand), a share of one, by
category of goods, over four weeks. Interval: Wilson, 95 %. Least sample: MIN_VOICES that take a side.
"""

import polars as pl

from reports.indexes.voices import heard

MIN_VOICES = 10
ALL = ""
STANCES = ("take", "stay", "open", "want", "sellers")


def acceptance(voices: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """category, then for each of STANCES its voices and `STANCE_keys`; category "" is all categories.

    `voices` of `voiced`, `relations` RELATIONS. A post takes the stand-in when it says that something is a
    dupe and is glad of it; it stays with the brand when it denies that, or says so and is sorry; it is `open`
    when it says so and shows no liking. A post that asks for anything takes no side. A voice that took both
    sides goes with the most; evenly it is open. `want` are voices that ask for a stand-in, or whether
    something is one, and take no side; sellers and ads (`sellers`) are nobody's acceptance and stand apart.
    """
    said = (
        relations.filter(pl.col("kind") == "dupe_of")
        .group_by("key")
        .agg(**{stance: (pl.col("polarity") == stance).any() for stance in ("claimed", "denied", "asked")})
    )
    told = voices.join(said, on="key", how="left").with_columns(
        pl.col("claimed", "denied", "asked").fill_null(value=False)
    )
    asks = (pl.col("ask") == "dupe").fill_null(value=False)
    told = told.with_columns(
        side=pl.when(pl.col("ask").is_not_null() | (pl.col("asked") & ~pl.col("denied")))
        .then(None)
        .when(pl.col("claimed") & ~pl.col("denied"))
        .then(pl.col("polarity").fill_null(0).cast(pl.Int64))
        .when(pl.col("denied") & ~pl.col("claimed"))
        .then(-1)
        .when("claimed")
        .then(0),
        wants=asks | pl.col("asked"),
    ).filter(pl.col("side").is_not_null() | pl.col("wants"))
    told = pl.concat([told, told.with_columns(category=pl.lit(ALL))]).filter(pl.col("category").is_not_null())
    one = ["category", "voice"]
    balance = pl.col("side").sum().over(one)
    sided = pl.col("side").is_not_null().any().over(one)
    stance = (
        pl.when("seller")
        .then(pl.lit("sellers"))
        .when(~sided)
        .then(pl.lit("want"))
        .when(balance > 0)
        .then(pl.lit("take"))
        .when(balance < 0)
        .then(pl.lit("stay"))
        .otherwise(pl.lit("open"))
    )
    told = told.with_columns(seller=pl.col("seller").any().over(one)).with_columns(stance=stance)
    # of a voice that said both only the posts of its side bear that side out
    bears = (
        pl.when(pl.col("stance") == "take")
        .then(pl.col("side") == 1)
        .when(pl.col("stance") == "stay")
        .then(pl.col("side") == -1)
        .otherwise(pl.lit(value=True))
    )
    counts = heard(told.filter(bears.fill_null(value=False)), ["category", "stance"])
    found = counts.select("category").unique().sort("category")
    for name in STANCES:
        own = counts.filter(pl.col("stance") == name).select(
            "category", pl.col("voices").alias(name), pl.col("keys").alias(f"{name}_keys")
        )
        found = found.join(own, on="category", how="left").with_columns(pl.col(name).fill_null(0))
    return found.with_columns(pl.col("^.*_keys$").fill_null([]))
