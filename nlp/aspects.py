"""Aspects: the attribute of a good that is judged (质量, 尺码, 起球), not the judgement."""

import polars as pl


def pick(found: pl.DataFrame) -> pl.DataFrame:
    """A word that is also a good's own name (充电 in 充电宝) was already taken by the longer form."""
    return found.filter((pl.col("kind") == "aspect") & ~pl.col("before").str.contains("(出|保)$"))
