"""Retailer goods to factory (零售商品找厂): who is said to make it, and whom its label names.

A label (RETAILER_GOODS: maker, SC number, filing) is a document and outranks talk; talk is a claim, with
voices for and against. The price ratio compares the retailer's price with that of the comparable good on
the same unit only. No share, so no interval; least sample: one label, or one voice that claims.
"""

import polars as pl

from reports.indexes.voices import ends_named, heard

# The retailer behind a label or a shop's name, as the lexicon writes them.
RETAILERS = {
    "山姆": "山姆", "山姆会员店": "山姆", "开市客": "Costco", "Costco": "Costco", "Kirkland": "Costco",
    "无印良品": "无印良品", "宜家": "宜家", "盒马": "盒马", "网易严选": "网易严选", "名创优品": "名创优品",
    "迪卡侬": "迪卡侬", "优衣库": "优衣库", "胖东来": "胖东来", "奥乐齐": "奥乐齐", "KKV": "KKV",
    "NOME": "NOME", "屈臣氏": "屈臣氏", "Trader Joe's": "Trader Joe's", "沃尔玛": "沃尔玛",
    "永辉超市": "永辉超市",
}  # fmt: skip


def retailer(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(RETAILERS, default=None, return_dtype=pl.String)


def maker_claims(voices: pl.DataFrame, mentions: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """retailer, item, maker, claimed, claimed_keys, denied, denied_keys, sellers, seller_keys: who is said to
    make for a retailer.

    oem_for whose brand is a retailer's, and made_by in a post that names one retailer; `item` is the post's
    only product, "" where it names none or several.
    """
    told = ends_named(relations.filter(pl.col("polarity").is_in(["claimed", "denied"])), mentions)
    named = mentions.filter(pl.col("kind").is_in(["brand", "channel"])).select("key", shop=retailer("norm"))
    named = named.drop_nulls().unique()
    only = named.filter(pl.len().over("key") == 1)
    products = mentions.filter(pl.col("kind") == "product").select("key", item="norm").drop_nulls().unique()
    products = products.filter(pl.len().over("key") == 1)
    makes = (
        told.filter(pl.col("kind") == "oem_for")
        .select("key", shop=retailer("object"), maker="subject", stance="polarity")
        .drop_nulls("shop")
    )
    made = (
        told.filter(pl.col("kind") == "made_by")
        .select("key", maker="object", stance="polarity")
        .join(only, on="key")
        .select("key", "shop", "maker", "stance")
    )
    said = (
        pl.concat([makes, made])
        .drop_nulls("maker")
        .unique()
        .join(products, on="key", how="left")
        .with_columns(pl.col("item").fill_null(""))
    )
    told = voices.join(said, on="key").rename({"shop": "retailer"})
    cell = ["retailer", "item", "maker"]
    found = told.select(cell).unique()
    parts = {
        "claimed": told.filter(pl.col("stance") == "claimed"),
        "denied": told.filter(pl.col("stance") == "denied"),
        "sellers": told.filter("seller"),
    }
    for name, rows in parts.items():
        own = heard(rows, cell).select(
            *cell, pl.col("voices").alias(name), pl.col("keys").alias(f"{name}_keys")
        )
        found = found.join(own, on=cell, how="left").with_columns(pl.col(name).fill_null(0))
    return found.with_columns(pl.col("^.*_keys$").fill_null([])).sort(
        "claimed", "denied", *cell, descending=[True, True, False, False, False]
    )


def labels(goods: pl.DataFrame) -> pl.DataFrame:
    """The newest label of each item: retailer, item, maker, client, sc_number, filing_number, spec, value,
    currency, unit, source_id (`retailer:item`)."""
    newest = (
        goods.sort("observed_at", nulls_last=False)
        .unique(["retailer", "item", "spec"], keep="last", maintain_order=True)
        .sort("retailer", "item", "spec")
    )
    price = pl.col("price").struct
    return newest.select(
        pl.col("retailer").fill_null(""),
        pl.col("item").fill_null(""),
        "maker",
        "client",
        "sc_number",
        "filing_number",
        "spec",
        value=pl.mean_horizontal(price.field("min"), price.field("max")),
        currency=price.field("currency").fill_null("CNY"),
        unit=price.field("unit").fill_null(""),
        source_id=pl.format("{}:{}", pl.col("retailer").fill_null(""), pl.col("item").fill_null("")),
    )


def beside(labelled: pl.DataFrame, goods: pl.DataFrame, rungs: pl.DataFrame) -> pl.DataFrame:
    """`labelled` with the comparable good: good, median, prices, keys, ratio; null where there is none.

    `goods` (item, entity) says which good an item is, `rungs` are those of prices.rungs. Comparable is the
    stand-in of the same good in the same currency and unit, and only where the label's price has a unit;
    `ratio` is the retailer's price over its median.
    """
    cheap = rungs.filter(pl.col("rung") == "dupe", pl.col("unit") != "").select(
        "good", "currency", "unit", "median", "prices", "keys"
    )
    found = (
        labelled.join(goods.select("item", good="entity"), on="item")
        .join(cheap, on=["good", "currency", "unit"])
        .sort("source_id", "prices", "good", descending=[False, True, False])
        .unique(["source_id", "spec"], keep="first", maintain_order=True)
    )
    wanted = found.select("source_id", "spec", "good", "median", "prices", "keys")
    return labelled.join(
        wanted, on=["source_id", "spec"], how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(ratio=pl.col("value") / pl.col("median"))
