"""Price gap (价差): what the brand, its stand-in and the factory ask for one good, on one unit.

Index: per good, currency and unit the median with the 10 % and 90 % points of the prices that voices name;
the gap is the brand's median over the stand-in's. Units are never converted: 元/双 and 元 without a unit
are two tables. Least sample: MIN_PRICES voices a rung, two rungs a good. No interval of the ratio is given:
the ranges beside it say how far the prices lie apart.
"""

import polars as pl

from reports.indexes.voices import ends_named

MIN_PRICES = 2
RUNGS = ("brand", "dupe", "factory")
BASIS = ["good", "currency", "unit"]
# Where factories and wholesalers list their goods; elsewhere shops sell to people.
MAKERS_SHOPS = ("1688", "alibaba", "yiwugo", "dhgate", "made-in-china")


def talk_prices(voices: pl.DataFrame, mentions: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """One row a voice, good, rung, currency, unit and value: those columns and key.

    `mentions` is MENTIONS with `entity`. The good is the entity of the stand-in. The brand's price is what a
    post that calls the good a dupe, or asks for one, names for the original; the factory's is what a
    factory, or a wholesale post, names for the good; the stand-in's what anyone else names for it. A price
    belongs to what priced_at says, else to the post's only product.
    """
    named = mentions.filter(pl.col("kind").is_in(["product", "brand"]))
    by_span = named.select("key", "start", "end", "entity").unique(["key", "start", "end"], keep="first")
    price = (
        mentions.filter(pl.col("kind") == "price", pl.col("price").is_not_null())
        .select("key", at="start", until="end", stated=pl.col("price"))
        .unnest("stated")
        .with_columns(
            value=pl.mean_horizontal("min", "max"),
            currency=pl.col("currency").fill_null("CNY"),
            unit=pl.col("unit").fill_null(""),
        )
        .filter(pl.col("value") > 0)
        .select("key", "at", "until", "value", "currency", "unit")
    )
    stated = (
        relations.filter(pl.col("kind") == "priced_at", pl.col("polarity") == "claimed")
        .join(by_span, left_on=["key", "subject_start", "subject_end"], right_on=["key", "start", "end"])
        .join(price, left_on=["key", "object_start", "object_end"], right_on=["key", "at", "until"])
        .select("key", "entity", "value", "currency", "unit")
    )
    products = named.filter(pl.col("kind") == "product").select("key", "entity").unique()
    only = products.filter(pl.len().over("key") == 1)
    rest = price.join(stated.select("key").unique(), on="key", how="anti").join(only, on="key")
    every = pl.concat([stated, rest.select(stated.columns)]).unique()
    pairs = _pairs(mentions, relations, only)
    of_brand = every.join(
        pairs.select("key", "good", "original").unique(),
        left_on=["key", "entity"],
        right_on=["key", "original"],
    ).with_columns(rung=pl.lit("brand"))
    of_good = (
        every.join(pairs.select("good").unique(), left_on="entity", right_on="good")
        .join(pairs, left_on=["key", "entity"], right_on=["key", "original"], how="anti")
        .with_columns(good=pl.col("entity"), rung=pl.lit("dupe"))
    )
    told = pl.concat([of_brand, of_good], how="diagonal").join(
        voices.select("key", "voice", "speaker", "intent"), on="key"
    )
    makes = (pl.col("speaker") == "factory") | (pl.col("intent") == "wholesale")
    rung = (
        pl.when(pl.col("rung") == "brand")
        .then("rung")
        .when(makes.fill_null(value=False))
        .then(pl.lit("factory"))
        .otherwise("rung")
    )
    return (
        told.with_columns(rung=rung)
        .select(*BASIS, "rung", "voice", "value", "key")
        .unique([*BASIS, "rung", "voice", "value"], keep="first", maintain_order=True)
    )


def _pairs(mentions: pl.DataFrame, relations: pl.DataFrame, only: pl.DataFrame) -> pl.DataFrame:
    """key, good, original: entities of what stands in (else the post's only product) and what it replaces."""
    entities = mentions.select("key", "norm", "kind", "entity").unique(["key", "norm", "kind"], keep="first")
    told = ends_named(relations.filter(pl.col("kind") == "dupe_of"), mentions).select(
        "key", "subject", "subject_kind", "object", "object_kind"
    )
    for side, name in (("subject", "good"), ("object", "original")):
        told = told.join(
            entities.rename({"entity": name}),
            left_on=["key", side, f"{side}_kind"],
            right_on=["key", "norm", "kind"],
            how="left",
        )
    told = told.join(only.rename({"entity": "_only"}), on="key", how="left")
    return (
        told.with_columns(good=pl.coalesce("good", "_only"))
        .filter(pl.col("original").is_not_null(), pl.col("good") != pl.col("original"))
        .select("key", "good", "original")
        .unique()
    )


def rungs(prices: pl.DataFrame, of: str = "voice") -> pl.DataFrame:
    """BASIS, rung, median, low, high, prices, keys: rungs with MIN_PRICES of `of` (voice or item)."""
    return (
        prices.group_by([*BASIS, "rung"])
        .agg(
            median=pl.col("value").median(),
            low=pl.col("value").quantile(0.1, "nearest"),
            high=pl.col("value").quantile(0.9, "nearest"),
            prices=pl.col(of).n_unique().cast(pl.Int64),
            keys=pl.col("key").unique().sort(),
        )
        .filter(pl.col("prices") >= MIN_PRICES)
        .sort(*BASIS, "rung")
    )


def ladder(told: pl.DataFrame) -> pl.DataFrame:
    """The `rungs` of goods that have two of them on one basis; goods with the most prices first."""
    return (
        told.filter(pl.len().over(BASIS) >= 2)
        .with_columns(total=pl.col("prices").sum().over(BASIS))
        .sort("total", *BASIS, "rung", descending=[True, False, False, False, False])
        .drop("total")
    )


def listing_prices(listings: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """As `talk_prices` with `item` for `voice`: the newest price of each listed item, by the good its title
    names (`goods`: platform, item_id, entity). `key` is `platform:item_id`; rungs are factory (MAKERS_SHOPS)
    and dupe (shops)."""
    newest = (
        listings.filter(pl.col("item_id").is_not_null(), pl.col("price").is_not_null())
        .sort("observed_at", nulls_last=False)
        .unique(["platform", "item_id", "sku_id"], keep="last", maintain_order=True)
        .select("platform", "item_id", stated=pl.col("price"))
        .unnest("stated")
    )
    return (
        newest.join(goods, on=["platform", "item_id"])
        .with_columns(
            value=pl.mean_horizontal("min", "max"),
            currency=pl.col("currency").fill_null("CNY"),
            unit=pl.col("unit").fill_null(""),
            item=pl.format("{}:{}", "platform", "item_id"),
            rung=pl.when(pl.col("platform").str.to_lowercase().is_in(MAKERS_SHOPS))
            .then(pl.lit("factory"))
            .otherwise(pl.lit("dupe")),
        )
        .filter(pl.col("value") > 0)
        .select("entity", "currency", "unit", "rung", "item", "value", key="item")
        .rename({"entity": "good"})
        .unique(maintain_order=True)
    )
