"""What a post invites to or seeks: self_use, resale, wholesale or none."""

import polars as pl

from nlp.judging import weigh
from nlp.scoring import column, scores

TRUST, TRUST_GATE = 1.5, 4.0  # as in speakers.py


def intent(posts: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """`row`, `intent`. posts needs row, goods, speaker and what `judging.judge` says."""
    said = scores(posts, cues, "intent")
    frame = posts.join(said, on="row", how="left", maintain_order="left")
    wholesale, resale = column(frame, "wholesale"), column(frame, "resale")
    speaker = pl.col("speaker")
    ruled = (
        pl.when(~pl.col("goods") | speaker.is_in(["media", "other"]))
        .then(pl.lit("none"))
        .when((speaker == "factory") & (wholesale >= 3))
        .then(pl.lit("wholesale"))
        .when((speaker == "reseller") & (wholesale > resale) & (wholesale >= 6))
        .then(pl.lit("wholesale"))
        .when((speaker == "reseller") & (resale >= 3))
        .then(pl.lit("resale"))
        .when(speaker == "factory")
        .then(pl.lit("none"))
        .otherwise(pl.lit("self_use"))
    )
    # who buys, sells to users or reports has one intent; only traders and makers have several
    several = pl.col("goods") & speaker.is_in(["reseller", "factory"])
    trust = (
        pl.when(several).then(TRUST).when(pl.col("goods") & (speaker == "other")).then(2 * TRUST)
    ).otherwise(TRUST_GATE)
    weighed = weigh("intent", ruled, trust)
    trades = weighed.is_in(["resale", "wholesale"])
    return frame.select(
        "row", intent=pl.when((speaker == "other") & trades).then(pl.lit("none")).otherwise(weighed)
    )
