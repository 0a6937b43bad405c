"""Buyer mix (买家构成): who wants the goods of a category, for what.

Index: voices of each class / voices of all classes, a share of one, by category of goods over four weeks.
Interval: Wilson, 95 %. Least sample: MIN_VOICES a category. Classes, first that fits: `wholesale` (seeks
goods in bulk or made for them), `small` (a reseller seeking goods, 小B), `gift` (buys for somebody else),
`self`. Who offers goods, reports or only talks of the trade is no buyer.
"""

from datetime import date, timedelta

import polars as pl

from reports.indexes.cues import GIFT, seeks
from reports.indexes.voices import heard

MIN_VOICES = 20
MIN_HALF = 30
CLASSES = ("self", "gift", "small", "wholesale")


def buyers(voices: pl.DataFrame) -> pl.DataFrame:
    """category, class, voices, keys; a voice that is of two classes is the rarer one (wholesale first)."""
    trade = pl.col("speaker") == "reseller"
    bulk = (pl.col("intent") == "wholesale") & (trade | (pl.col("speaker") == "buyer"))
    told = voices.filter(pl.col("category").is_not_null()).with_columns(
        rank=pl.when(bulk & seeks())
        .then(3)
        .when((trade | (pl.col("intent") == "resale")) & (pl.col("speaker") != "factory") & seeks())
        .then(2)
        .when((pl.col("speaker") == "buyer") & pl.col("said").str.contains(GIFT))
        .then(1)
        .when((pl.col("speaker") == "buyer") & (pl.col("intent") == "self_use"))
        .then(0)
    )
    told = told.drop_nulls("rank")
    told = told.filter(pl.col("rank") == pl.col("rank").max().over("category", "voice"))
    names = pl.col("rank").replace_strict(dict(enumerate(CLASSES)), return_dtype=pl.String)
    return heard(told.with_columns(names.alias("class")), ["category", "class"]).sort("category", "class")


def halves(voices: pl.DataFrame, last_day: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`buyers` of the two weeks before and of the last two, for categories with MIN_HALF voices in both."""
    middle = last_day - timedelta(weeks=2)
    before, now = (
        buyers(voices.filter(pl.col("day") <= middle)),
        buyers(voices.filter(pl.col("day") > middle)),
    )
    many = [
        half.group_by("category").agg(pl.col("voices").sum()).filter(pl.col("voices") >= MIN_HALF)
        for half in (before, now)
    ]
    both = many[0].join(many[1], on="category", how="semi").select("category")
    return before.join(both, on="category", how="semi"), now.join(both, on="category", how="semi")
