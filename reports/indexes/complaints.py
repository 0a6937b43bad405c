"""What buyers complain of, by good: aspects named with displeasure in posts that name this good alone.

Index: voices that are no sellers, a count over four weeks. Least sample: MIN_VOICES.
"""

import polars as pl

from reports.indexes.belts import aspects_of

MIN_VOICES = 3


def complaints(voices: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """good, aspect, voices, keys, spans; most voices first."""
    blamed = aspects_of(voices, mentions, "product").filter(
        pl.col("side") == "blame", pl.col("voices") >= MIN_VOICES
    )
    return (
        blamed.rename({"name": "good"})
        .drop("side")
        .sort("voices", "good", "aspect", descending=[True, False, False])
    )
