"""Words of one story: rises that the same posts speak of are one, led by the one that stands first."""

from datetime import date

import polars as pl

from domain.frames import SIGNALS, conform
from domain.signal import ALL_PLATFORMS
from signals.evidence import named_in_week

SHARED = 0.5  # of the rarer word's posts of the week name the other, too
LEAST_POSTS = 3  # that name both


def fold_stories(
    signals: pl.DataFrame,
    mentions: pl.DataFrame,
    labels: pl.DataFrame,
    posts: pl.DataFrame,
    entity_map: pl.DataFrame,
) -> pl.DataFrame:
    """SIGNALS with `story`: the entity that leads, on all rows of a word that rises in company; else null.

    Words rise whose lift over all platforms is above one with 80 % certainty. They are taken by score: each
    joins the first leader with which it shares half of the rarer one's posts of the week, or leads itself.
    So a word that goes along with two stories belongs to the stronger one, and stories do not chain.
    """
    told = [_of_day(day, signals, mentions, labels, posts, entity_map) for day in signals["as_of"].unique()]
    leads = pl.concat(told) if told else pl.DataFrame(schema=_LEADS)
    kept = signals.drop("story").join(leads, on=["as_of", "entity"], how="left", maintain_order="left")
    return conform(kept, SIGNALS, "signals")


_LEADS = pl.Schema({"as_of": pl.Date, "entity": pl.String, "story": pl.String})


def _of_day(
    as_of: date,
    signals: pl.DataFrame,
    mentions: pl.DataFrame,
    labels: pl.DataFrame,
    posts: pl.DataFrame,
    entity_map: pl.DataFrame,
) -> pl.DataFrame:
    rising = (
        signals.filter(pl.col("as_of") == as_of, pl.col("platform") == ALL_PLATFORMS, pl.col("lift_low") > 1)
        .sort("alert", "score", "entity", descending=[True, True, False], nulls_last=True)
        .select("entity")
        .with_row_index("place")
    )
    naming = (
        named_in_week(as_of, mentions, labels, posts, entity_map)
        .select("key", "entity")
        .unique()
        .join(rising.lazy(), on="entity")
        .collect()
    )
    of_each = naming.group_by("place").len("posts")
    together = (
        naming.join(naming, on="key", suffix="_later")
        .filter(pl.col("place") < pl.col("place_later"))
        .group_by("place", "place_later")
        .len("both")
        .join(of_each, on="place")
        .join(of_each.rename({"place": "place_later", "posts": "posts_later"}), on="place_later")
        .filter(
            pl.col("both") >= LEAST_POSTS,
            pl.col("both") >= SHARED * pl.min_horizontal("posts", "posts_later"),
        )
        .sort("place_later", "place")
    )
    follows: dict[int, int] = {}
    for place, later in together.select("place", "place_later").iter_rows():
        if place not in follows:  # a leader
            follows.setdefault(later, place)
    leaders = follows | {place: place for place in follows.values()}
    places = pl.DataFrame(
        {"place": list(leaders), "leader": list(leaders.values())},
        schema={"place": pl.UInt32, "leader": pl.UInt32},
    )
    return (
        places.join(rising, on="place")
        .join(rising.rename({"place": "leader", "entity": "story"}), on="leader")
        .select(pl.lit(as_of, pl.Date).alias("as_of"), "entity", "story")
    )
