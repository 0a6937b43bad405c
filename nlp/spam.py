"""Spam score 0..1 with its reasons: ad copy, contact words, stuffed hashtags, one text said over."""

import polars as pl

WEIGHTS = {"ad_copy": 0.25, "contact": 0.4, "hashtags": 0.35, "repeated": 0.35}
TAGS_MANY = 8


def spam(posts: pl.DataFrame, cues: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """`row`, `spam`, `spam_reasons`. A reason counts by how often it is met, up to its weight twice."""
    said = cues.filter(pl.col("role").str.starts_with("spam:")).unique(["row", "key", "role"])
    counts = said.group_by("row", reason=pl.col("role").str.slice(5)).agg(
        times=pl.len().clip(1, 2).cast(pl.Int32)
    )
    shape = posts.select("row", "title").with_columns(full.alias("full"))
    tags = shape.filter(pl.col("full").str.count_matches("#") >= TAGS_MANY).select(
        "row", reason=pl.lit("hashtags"), times=pl.lit(1, pl.Int32)
    )
    # a title of some length that stands again in the text at least twice
    long = shape.filter(pl.col("title").fill_null("").str.len_chars() >= 12)
    again = long.filter(pl.col("full").str.len_chars() > 3 * pl.col("title").str.len_chars()).with_columns(
        times=pl.col("full").str.count_matches(pl.col("title").str.head(12), literal=True)
    )
    repeated = again.filter(pl.col("times") >= 3).select(
        "row", reason=pl.lit("repeated"), times=pl.lit(1, pl.Int32)
    )
    weights = pl.DataFrame({"reason": list(WEIGHTS), "weight": list(WEIGHTS.values())})
    scored = pl.concat([counts, tags, repeated]).join(weights, on="reason", how="inner").sort("row", "reason")
    summed = scored.group_by("row").agg(
        spam=(pl.col("weight") * pl.col("times")).sum().clip(0.0, 1.0).round(3), spam_reasons=pl.col("reason")
    )
    frame = posts.select("row").join(summed, on="row", how="left", maintain_order="left")
    return frame.with_columns(
        pl.col("spam").fill_null(0.0), pl.col("spam_reasons").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    )
