"""Calls judged by what came after them, and the rises that nobody called. See domain/record.py for the words.

hit: r_F >= 1.5 r_B, 8 voices or more in F, binomial p < 0.01. flash: r_F < 1.1 r_B. miss: an entity of 8
voices in the last four weeks and 3 in w whose talk then rose as a hit does, for the first time in five
weeks and not by one week of F alone, no known season, and not called from eight weeks before to four after.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.stats import binom

from domain.frames import COUNTED_KINDS, COVERAGE, DAILY_COUNTS, SIGNALS, conform
from domain.record import CALL_SCORES
from signals.contract import Params
from signals.weekly import voices_of

RULES_VERSION = 1
BASE, RECENT, AFTER = 12, 4, 4  # weeks before w, weeks up to w, weeks after w
SUSTAINED, FLASH, LEAST_AFTER, SURE = 1.5, 1.1, 8, 0.01
CALLED_BEFORE = timedelta(weeks=8)
ONE_RISE = timedelta(
    weeks=4
)  # weeks that rise no further apart are one rise; calls no further apart one call
LEAST_DAYS_BEFORE, LEAST_DAYS_AFTER = 28, 14  # covered days by which a platform can be judged
NO_COVERAGE = "之后四周或此前 12 周采集不足"
NO_COUNTS = "计数中已没有这个条目"
READS = timedelta(weeks=BASE + 1), timedelta(weeks=AFTER)  # days before (w with them) and after the as-of day


def look_after(counts: pl.DataFrame, coverage: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """What became of every entity, one row each.

    Columns: entity, judged, voices_before, voices_after, lift_after, p_value, sustained, lasting, eligible,
    lead_weeks. lasting: without its best week F would still stand at 1.5 times.
    DAILY_COUNTS and COVERAGE as known now. Platforms add up: each brings what its coverage lets one expect.
    A platform covered on too few days is left out; an entity that usually speaks there is not judged.
    """
    seen = _dated(conform(coverage, COVERAGE, "coverage"), as_of).filter(pl.col("posts_seen") > 0)
    crawl = _crawled(seen)
    told = (
        _dated(voices_of(conform(counts, DAILY_COUNTS, "counts")), as_of)
        .join(seen.select("day", "platform").unique(), on=["day", "platform"], how="semi")
        .group_by("entity", "platform", "at")
        .agg(pl.col("voices").sum())
        .join(crawl, on="platform")
    )
    before, after = pl.col("at").is_between(-BASE, -1), pl.col("at") > 0
    voices, usable = pl.col("voices"), pl.col("usable")
    here = told.group_by("entity", "platform").agg(
        voices.filter(before).sum().alias("before"),
        voices.filter(after).sum().alias("after"),
        voices.filter(pl.col("at").is_between(1 - RECENT, 0)).sum().alias("recent"),
        voices.filter(pl.col("at") == 0).sum().alias("week"),
        pl.col("usable", "exposure_before", "exposure_after").first(),
    )
    k = pl.col("exposure_after") / pl.col("exposure_before")
    best = told.filter("usable", after).group_by("entity", "at").agg(voices.sum())
    best = best.group_by("entity").agg(best=voices.max())
    summed = here.group_by("entity").agg(
        pl.col("before").filter(usable).sum(),
        pl.col("after").filter(usable).sum(),
        pl.col("recent", "week").sum(),
        (pl.col("before") * k).filter(usable).sum().alias("expected"),
        pl.col("exposure_after").filter(usable).sum().alias("all_after"),
        pl.col("exposure_before").filter(usable).sum().alias("all_before"),
        usable.any() & (2 * pl.col("before").filter(usable).sum() >= pl.col("before").sum()),
    )
    # How much more was crawled after than before, weighed by where the entity spoke.
    more = pl.when(pl.col("before") > 0).then(pl.col("expected") / pl.col("before"))
    found = summed.join(best, on="entity", how="left").with_columns(
        pl.col("best").fill_null(0), more=more.otherwise(pl.col("all_after") / pl.col("all_before"))
    )
    found = found.with_columns(
        lift_after=(pl.col("after") + 0.5) / ((pl.col("before") + 0.5) * pl.col("more")),
        # Three weeks of four, whatever the coverage of the best one was.
        lift_rest=(pl.col("after") - pl.col("best") + 0.5)
        / ((pl.col("before") + 0.5) * pl.col("more") * (AFTER - 1) / AFTER),
    )
    p = binom.sf(
        found["after"].to_numpy() - 1,
        (found["after"] + found["before"]).to_numpy(),
        (found["more"] / (1 + found["more"])).to_numpy(),
    )
    rises = (
        (pl.col("lift_after") >= SUSTAINED) & (pl.col("after") >= LEAST_AFTER) & (pl.col("p_value") < SURE)
    )
    least = Params()
    return (
        found.with_columns(p_value=pl.Series(np.asarray(p, np.float64)))
        .join(_leads(told, seen, here), on="entity", how="left")
        .select(
            "entity",
            judged="usable",
            voices_before="before",
            voices_after="after",
            lift_after=pl.when("usable").then("lift_after"),
            p_value=pl.when("usable").then("p_value"),
            sustained=usable & rises,
            lasting=pl.col("lift_rest") >= SUSTAINED,
            eligible=(pl.col("recent") >= least.month_voices) & (pl.col("week") >= least.week_voices),
            lead_weeks="lead_weeks",
        )
        .sort("entity")
    )


def score_week(
    as_of: date,
    calls: pl.DataFrame,
    signals: pl.DataFrame,
    after: Mapping[date, pl.DataFrame],
    entities: pl.DataFrame,
    last_told: date,
) -> pl.DataFrame:
    """CALL_SCORES of one week whose four weeks after are over, by entity.

    `calls` are SIGNALS of all weeks told, `signals` the SIGNALS of this one over all platforms together (for
    the season and stage of what was missed), `after` holds look_after of this week and the four before. A
    rise may still be called four weeks on: misses are told once `last_told` lies that far behind.
    """
    calls = conform(calls, SIGNALS, "calls")
    mine = calls.filter(pl.col("as_of") == as_of).unique("entity", keep="first", maintain_order=True)
    lately = calls.filter(pl.col("as_of").is_between(as_of - ONE_RISE, as_of - timedelta(days=1)))
    then = after[as_of]
    told = mine.select("entity", "stage", "kind", lift_told="lift").with_columns(
        called=pl.lit(True), first=~pl.col("entity").is_in(lately["entity"].unique().implode())
    )
    missed = _missed(as_of, calls, conform(signals, SIGNALS, "signals"), after)
    if as_of + ONE_RISE > last_told:
        missed = missed.clear()
    rows = pl.concat([told, missed.select(told.columns)]).join(
        then, on="entity", how="left", maintain_order="left"
    )
    named = entities.select("entity", "category").unique("entity", keep="first", maintain_order=True)
    outcome = (
        pl.when(~pl.col("called"))
        .then(pl.lit("miss"))
        .when(~pl.col("judged").fill_null(False))
        .then(pl.lit("abstained"))
        .when("sustained")
        .then(pl.lit("hit"))
        .when(pl.col("lift_after") < FLASH)
        .then(pl.lit("flash"))
        .otherwise(pl.lit("short"))
    )
    reason = pl.when(pl.col("judged").is_null()).then(pl.lit(NO_COUNTS)).otherwise(pl.lit(NO_COVERAGE))
    scored = (
        rows.join(named, on="entity", how="left", maintain_order="left")
        .with_columns(outcome=outcome, as_of=pl.lit(as_of))
        .with_columns(
            reason=pl.when(pl.col("outcome") == "abstained").then(reason),
            lead_weeks=pl.when(pl.col("outcome") == "hit").then("lead_weeks"),
        )
    )
    return conform(scored, CALL_SCORES, "scores").sort("outcome", "entity")


def weeks_needed(as_of: date) -> list[date]:
    """The as-of days whose look_after score_week wants: this one and those of the four weeks before."""
    return [as_of - timedelta(weeks=back) for back in range(RECENT, -1, -1)]


def _missed(
    as_of: date, calls: pl.DataFrame, signals: pl.DataFrame, after: Mapping[date, pl.DataFrame]
) -> pl.DataFrame:
    """Rises that begin in this week and were not called; the columns of a call, `called` False."""
    rising = pl.col("sustained") & pl.col("lasting") & pl.col("eligible")
    running = pl.concat(
        after[day].filter(rising).select("entity") for day in weeks_needed(as_of)[:-1] if day in after
    )
    called = calls.filter(pl.col("as_of").is_between(as_of - CALLED_BEFORE, as_of + ONE_RISE)).select(
        "entity"
    )
    seen = (
        signals.filter(pl.col("as_of") == as_of)
        .select("entity", "stage", "kind")
        .unique("entity", keep="first")
    )
    return (
        after[as_of]
        .filter(rising & pl.col("entity").str.split(":").list.first().is_in(COUNTED_KINDS))
        .select("entity")
        .join(running, on="entity", how="anti")
        .join(called, on="entity", how="anti")
        .join(seen, on="entity", how="left")
        .filter(pl.col("kind").fill_null("") != "seasonal")
        .with_columns(
            pl.col("stage").fill_null("none"),
            lift_told=pl.lit(None, pl.Float64),
            called=pl.lit(False),
            first=pl.lit(True),
        )
    )


def _dated(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Rows of the weeks B, w and F with `at`: 0 is the week that ends on the as-of day, 1 the one after."""
    first, last = as_of - READS[0] + timedelta(days=1), as_of + READS[1]
    days_after = (pl.col("day") - pl.lit(as_of)).dt.total_days()
    at = ((days_after + 6) / 7).floor().cast(pl.Int64)
    return frame.filter(pl.col("day").is_between(first, last)).with_columns(at=at)


def _crawled(seen: pl.DataFrame) -> pl.DataFrame:
    """platform, exposure_before, exposure_after, usable (covered on days enough of both)."""
    before, after = pl.col("at").is_between(-BASE, -1), pl.col("at") > 0
    return (
        seen.group_by("platform")
        .agg(
            pl.col("posts_seen").filter(before).sum().alias("exposure_before"),
            pl.col("posts_seen").filter(after).sum().alias("exposure_after"),
            pl.col("day").filter(before).n_unique().alias("days_before"),
            pl.col("day").filter(after).n_unique().alias("days_after"),
        )
        .select(
            "platform", "exposure_before", "exposure_after",
            usable=(pl.col("days_before") >= LEAST_DAYS_BEFORE) & (pl.col("days_after") >= LEAST_DAYS_AFTER),
        )
    )  # fmt: skip


def _leads(told: pl.DataFrame, seen: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """(entity, lead_weeks): where in the eight weeks around the call (-3 … 4) its share is highest.

    Exposure counts by what each platform used to bring; a week of less than half the usual is left out.
    """
    span = range(1 - RECENT, AFTER + 1)
    exposure = (
        seen.filter(pl.col("at").is_in(list(span))).group_by("platform", "at").agg(pl.col("posts_seen").sum())
    )
    # A platform on which the entity is new counts by its coverage alone, if nothing else is known.
    rate = (
        pl.when(pl.col("before").sum().over("entity") > 0)
        .then(pl.col("before") / pl.col("exposure_before"))
        .otherwise(1.0)
    )
    possible = (
        here.filter("usable")
        .select("entity", "platform", rate=rate)
        .join(exposure, on="platform")
        .group_by("entity", "at")
        .agg(possible=(pl.col("rate") * pl.col("posts_seen")).sum())
        .filter(pl.col("possible") > 0)
        .filter(pl.col("possible") >= 0.5 * pl.col("possible").median().over("entity"))
    )
    voices = told.filter("usable").group_by("entity", "at").agg(pl.col("voices").sum())
    return (
        possible.join(voices, on=["entity", "at"])
        .with_columns(share=pl.col("voices") / pl.col("possible"))
        .sort("entity", "share", "at", descending=[False, True, False])
        .group_by("entity", maintain_order=True)
        .agg(lead_weeks=pl.col("at").first())
    )
