"""Channel mindshare (渠道心智): whose name comes up where people speak of cheap and good.

Index: voices that name a channel in such talk / voices that name any channel in it, a share of one over four
weeks; as a voice may name several, shares add up to more than one. Interval: Wilson, 95 %. Least sample:
MIN_TALK voices in all, MIN_CHANNEL a channel. Sellers and ads speak of their own shelf and are left out.
"""

from datetime import timedelta

import polars as pl

from domain.weeks import Week
from reports.indexes.voices import ends_named, heard

MIN_TALK, MIN_CHANNEL = 30, 5
# Four weeks are compared with the four before only where both were crawled on most days.
MIN_DAYS = 20
CHEAP = (
    r"平替|平价|便宜|性价比|白菜价|划算|实惠|低价|羊毛|捡漏|不贵|物美价廉|省钱|"
    r"(?i:\b(?:dupes?|cheap(?:er)?|affordable|budget|bargain|worth (?:it|the money)|good value)\b)"
)
# The lexicon folds a group's shops into one name; for the mind they are several.
OWN_NAMES = {"淘特": "淘特", "淘工厂": "淘特", "淘宝工厂店": "淘特", "京喜": "京喜"}
# A retailer whose name is also its label is a channel when people speak of where to buy.
LABELS = {
    "山姆": "山姆会员店", "开市客": "Costco", "Kirkland": "Costco", "盒马": "盒马", "奥乐齐": "奥乐齐",
    "无印良品": "无印良品", "胖东来": "胖东来", "宜家": "宜家",
}  # fmt: skip


def channels_named(mentions: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """key, channel, start, end: one row a naming; what is to be replaced by a dupe is no place to buy it."""
    own = pl.col("text").replace_strict(OWN_NAMES, default=None, return_dtype=pl.String)
    label = pl.col("norm").replace_strict(LABELS, default=None, return_dtype=pl.String)
    name = pl.when(pl.col("kind") == "channel").then(pl.coalesce(own, "norm")).otherwise(label)
    return (
        mentions.filter(pl.col("kind").is_in(["channel", "brand"]))
        .select("key", "start", "end", channel=name)
        .drop_nulls("channel")
        .join(
            relations.filter(pl.col("kind") == "dupe_of").select("key", start="object_start"),
            on=["key", "start"],
            how="anti",
        )
    )


def mindshare(voices: pl.DataFrame, mentions: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """channel, voices, keys, liked, disliked, judged, judged_keys, claimed, claimed_keys, denied,
    denied_keys, all_voices, all_keys; most voices first, channels of MIN_CHANNEL and more.

    liked and disliked are voices (of the `judged`) whose posts name this channel alone and are friendly or
    unfriendly; claimed and denied voices say that a good is, or is not, sold there (sold_on).
    """
    dupes = relations.filter(pl.col("kind") == "dupe_of").select("key").unique()
    cheap = voices.filter(~pl.col("seller")).filter(
        pl.col("said").str.contains(CHEAP)
        | pl.col("key").is_in(dupes["key"].implode())
        | (pl.col("ask") == "dupe").fill_null(value=False)
    )
    named = channels_named(mentions, relations)
    talk = cheap.join(named.select("key", "channel").unique(), on="key")
    found = heard(talk, ["channel"]).filter(pl.col("voices") >= MIN_CHANNEL)
    alone = talk.filter(pl.len().over("key") == 1, pl.col("polarity").is_not_null())
    judged = alone.group_by("channel").agg(
        liked=pl.col("voice").filter(pl.col("polarity") > 0).n_unique(),
        disliked=pl.col("voice").filter(pl.col("polarity") < 0).n_unique(),
        judged=pl.col("voice").n_unique(),
        judged_keys=pl.col("key").unique().sort(),
    )
    sold = (
        ends_named(relations.filter(pl.col("kind") == "sold_on"), mentions)
        .join(named, left_on=["key", "object_start", "object_end"], right_on=["key", "start", "end"])
        .select("key", "channel", stance="polarity")
        .join(cheap.select("key", "voice"), on="key")
    )
    found = found.join(judged, on="channel", how="left")
    for stance in ("claimed", "denied"):
        own = heard(sold.filter(pl.col("stance") == stance), ["channel"])
        found = found.join(
            own.select("channel", pl.col("voices").alias(stance), pl.col("keys").alias(f"{stance}_keys")),
            on="channel",
            how="left",
        )
    every = heard(talk.with_columns(one=pl.lit(1)), ["one"])
    return (
        found.with_columns(pl.col("liked", "disliked", "judged", "claimed", "denied").fill_null(0))
        .with_columns(pl.col("^.*_keys$").fill_null([]))
        .join(every.select(all_voices="voices", all_keys="keys"), how="cross")
        .sort("voices", "channel", descending=[True, False])
    )


def change(counts: pl.DataFrame, coverage: pl.DataFrame, week: Week) -> pl.DataFrame:
    """entity, now, before, now_all, before_all: voices of each channel and of all channels together in the
    four weeks and the four before, in all talk (DAILY_COUNTS); empty unless both were crawled.

    A voice is counted once a day here, as the daily counts hold no names.
    """
    last, middle = week.last_day, week.last_day - timedelta(weeks=4)
    first = middle - timedelta(weeks=4)
    now, before = pl.col("day") > middle, pl.col("day") <= middle
    inside = pl.col("day").is_between(first, last, closed="right")
    crawled = coverage.filter(inside, pl.col("posts_seen") > 0)
    days = [crawled.filter(part)["day"].n_unique() for part in (now, before)]
    own = counts.filter(inside, pl.col("entity").str.starts_with("channel:")).with_columns(
        voices=pl.col("authors") + pl.col("unknown_authors")
    )
    told = own.group_by("entity").agg(
        now=pl.col("voices").filter(now).sum(), before=pl.col("voices").filter(before).sum()
    )
    told = told.with_columns(now_all=pl.col("now").sum(), before_all=pl.col("before").sum())
    enough = min(days) >= MIN_DAYS
    return told.filter(enough, pl.col("now_all") >= MIN_TALK, pl.col("before_all") >= MIN_TALK).sort("entity")
