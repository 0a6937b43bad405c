"""Repeat steps for the weeks of past days, as known then."""

from collections.abc import Sequence
from datetime import date

from domain.errors import BadSettings
from domain.weeks import Week
from jobs import count, detect, graph, report, themes
from jobs.home import Home
from jobs.summary import Summary

STEPS = ("signals", "themes", "graph", "report")


def run(home: Home, first: date, last: date, steps: Sequence[str] | None = None) -> Summary:
    """Each week whose Sunday lies in first … last, oldest first, so that ids and calls follow on."""
    wanted = list(steps or STEPS)
    unknown = sorted(set(wanted) - set(STEPS))
    if unknown:
        raise BadSettings(f"Cannot repeat {', '.join(unknown)}", hint=f"Steps: {', '.join(STEPS)}")
    if last < first:
        raise BadSettings(f"{last} lies before {first}", hint="Swap --from and --to")
    summary = Summary("backfill")
    count.run(home)
    week = Week.of(first)
    while week.last_day <= last:
        if week.last_day >= first:
            _repeat(home, week, wanted, summary)
        week = week.back(-1)
    return summary


def _repeat(home: Home, week: Week, steps: list[str], summary: Summary) -> None:
    if "signals" in steps:
        summary.written += detect.run(home, week.last_day, then=True).written
    if "themes" in steps:
        summary.written += themes.run(home, str(week), then=True).written
    if "graph" in steps:
        summary.written += graph.run(home, str(week), then=True).written
    if "report" in steps:
        done = report.run(home, str(week), then=True)
        summary.notes.append(f"{week}: {done.details.get('rising', '沿用')}")
    summary.read += 1
