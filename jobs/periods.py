"""Which week a report speaks of, and which days stand before it."""

from datetime import date

import polars as pl

from domain.errors import BadSettings
from domain.weeks import Week, latest_complete_week


def default_week(coverage: pl.DataFrame, today: date) -> Week | None:
    """The newest complete week with at least one day seen; null where nothing dated lies in the lake."""
    newest = coverage.filter(pl.col("day") <= latest_complete_week(today).last_day)["day"].max()
    return Week.of(newest) if isinstance(newest, date) else None


def running_week(coverage: pl.DataFrame, today: date) -> Week | None:
    """The week of the newest post, for a first import without a complete week; null without dated posts."""
    newest = coverage.filter(pl.col("day") <= today)["day"].max()
    return Week.of(newest) if isinstance(newest, date) else None


def chosen_week(text: str | None, coverage: pl.DataFrame, today: date) -> Week | None:
    """The week asked for (refused if it lies ahead), else the default one."""
    if not text:
        return default_week(coverage, today)
    week = Week.parse(text)
    if week.first_day > today:
        raise BadSettings(f"{week} has not begun yet", hint="Ask for a week that has")
    return week


def read_day(text: str) -> date:
    """A day written 2026-11-15; raises BadSettings for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadSettings(f"{text!r} is not a day", hint="Write it as 2026-11-15") from error
