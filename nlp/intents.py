"""What a post invites to or seeks: self_use, resale, wholesale or none."""

import polars as pl

from nlp.scoring import column, scores


def intent(posts: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """`row`, `intent`. posts needs row, goods, speaker."""
    said = scores(posts, cues, "intent")
    frame = posts.join(said, on="row", how="left", maintain_order="left")
    wholesale, resale = column(frame, "wholesale"), column(frame, "resale")
    speaker = pl.col("speaker")
    return frame.select(
        "row",
        intent=pl.when(~pl.col("goods") | speaker.is_in(["media", "other"]))
        .then(pl.lit("none"))
        .when((speaker == "factory") & (wholesale >= 3))
        .then(pl.lit("wholesale"))
        .when((speaker == "reseller") & (wholesale > resale) & (wholesale >= 6))
        .then(pl.lit("wholesale"))
        .when((speaker == "reseller") & (resale >= 3))
        .then(pl.lit("resale"))
        .when(speaker == "factory")
        .then(pl.lit("none"))
        .otherwise(pl.lit("self_use")),
    )
