"""Sums of cue weights by role prefix: how speaker, intent and the like are decided."""

import polars as pl


def scores(posts: pl.DataFrame, cues: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """`row` and one Int32 column for each role `prefix:name`; a cue counts once a post."""
    said = cues.filter(pl.col("role").str.starts_with(f"{prefix}:")).unique(["row", "key", "role"])
    frame = posts.select("row")
    for role in sorted(said["role"].unique().to_list()):
        summed = (
            said.filter(pl.col("role") == role)
            .group_by("row")
            .agg(pl.col("weight").sum().cast(pl.Int32).alias(role.partition(":")[2]))
        )
        frame = frame.join(summed, on="row", how="left", maintain_order="left")
    return frame.fill_null(0)


def column(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The score of a name, 0 where no post of this frame has it."""
    return pl.col(name) if name in frame.columns else pl.lit(0, pl.Int32)
