"""Materials: what a good is made of."""

import polars as pl


def pick(found: pl.DataFrame) -> pl.DataFrame:
    return found.filter(pl.col("kind") == "material")
