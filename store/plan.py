"""The weekly plan: tasks by week, and how far they are by what was collected."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from sqlalchemy import Engine, delete
from sqlmodel import col, select

from domain.frames import PLAN
from domain.plan import PlanTask, fold_query
from domain.weeks import Week
from store.collection import got_days, load_collected
from store.engine import reading, writing
from store.tables import PlanTaskRow

_STORED = ("week", "platform", "query", "sort", "depth_notes", "depth_days", "who", "due_day")
_ORDER = (PlanTaskRow.week, PlanTaskRow.due_day, PlanTaskRow.platform, PlanTaskRow.id)


def save_plan(engine: Engine, week: str, tasks: Sequence[PlanTask]) -> None:
    """Put these in the place of the week's tasks; rows that stay the same are not touched."""
    wanted = {(task.platform, task.query): {name: getattr(task, name) for name in _STORED} for task in tasks}
    with writing(engine) as session:
        standing = session.exec(select(PlanTaskRow).where(col(PlanTaskRow.week) == week)).all()
        gone = [row.id for row in standing if (row.platform, row.query) not in wanted]
        session.execute(delete(PlanTaskRow).where(col(PlanTaskRow.id).in_(gone)))
        for row in standing:
            for name, value in wanted.pop((row.platform, row.query), {}).items():
                setattr(row, name, value)
        session.add_all(PlanTaskRow(**fields) for fields in wanted.values())


def load_plan(engine: Engine) -> pl.DataFrame:
    """PLAN of all weeks, by week, platform and query."""
    order = (PlanTaskRow.week, PlanTaskRow.platform, PlanTaskRow.query)
    with reading(engine) as session:
        rows = session.exec(select(*order).order_by(*map(col, order))).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=PLAN, orient="row")


def load_tasks(engine: Engine, first: Week, last: Week | None = None) -> list[PlanTask]:
    """The tasks of the weeks first … last (by default of the one), with how far they are, by day."""
    last = last or first
    weeks = [str(first.back(-n)) for n in range((last.first_day - first.first_day).days // 7 + 1)]
    query = select(PlanTaskRow).where(col(PlanTaskRow.week).in_(weeks)).order_by(*map(col, _ORDER))
    with reading(engine) as session:
        rows = [{name: getattr(row, name) for name in _STORED} for row in session.exec(query)]
    if not rows:
        return []
    captured = _captured(engine, first)
    planned = _planned_weeks(engine)
    return [_with_progress(PlanTask(**row), captured, planned) for row in rows]


def wanting(engine: Engine, week: Week, today: date) -> dict[str, tuple[int, int]]:
    """Platform -> tasks of the week that are not done in time, and all its tasks; only where any are."""
    found: dict[str, tuple[int, int]] = {}
    for task in load_tasks(engine, week):
        bad, every = found.get(task.platform, (0, 0))
        found[task.platform] = (bad + (task.state(today) in ("overdue", "late", "missing")), every + 1)
    return {platform: counts for platform, counts in sorted(found.items()) if counts[0]}


_Captured = dict[tuple[str, str], dict[date, int]]


def _captured(engine: Engine, first: Week) -> _Captured:
    found: _Captured = {}
    for (platform, query), days in got_days(load_collected(engine, first.first_day)).items():
        by_day = found.setdefault((platform, fold_query(query)), {})
        for day, posts in days.items():
            by_day[day] = by_day.get(day, 0) + posts
    return found


def _planned_weeks(engine: Engine) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for week, platform, query in load_plan(engine).iter_rows():
        found.setdefault((platform, fold_query(query)), set()).add(week)
    return found


def _with_progress(task: PlanTask, captured: _Captured, planned: dict[tuple[str, str], set[str]]) -> PlanTask:
    """The task with the days on which it was captured in its week, else after it where no plan asks."""
    name = (task.platform, fold_query(task.query))
    week = Week.parse(task.week)
    days = captured.get(name, {})
    inside = [day for day in days if Week.of(day) == week]
    after = [day for day in days if day > week.last_day and str(Week.of(day)) not in planned.get(name, ())]
    stored = {field: getattr(task, field) for field in _STORED}
    if inside:
        return PlanTask(**stored, done_day=min(inside), posts=sum(days[day] for day in inside))
    if after:
        return PlanTask(**stored, late_day=min(after), posts=sum(days[day] for day in after))
    return task
