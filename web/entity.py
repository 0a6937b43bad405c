"""One product, brand, factory, belt or channel: its signals, its posts, and what is claimed about it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from domain.dispute import Dispute
from domain.frames import SIGNALS
from domain.signal import ALL_PLATFORMS
from domain.weeks import months_between
from store.disputes import hidden_posts
from store.findings import load_signals
from store.lake import Lake

EVIDENCE_DAYS = 28
CLAIM_DAYS = 91
MOST_QUOTES = 8
MOST_CLAIMS = 30
MIN_PRICES, MOST_UNITS = 3, 3
QUOTE_SIDE = 40
PRICED = "priced_at"
_KEYED = ("key", "start", "end")


def entity_signals(lake: Lake, entity: str, as_of: date | None) -> list[dict[str, Any]]:
    """Its SIGNALS of that day, all platforms together first."""
    if as_of is None:
        return []
    mine = load_signals(lake, as_of).filter(pl.col("entity") == entity).select(SIGNALS.names())
    return mine.sort(pl.col("platform") != ALL_PLATFORMS, "voices", descending=[False, True]).to_dicts()


def newest_day(lake: Lake, entity: str) -> date | None:
    """The last day anybody spoke of it."""
    day = lake.scan("counts").filter(pl.col("entity") == entity).select(pl.col("day").max()).collect().item()
    return day if isinstance(day, date) else None


def quotes(lake: Lake, entity: str, keys: list[str], as_of: date) -> list[dict[str, Any]]:
    """The named posts: key, platform, day, url, speaker, and some forty characters around the entity.

    `keys` is evidence of a signal of `as_of`, which looks back a few weeks: only their months are read.
    """
    if not keys:
        return []
    months = months_between(as_of - timedelta(days=EVIDENCE_DAYS), as_of)
    chosen = pl.col("key").is_in(keys)
    posts = (
        lake.scan("posts", months)
        .filter(chosen, pl.col("title").is_not_null() | pl.col("text").is_not_null())
        .select("key", "platform", "day", "url", "title", "text", "observed_at", "batch")
    )
    spoken = _mentions(lake, entity, months).filter(chosen).group_by("key").agg(pl.col("start", "end").min())
    labels = lake.scan("labels", months).filter(chosen).select("key", "speaker")
    newest = posts.sort("observed_at", "batch").group_by("key").last()
    full = pl.col("title").fill_null("") + "\n" + pl.col("text").fill_null("")
    # A mention was found in the text as it was then; in a newer text it may stand elsewhere.
    left = (pl.col("start").fill_null(0) - QUOTE_SIDE).clip(0)
    found = (
        newest.join(spoken, on="key", how="left")
        .join(labels, on="key", how="left")
        .with_columns(full=full, left=left)
        .with_columns(
            quote=pl.col("full").str.slice(pl.col("left"), 2 * QUOTE_SIDE + 20),
            cut_left=pl.col("left") > 0,
        )
        .with_columns(
            cut_right=pl.col("left") + 2 * QUOTE_SIDE + 20 < pl.col("full").str.len_chars(),
            quote=pl.col("quote").str.replace_all(r"\s+", " ").str.strip_chars(),
        )
        .unique("quote", keep="first")
        .select("key", "platform", "day", "url", "speaker", "quote", "cut_left", "cut_right")
        .collect()
    )
    order = {key: at for at, key in enumerate(keys)}
    return sorted(found.to_dicts(), key=lambda row: order[row["key"]])[:MOST_QUOTES]


def claims(lake: Lake, entity: str, as_of: date, disputes: Sequence[Dispute] = ()) -> list[dict[str, Any]]:
    """What posts of the last 13 weeks say it is to others: kind, left, right, polarity, posts, sentence.

    Only a saying: nothing here was checked, and what somebody disputes is left out. What it costs is summed
    up by `prices`.
    """
    months = months_between(as_of - timedelta(days=CLAIM_DAYS), as_of)
    spoken = _mentions(lake, entity, months).select(_KEYED)
    disputed = hidden_posts(lake, months, disputes)
    relations = lake.scan("relations", months).filter(
        pl.col("kind") != PRICED, ~(pl.col("key").is_in(disputed))
    )
    sides = [
        relations.join(
            spoken, left_on=["key", f"{side}_start", f"{side}_end"], right_on=list(_KEYED), how="semi"
        )
        for side in ("subject", "object")
    ]
    return (
        pl.concat(sides)
        .group_by("kind", "subject", "object", "polarity")
        .agg(posts=pl.col("key").n_unique(), sentence=pl.col("evidence").sort_by("key").drop_nulls().first())
        .sort("posts", "kind", "subject", "object", descending=[True, False, False, False], nulls_last=True)
        .head(MOST_CLAIMS)
        .collect()
        .to_dicts()
    )


def prices(lake: Lake, entity: str, as_of: date) -> list[dict[str, Any]]:
    """Prices that posts of the last 13 weeks name for it: currency, unit, median, low, high (10–90 %), n.

    The commonest currency and unit first; a range counts by its middle, fewer than MIN_PRICES are none.
    """
    months = months_between(as_of - timedelta(days=CLAIM_DAYS), as_of)
    told = (
        lake.scan("relations", months)
        .filter(pl.col("kind") == PRICED, pl.col("polarity") == "claimed")
        .join(
            _mentions(lake, entity, months).select(_KEYED),
            left_on=["key", "subject_start", "subject_end"],
            right_on=list(_KEYED),
            how="semi",
        )
        .select("key", start="object_start", end="object_end")
    )
    return (
        lake.scan("mentions", months)
        .filter(pl.col("kind") == "price", pl.col("price").is_not_null())
        .join(told, on=list(_KEYED), how="semi")
        .select("key", pl.col("price").struct.unnest())
        .select(
            "key",
            value=pl.mean_horizontal("min", "max"),
            currency=pl.col("currency").fill_null("CNY"),
            unit=pl.col("unit").fill_null(""),
        )
        .filter(pl.col("value") > 0)
        .group_by("currency", "unit")
        .agg(
            median=pl.col("value").median(),
            low=pl.col("value").quantile(0.1, "nearest"),
            high=pl.col("value").quantile(0.9, "nearest"),
            n=pl.len(),
        )
        .filter(pl.col("n") >= MIN_PRICES)
        .sort("n", "currency", "unit", descending=[True, False, False])
        .head(MOST_UNITS)
        .collect()
        .to_dicts()
    )


def _mentions(lake: Lake, entity: str, months: list[str]) -> pl.LazyFrame:
    kind, _, norm = entity.partition(":")
    return lake.scan("mentions", months).filter(pl.col("kind") == kind, pl.col("norm") == norm)
