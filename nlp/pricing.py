"""Price mentions of many posts: the rows that may hold one are read, the rest are not touched."""

import polars as pl

from domain.frames import PRICE
from nlp import prices

_MAYBE = (
    r"[\d一二三四五六七八九十百千]\s?(元|块|毛|米|r|R|刀|美元|bucks|dollars|pounds|/|一|两)|"
    r"[$¥￥£€]|\d{2,}|\d\.\d"
)
COLUMNS = {
    "row": pl.UInt32, "kind": pl.String, "start": pl.Int64, "end": pl.Int64, "text": pl.String,
    "norm": pl.String, "price": PRICE,
}  # fmt: skip


def find(posts: pl.DataFrame, mentions: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """posts: row, headline (about goods only); mentions: row, kind, start, end."""
    texts = full.gather(posts["row"])
    maybe = (
        posts.select("row", "headline")
        .with_columns(texts.alias("full"))
        .filter(pl.col("full").str.contains(_MAYBE))
    )
    goods = (
        mentions.filter(pl.col("kind").is_in(["product", "brand", "material", "channel"]))
        .group_by("row")
        .agg(pl.col("end").sort(), goods=pl.col("start").filter(pl.col("kind").is_in(["product", "brand"])))
    )
    maybe = maybe.join(goods, on="row", how="left", maintain_order="left")
    found = []
    for row, headline, text, ends, starts in maybe.iter_rows():
        for start, end, price in prices.find(
            text, ends or (), starts=frozenset(starts or ()), bare=not headline
        ):
            found.append((row, "price", start, end, text[start:end], None, price))
    return pl.DataFrame(found, schema=COLUMNS, orient="row")
