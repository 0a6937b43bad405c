"""Words of a signal, and the rule that every reader shares: which signals are calls."""

import polars as pl

from domain.frames import COUNTED_KINDS

STAGES = {
    "emerging": "萌芽",
    "rising": "上升",
    "surging": "爆发",
    "plateau": "平台",
    "cooling": "降温",
    "none": "平稳",
}
KINDS = {"burst": "突发", "seasonal": "周期", "sustained": "持续"}

# A signal over all platforms together, beside the ones per platform.
ALL_PLATFORMS = "*"

# Fewer voices than this in the week are no news, whatever their ratio.
MIN_VOICES = 3

# Posts with this spam score or more are kept and not counted.
SPAM_LIMIT = 0.5


def counted(signals: pl.DataFrame) -> pl.DataFrame:
    """The SIGNALS over all platforms of goods, brands, factories, belts and channels, best score first.

    Adds `kind_of`, the kind of the entity (`kind` is that of the rise).
    """
    return (
        signals.filter(pl.col("platform") == ALL_PLATFORMS)
        .with_columns(kind_of=pl.col("entity").str.split(":").list.first())
        .filter(pl.col("kind_of").is_in(COUNTED_KINDS))
        .sort("score", "entity", descending=[True, False], nulls_last=True, maintain_order=True)
        .unique("entity", keep="first", maintain_order=True)
    )


def called_rising() -> pl.Expr:
    """A call: significant after false-discovery control, above expectation, and no known season."""
    return pl.col("alert").fill_null(False) & (pl.col("lift") > 1) & ~_seasonal()


def worth_watching() -> pl.Expr:
    """Above expectation at the low end of the 80 % interval too, but no call, and never shown as one."""
    return (
        ~pl.col("alert").fill_null(False)
        & (pl.col("lift_low") > 1)
        & (pl.col("voices") >= MIN_VOICES)
        & ~_seasonal()
    )


def _seasonal() -> pl.Expr:
    return pl.col("kind").fill_null("") == "seasonal"
