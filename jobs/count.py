"""Daily counts and coverage of the months whose annotations, or whose plan, moved on.

Copies are counted like other posts: who takes them out silences true rises (decision 0014).
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import polars as pl

from domain.weeks import Week, business_day, months_between
from jobs.alone import alone
from jobs.home import Home
from jobs.marks import consumed, stamp
from jobs.progress import Progress
from jobs.summary import Summary
from signals.daily import count_coverage, count_daily
from signals.exposure import REACH_DAYS, exposure_of
from store.annotations import load_labels, load_mentions
from store.findings import save_counts
from store.plan import load_plan
from store.posts import PostLog
from store.schemas import UNDATED


def fingerprint(entities: pl.DataFrame) -> str:
    """Of the map from names to entities: another map means other counts of the same mentions."""
    rows = entities.sort(entities.columns).write_csv()
    return hashlib.sha256(rows.encode()).hexdigest()[:12]


@alone
def run(home: Home, *, progress: Progress | None = None) -> Summary:
    """Count each stale month anew, whole; undated posts are kept but never counted."""
    summary = Summary("count")
    plan = load_plan(home.engine)
    captured = home.post_log().captured_by() if plan.height else {}
    stale = {}
    for month, batch in sorted(home.lake.batches("labels").items()):
        if month != UNDATED:
            rules = _rules(home, plan, month, captured)
            if consumed(home.lake.mark("counts", f"count:{month}"), *rules) != batch:
                stale[month] = batch
    for month, batch in (progress or Progress()).track(stale.items(), "count"):
        read, written = count_month(home, month, batch)
        summary.read += read
        summary.written += written
    summary.details["months"] = len(stale)
    return summary


def count_month(home: Home, month: str, batch: int, without: pl.Expr | None = None) -> tuple[int, int]:
    """Count a month anew, whole, as of that batch of its labels; gives the posts read and rows written.

    `without`: posts that are about to be removed and count no more.
    """
    log, plan = home.post_log(), load_plan(home.engine)
    rules = _rules(home, plan, month, log.captured_by() if plan.height else {})
    posts = log.view([month])
    if without is not None:
        posts = posts.filter(~without)
    mentions, labels = load_mentions(home.lake, [month]), load_labels(home.lake, [month])
    exposure = _exposure(log, month, plan, home.settings.zone, without)
    counts = count_daily(posts, mentions, labels, home.entities, home.settings.zone, exposure)
    coverage = count_coverage(posts, home.settings.zone, exposure)
    save_counts(home.lake, month, counts, coverage, mark=(f"count:{month}", stamp(batch, *rules)))
    return posts.height, counts.height


def _rules(home: Home, plan: pl.DataFrame, month: str, captured: Mapping[str, datetime]) -> tuple[str, ...]:
    of_plan = plan_of(plan, month, captured.get(month), home.settings.zone)
    return fingerprint(home.entities), home.settings.zone, *of_plan


def plan_of(plan: pl.DataFrame, month: str, captured_by: datetime | None, zone: str) -> tuple[str, ...]:
    """What of the plan decides how a month is counted: another tuple means other counts of the same posts.

    Of a month that was captured before the first planned week it is nothing, so that the first plan of all
    does not count all months again; `captured_by` is its last capture.
    """
    if plan.is_empty() or captured_by is None:
        return ()
    last = Week.of(business_day(captured_by, zone))
    begun = plan.group_by("platform").agg(pl.col("week").min()).sort("platform")
    begun = begun.filter(pl.col("week") <= str(last))
    near = [week for week in plan["week"].unique() if week <= str(last) and month in _reached(week)]
    tasks = plan.filter(pl.col("platform").is_in(begun["platform"].to_list()), pl.col("week").is_in(near))
    said = begun.rows() + tasks.sort(tasks.columns).rows()
    return tuple(" ".join(row) for row in said)


def _reached(week: str) -> list[str]:
    """The months whose posts a capture in that week may reach."""
    monday = Week.parse(week).first_day
    return months_between(monday - timedelta(days=REACH_DAYS), monday + timedelta(days=6))


def _exposure(
    log: PostLog, month: str, plan: pl.DataFrame, zone: str, without: pl.Expr | None
) -> pl.DataFrame | None:
    """EXPOSURE of a month's posts; None without a plan. A comment's post may be of the month before."""
    if plan.is_empty():
        return None
    months = [f"{date.fromisoformat(f'{month}-01') - timedelta(days=1):%Y-%m}", month]
    seen = log.observations(months, plan["platform"].unique().to_list())
    if without is not None:
        seen = seen.join(log.view(months).filter(without).select("key"), on="key", how="anti")
    return exposure_of(seen, plan, zone)
