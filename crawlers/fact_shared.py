"""What the readers of facts share: whose a row is, whole numbers, and rows that contradict each other."""

from collections.abc import Sequence

import polars as pl

from crawlers import fact_columns
from crawlers.fact_gate import Gate

NO_PLATFORM = (
    "platform missing: no column, address, title or file name says whose shop or search this is; write "
    'platform = "taobao" (or 1688, jd, pdd, another) under [constants] in a mapping file (import --map)'
)
TWICE = (
    "the same {} stands here twice with other figures; export it by day and item (or SKU), "
    "not split by anything else"
)


# `source` and `provenance` are filled when the rows are saved.
NOT_YET = pl.lit(None, pl.String)


def platform_of(gate: Gate, url: pl.Series | None = None) -> pl.Series:
    """The platform of each row: its own, else that of its address, else that of the file."""
    platform = gate.platform()
    if url is not None and url.null_count() < len(url):
        host = url.str.to_lowercase().str.extract(r"^(?:https?:)?(?://)?([^/?#]+)", 1)
        shop = pl.lit(None, pl.String)
        for suffix, name in fact_columns.OF_SHOP.items():
            shop = (
                pl.when((host == suffix) | host.str.ends_with("." + suffix))
                .then(pl.lit(name))
                .otherwise(shop)
            )
        platform = pl.select(pl.coalesce(platform, shop).alias("platform")).to_series()
    if gate.about.platform is not None:
        platform = platform.fill_null(gate.about.platform)
    gate.refuse(platform.is_null(), NO_PLATFORM)
    return platform


def whole(figures: pl.Series) -> pl.Series:
    return figures.cast(pl.Int64, strict=False)


def refuse_twice(gate: Gate, frame: pl.DataFrame, key: Sequence[str]) -> None:
    """Refuse the later of two records of one key that differ: either, or both, would be a wrong figure."""
    again = ~frame.select(pl.struct(key).is_first_distinct()).to_series()
    if not again.any():
        return
    doubled = again & frame.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    gate.refuse(doubled, TWICE.format(key[1]))
