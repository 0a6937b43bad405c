"""What marketing must not repeat unseen: fakes, borrowed marks, unproven claims, absolutes, cures."""

import polars as pl

_SOURCED = r"备案|背标|标签|年报|公告|双方|证实|合同|配料表|受托生产"
_SELLERS = ["factory", "reseller", "ad"]


def risk(posts: pl.DataFrame, cues: pl.DataFrame, relations: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """`row`, `risk` (sorted list).

    posts needs row, kind, goods, speaker, category; relations row, kind, polarity.
    """
    words = cues.filter(pl.col("role").str.starts_with("risk:")).unique(["row", "role"])
    plain = words.select("row", flag=pl.col("role").str.slice(5))
    told = posts.select("row", "speaker", "goods", "category", "kind", sourced=full.str.contains(_SOURCED))
    plain = plain.join(told, on="row", how="left").filter(
        pl.when(pl.col("flag") == "absolute_words")
        .then(pl.col("speaker").is_in(_SELLERS))
        .otherwise(
            pl.col("goods") | (pl.col("flag") == "medical_claim") & ~pl.col("kind").is_in(["hot", "headline"])
        )
    )
    claims = relations.filter(pl.col("polarity") == "claimed").join(told, on="row", how="left")
    hooks = claims.filter(
        (pl.col("kind") == "dupe_of") & pl.col("speaker").is_in(_SELLERS) & pl.col("object").is_not_null()
    )
    made = claims.filter((pl.col("kind") == "oem_for") & ~pl.col("sourced") & (pl.col("speaker") != "media"))
    vague = (
        cues.filter(pl.col("role") == "same_factory")
        .join(told, on="row", how="left")
        .filter(pl.col("speaker").is_in(_SELLERS) & pl.col("goods") & ~pl.col("sourced"))
    )
    flags = pl.concat(
        [
            plain.select("row", "flag"),
            hooks.select("row", flag=pl.lit("trademark_hook")),
            made.select("row", flag=pl.lit("unproven_same_factory")),
            vague.select("row", flag=pl.lit("unproven_same_factory")),
        ]
    ).unique()
    listed = flags.sort("row", "flag").group_by("row").agg(risk=pl.col("flag"))
    frame = posts.select("row").join(listed, on="row", how="left", maintain_order="left")
    return frame.with_columns(pl.col("risk").fill_null(pl.lit([], dtype=pl.List(pl.String))))
