"""Which posts count towards exposure where people capture by a plan, and by which day they were captured.

A capture is on plan when its platform, its query and the week it was made in are in the plan, and it
reaches back seven days. From a platform's first planned week on, only such captures are exposure; what was
captured before stays as it is (docs/decisions/0008-exposure-by-plan.md).
"""

import polars as pl

from domain.frames import EXPOSURE, OBSERVATIONS, PLAN, conform
from domain.plan import folded
from domain.weeks import BUSINESS_ZONE

REACH_DAYS = 7
_WEEK = ["platform", "query", "monday"]


def exposure_of(observations: pl.DataFrame, plan: pl.DataFrame, zone: str = BUSINESS_ZONE) -> pl.DataFrame:
    """EXPOSURE of the posts that were captured only since their platform has a plan, one row a key.

    `observations` holds every observation of the dated posts (OBSERVATIONS), `plan` PLAN of all weeks. A
    comment without a query of its own was captured by that of its post, where that is among them. Where an
    export does not say when it was captured (`observed_at` is the time of publishing), it was when we
    fetched it: a plan is kept by a day, and a guess of zero days would keep every plan.
    """
    plan = conform(plan, PLAN, "plan")
    tasks = plan.lazy().select("platform", query=folded(pl.col("query")), monday=_monday_of("week")).unique()
    begun = tasks.group_by("platform").agg(begun=pl.col("monday").min())
    captured = (
        conform(observations, OBSERVATIONS, "observations")
        .lazy()
        .filter(pl.col("day").is_not_null())
        .join(begun, on="platform")
        .with_columns(captured_day=_captured_at().dt.convert_time_zone(zone).dt.date())
        .with_columns(monday=pl.col("captured_day").dt.truncate("1w"), query=folded(pl.col("query")))
    )
    reached = pl.col("day").is_between(pl.col("captured_day").dt.offset_by(f"-{REACH_DAYS}d"), "captured_day")
    on_plan = (
        _with_queries_of_posts(captured)
        .filter(reached)
        .join(tasks, on=_WEEK, how="semi")
        .group_by("key")
        .agg(planned_day=pl.col("captured_day").min())
    )
    return (
        captured.group_by("key")
        .agg(
            pl.col("day").first(),
            free=(pl.col("monday") < pl.col("begun")).any(),
            first_day=pl.col("captured_day").min(),
        )
        .filter(~pl.col("free"))
        .join(on_plan, on="key", how="left")
        .select(
            "key",
            seen_day=pl.max_horizontal("day", pl.coalesce("planned_day", "first_day")),
            exposed=pl.col("planned_day").is_not_null(),
        )
        .select(list(EXPOSURE))
        .sort("key")
        .collect()
    )


def _with_queries_of_posts(captured: pl.LazyFrame) -> pl.LazyFrame:
    """The captures and, of comments that name no query, one for each query their post was captured by."""
    asked = captured.filter(pl.col("query").is_not_null())
    parents = asked.select(parent="key", asked="query").unique()
    said = (
        captured.filter(pl.col("query").is_null(), pl.col("parent_id").is_not_null())
        .with_columns(parent=pl.concat_str("platform", pl.lit(":"), "parent_id"))
        .join(parents, on="parent")
        .with_columns(query="asked")
        .drop("parent", "asked")
    )
    return pl.concat([asked, said])


def _captured_at() -> pl.Expr:
    is_said = pl.col("observed_at").ne_missing(pl.col("published_at"))
    return pl.when(is_said).then("observed_at").otherwise("fetched_at")


def _monday_of(week: str) -> pl.Expr:
    return pl.concat_str(week, pl.lit("-1")).str.to_date("%G-W%V-%u")
