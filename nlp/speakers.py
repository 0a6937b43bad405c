"""Who speaks: buyer, reseller, factory, ad, media or other."""

import polars as pl

from nlp.categories import HEADLINES
from nlp.scoring import column, scores

# A question list and a video list are written by users; the others are the editors' words.
USER_LISTS = r"zhihu|bilibili"
SHOPPERS = ("comment", "review")


def speaker(posts: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """`row`, `speaker`. posts needs row, kind, platform, goods (Boolean)."""
    said = scores(posts, cues, "speaker")
    frame = posts.join(said, on="row", how="left", maintain_order="left")
    factory, reseller, ad, media, buyer, other = (
        column(frame, name) for name in ("factory", "reseller", "ad", "media", "buyer", "other")
    )
    asks = pl.col("asks")
    headline = pl.col("kind").is_in(HEADLINES)
    by_users = pl.col("platform").fill_null("").str.contains(USER_LISTS)
    return frame.select(
        "row",
        speaker=pl.when(headline & ~by_users)
        .then(pl.lit("media"))
        .when(headline)
        .then(pl.when(asks & (buyer >= 4)).then(pl.lit("buyer")).otherwise(pl.lit("other")))
        .when(~pl.col("goods"))
        .then(pl.when((media >= 3) & (buyer == 0)).then(pl.lit("media")).otherwise(pl.lit("other")))
        .when((media >= 6) & (buyer < 4) & (factory < 6))
        .then(pl.lit("media"))
        .when((factory >= 6) & (factory >= reseller) & (buyer < factory))
        .then(pl.lit("factory"))
        .when((reseller >= 3) & (reseller >= ad) & (buyer <= reseller))
        .then(pl.lit("reseller"))
        .when((ad >= 6) & (ad > buyer))
        .then(pl.lit("ad"))
        .when((factory >= 3) & (buyer < 4))
        .then(pl.lit("factory"))
        .when((other >= 2) & (buyer < 4))
        .then(pl.lit("other"))
        .when((ad >= 3) & (buyer == 0) & ~asks)
        .then(pl.lit("ad"))
        .when((media >= 3) & (buyer == 0) & ~asks)
        .then(pl.lit("media"))
        .otherwise(pl.lit("buyer")),
    )
