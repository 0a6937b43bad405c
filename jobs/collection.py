"""What crawls and imports tried, got and missed, into the database; and how an import meets the plan."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from crawlers.pipelines import FileOutcome
from domain.plan import fold_query
from domain.weeks import Week, business_day
from jobs.home import Home
from store.collection import Collected, release_collected, save_collected
from store.plan import load_plan, load_tasks


def record_import(home: Home, outcomes: Sequence[FileOutcome], at: datetime) -> list[str]:
    """Write down what the files brought; the lines for people say how the plan stands after it."""
    today = business_day(at, home.settings.zone)
    save_collected(home.engine, [row for outcome in outcomes for row in _of_file(outcome, at, today)])
    for outcome in outcomes:
        if outcome.sha256 and not outcome.held_as:
            release_collected(home.engine, outcome.sha256)
    return _plan_lines(home, outcomes, today)


def record_crawl(home: Home, source: str, started: datetime, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down each query of a crawl; `posts` of what failed is unknown."""
    run = started.isoformat()
    save_collected(
        home.engine,
        [
            Collected(
                source=source,
                run=run,
                platform=row["platform"],
                query=row.get("query") or "",
                day=date.fromisoformat(row["day"]),
                tried=row.get("asked") or 0,
                got=row.get("posts"),
                missed=int(row["outcome"] in ("missed", "partly")),
                outcome=row["outcome"],
                because=row.get("because"),
                at=started,
            )
            for row in rows
        ],
    )


def _of_file(outcome: FileOutcome, at: datetime, today: date) -> list[Collected]:
    """One row a query and day of capture; what was refused, or an unreadable file, is a row of its own."""
    if not outcome.read and not outcome.problem:
        return []  # imported before, or passed over: what is known of it stands
    source = f"import:{outcome.format or 'unknown'}"
    run = outcome.sha256 or outcome.name
    got = "held" if outcome.held_as else "got"
    rows = [
        Collected(source, run, platform, query, day, posts, posts, 0, got, at)
        for platform, query, day, posts, _ in outcome.captures.iter_rows()
    ]
    if outcome.refused or outcome.problem:
        whole = "partly" if rows or outcome.read > outcome.refused else "missed"
        refused = max(outcome.refused, 0 if rows else 1)
        because = outcome.problem or f"{outcome.refused} rows refused"
        rows.append(Collected(source, run, "", "", today, refused, None, refused, whole, at, because))
    return rows


def _plan_lines(home: Home, outcomes: Sequence[FileOutcome], today: date) -> list[str]:
    """`任务单 2026-W48: 完成 3/12` for this week and each that the files reach; then what is off plan."""
    plan = load_plan(home.engine)
    if plan.is_empty():
        return []
    captures = pl.concat([outcome.captures for outcome in outcomes])
    begun: dict[str, str] = dict(plan.group_by("platform").agg(pl.col("week").min()).iter_rows())
    tasks = {(week, platform, fold_query(query)) for week, platform, query in plan.iter_rows()}
    touched, off = {str(Week.of(today))}, 0
    for platform, query, day, posts, comments in captures.iter_rows():
        week = str(Week.of(day))
        if (week, platform, fold_query(query)) in tasks:
            touched.add(week)
        elif week >= begun.get(platform, "9999"):
            off += posts - comments
    lines = []
    for week in sorted(touched & set(plan["week"])):
        of_week = load_tasks(home.engine, Week.parse(week))
        lines.append(
            f"任务单 {week}: 完成 {sum(task.done_day is not None for task in of_week)}/{len(of_week)}"
        )
    if off:
        lines.append(f"任务单: 本次外 {off:,} 行不计曝光")
    return ["，".join((lines[0], *(line.removeprefix("任务单: ") for line in lines[1:])))] if lines else []
