"""What resellers look for (小B拿货榜): goods they seek to sell on, and on what terms.

Index: voices of resellers, and of others who seek goods to sell on, over four weeks; a count, so no interval.
Least sample: MIN_VOICES a good. Terms are those of reports/indexes/cues.py, found in the words of the post.
"""

import polars as pl

from reports.indexes.cues import WANTS, seeks
from reports.indexes.voices import heard

MIN_VOICES = 2


def trading(voices: pl.DataFrame) -> pl.DataFrame:
    """The `voiced` rows of resellers, and of any but factories and ads that seek goods to sell on; with
    `seeking` (Boolean)."""
    trade = (pl.col("speaker") == "reseller") | pl.col("intent").is_in(["resale", "wholesale"])
    return voices.filter(
        trade.fill_null(value=False), ~pl.col("speaker").is_in(["factory", "ad"]).fill_null(value=False)
    ).with_columns(seeking=seeks())


def wants(traders: pl.DataFrame) -> pl.DataFrame:
    """want, voices, keys of those who seek, most first."""
    seeking = traders.filter("seeking")
    found = [
        heard(seeking.filter(pl.col("said").str.contains(pattern)).with_columns(want=pl.lit(want)), ["want"])
        for want, pattern in WANTS.items()
    ]
    return pl.concat(found).sort("voices", "want", descending=[True, False])


def goods_sought(traders: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """good (entity), voices, keys, seeking, seeking_keys of resellers; most seeking first.

    `mentions` is MENTIONS with `entity`.
    """
    named = mentions.filter(pl.col("kind") == "product").select("key", good="entity").unique()
    told = traders.join(named, on="key")
    own = heard(told.filter("seeking"), ["good"]).rename({"voices": "seeking", "keys": "seeking_keys"})
    return (
        heard(told, ["good"])
        .filter(pl.col("voices") >= MIN_VOICES)
        .join(own, on="good", how="left")
        .with_columns(pl.col("seeking").fill_null(0), pl.col("seeking_keys").fill_null([]))
        .sort("seeking", "voices", "good", descending=[True, True, False])
    )


def prices_told(traders: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """good, currency, unit, median, low, high, prices, keys: what resellers name for a good in posts that
    name it alone, in its commonest unit; MIN_VOICES prices at least."""
    goods = mentions.filter(pl.col("kind") == "product").select("key", good="entity").unique()
    goods = goods.filter(pl.len().over("key") == 1)
    price = (
        mentions.filter(pl.col("kind") == "price", pl.col("price").is_not_null())
        .select("key", "price")
        .unnest("price")
        .with_columns(
            value=pl.mean_horizontal("min", "max"),
            currency=pl.col("currency").fill_null("CNY"),
            unit=pl.col("unit").fill_null(""),
        )
        .filter(pl.col("value") > 0)
    )
    basis = ["good", "currency", "unit"]
    told = price.join(goods, on="key").join(traders.select("key", "voice"), on="key")
    return (
        told.unique([*basis, "voice", "value"], keep="first", maintain_order=True)
        .group_by(basis)
        .agg(
            median=pl.col("value").median(),
            low=pl.col("value").quantile(0.1, "nearest"),
            high=pl.col("value").quantile(0.9, "nearest"),
            prices=pl.col("voice").n_unique().cast(pl.Int64),
            keys=pl.col("key").unique().sort(),
        )
        .filter(pl.col("prices") >= MIN_VOICES)
        .sort(*basis[:1], "prices", *basis[1:], descending=[False, True, False, False])
        .unique("good", keep="first", maintain_order=True)
    )
