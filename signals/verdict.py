"""From judged rows to what is told: a rise that comes every year is seasonal and no alarm."""

import polars as pl


def decide(found: pl.DataFrame, season: pl.DataFrame) -> pl.DataFrame:
    """Judge.at rows with `season` (known season open now, or null), `alert` and the final `kind`.

    `season` is signals.season.in_season. `kind` is null where nothing rises or has risen lately.
    What is above expectation in its season is seasonal even where it could not be told from noise: else
    readers who list what is merely worth a look would show mooncakes before the festival as news.
    """
    rises = pl.col("stands") | (pl.col("weeks_up") > 0) | (pl.col("lift") > 1)
    seasonal = pl.col("repeats") | (pl.col("season").is_not_null() & rises)
    return found.join(season, on="entity", how="left", maintain_order="left").with_columns(
        alert=pl.col("stands") & ~seasonal,
        kind=pl.when(seasonal)
        .then(pl.lit("seasonal"))
        .when(pl.col("stage") != "none")
        .then(pl.when(pl.col("weeks_up") >= 3).then(pl.lit("sustained")).otherwise(pl.lit("burst"))),
    )
