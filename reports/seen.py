"""How much of what usually speaks of an entity was crawled in a week."""

import polars as pl

from domain.frames import COUNTED_KINDS
from domain.weeks import Week
from reports.listing import VOICES, weeks_back

# Below this share of an entity's usual sources a week says nothing; below the second it is marked.
SEEN_ENOUGH = 0.5
SEEN_WELL = 0.85
# An entity with fewer voices in a usual week is not missed.
USUAL_VOICES = 5


def seen_share(counts: pl.DataFrame, coverage: pl.DataFrame, week: Week) -> pl.DataFrame:
    """entity, back, seen (0-1), posts_seen: one row for each entity and week that was crawled at all.

    Each platform weighs what it brought of the entity in all weeks given, times its days with a crawl
    out of seven. A week without a row was not crawled on any platform of the entity.
    """
    weight = counts.group_by("entity", "platform").agg(VOICES.sum().alias("weight"))
    crawled = (
        weeks_back(coverage.filter(pl.col("posts_seen") > 0), week.last_day)
        .group_by("platform", "back")
        .agg((pl.col("day").n_unique() / 7).alias("days"), pl.col("posts_seen").sum())
    )
    return (
        weight.join(crawled, on="platform")
        .group_by("entity", "back")
        .agg((pl.col("weight") * pl.col("days")).sum().alias("seen"), pl.col("posts_seen").sum())
        .join(weight.group_by("entity").agg(pl.col("weight").sum()), on="entity")
        .filter(pl.col("weight") > 0)
        .select("entity", "back", seen=pl.col("seen") / pl.col("weight"), posts_seen="posts_seen")
    )


def unseen(counts: pl.DataFrame, coverage: pl.DataFrame, week: Week) -> pl.DataFrame:
    """entity, seen, posts_raw, voices, usual of what this week cannot be judged on, the most usual first.

    These are counted entities with USUAL_VOICES in the average of the 12 weeks before whose usual
    sources were crawled for less than SEEN_ENOUGH.
    """
    weekly = weeks_back(counts, week.last_day).filter(
        pl.col("back") <= 12, pl.col("entity").str.split(":").list.first().is_in(COUNTED_KINDS)
    )
    now = pl.col("back") == 0
    missed = (
        weekly.group_by("entity")
        .agg(
            (VOICES.filter(~now).sum() / 12).alias("usual"),
            VOICES.filter(now).sum().alias("voices"),
            pl.col("posts_raw").filter(now).sum(),
        )
        .filter(pl.col("usual") >= USUAL_VOICES)
    )
    # of thousands of entities few are spoken of every week: only their sources are looked at
    theirs = counts.join(missed, on="entity", how="semi")
    return (
        missed.join(seen_share(theirs, coverage, week).filter(now), on="entity", how="left")
        .with_columns(pl.col("seen").fill_null(0.0))
        .filter(pl.col("seen") < SEEN_ENOUGH)
        .sort("usual", "entity", descending=[True, False])
        .select("entity", "seen", "posts_raw", "voices", "usual")
    )
