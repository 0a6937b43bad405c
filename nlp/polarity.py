"""Feeling toward the main good: -1, 0 or 1, from words of praise and blame and what stands before them."""

import polars as pl

from nlp.judging import weigh

_NOT = r"(不|没|没有|不太|不够|不是很|并不|别|not|n't|no|never)\s?(那么|太|很|怎么)?\s?$"
NEAR = 12
ASKS_OF_OWN = 0.6
TRUST, TRUST_GATE = 1.0, 4.0  # as in speakers.py; of a feeling for each word of it, up to three


def polarity(posts: pl.DataFrame, cues: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """`row`, `polarity` (Int8). posts needs row, goods, asks, speaker; cues carry `before`.

    Who names a stand-in that works praises it; who denies it warns.
    """
    felt = _felt(cues).group_by("row").agg(felt=pl.col("felt").sum())
    dupes = relations.filter((pl.col("kind") == "dupe_of") & (pl.col("polarity") != "asked")).group_by("row")
    stance = dupes.agg(
        stance=pl.when((pl.col("polarity") == "denied").mean() >= 0.5).then(-2).otherwise(2).cast(pl.Int64)
    )
    frame = posts.join(felt, on="row", how="left", maintain_order="left")
    frame = frame.join(stance, on="row", how="left", maintain_order="left")
    told = pl.when(pl.col("headline")).then(0).otherwise(pl.col("stance").fill_null(0))
    felt_sum = pl.col("felt").fill_null(0) + told
    seller = pl.col("speaker").is_in(["factory", "ad", "reseller"])
    ruled = (
        pl.when(~pl.col("goods"))
        .then(0)
        .when((pl.col("speaker") == "media") & (felt_sum.abs() < 2))
        .then(felt_sum.clip(-1, 0))
        .when(pl.col("asks") & (felt_sum > -2))
        .then(0)
        .when(seller & (felt_sum >= 0) & ~pl.col("asks"))
        .then(1)
        .otherwise(felt_sum.sign())
        .cast(pl.Int8)
        .cast(pl.String)
    )
    # praise in a post that asks may be of what is owned already
    words = (
        pl.when(pl.col("asks") & (felt_sum > -2))
        .then(pl.when(felt_sum > 0).then(ASKS_OF_OWN).otherwise(1.0))
        .when(pl.col("speaker").is_in(["media", "other"]))
        .then(felt_sum.abs().clip(1, 3))
        .otherwise(felt_sum.abs().clip(0, 3))
    )
    # reviews of a shop are what words of praise and blame were gathered from
    words = words * pl.when(pl.col("kind") == "review").then(2.5).otherwise(1.0)
    trust = pl.when(pl.col("goods")).then(TRUST * words).otherwise(TRUST_GATE)
    return frame.select("row", polarity=weigh("polarity", ruled, trust).cast(pl.Int8))


def of_mentions(mentions: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Mentions with `polarity`: the feeling said within a few characters of an aspect, else null."""
    felt = _felt(cues).select("row", "felt", at="start").sort("row", "at")
    pairs = (
        mentions.filter(pl.col("kind") == "aspect")
        .select("row", "start", "end")
        .join(felt, on="row", how="inner")
        .filter(pl.col("at").is_between(pl.col("start") - NEAR // 2, pl.col("end") + NEAR))
    )
    # the nearest word, and rather one that follows
    away = (
        pl.when(pl.col("at") >= pl.col("start"))
        .then(pl.col("at") - pl.col("end"))
        .otherwise(pl.col("start") - pl.col("at") + 2)
    )
    near = (
        pairs.with_columns(away=away)
        .sort("row", "start", "away", "at")
        .unique(["row", "start"], keep="first", maintain_order=True)
        .select("row", "start", polarity=pl.col("felt").cast(pl.Float64))
    )
    return mentions.join(near, on=["row", "start"], how="left", maintain_order="left")


def _felt(cues: pl.DataFrame) -> pl.DataFrame:
    words = cues.filter(pl.col("role") == "polarity").unique(["row", "start"])
    turned = pl.when(pl.col("before").str.contains(_NOT)).then(-1).otherwise(1)
    return words.with_columns(felt=pl.col("weight") * turned)
