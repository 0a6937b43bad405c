"""Scores of the calls that were told, once the four weeks after them are over; again if posts come late."""

from datetime import date, timedelta

import polars as pl

from domain.weeks import Week, latest_complete_week, months_between
from jobs.alone import alone
from jobs.count import fingerprint
from jobs.home import Home
from jobs.marks import stamp
from jobs.summary import Summary
from signals.record import READS, RULES_VERSION, look_after, score_week, weeks_needed
from store.findings import load_calls, load_counts, load_coverage, load_signals
from store.record import save_scores
from store.runs import load_reports

TOLD = "told"


def ensure(home: Home) -> Summary:
    """Score every week that was told and is complete, where its counts, calls or rules moved on since."""
    summary = Summary("scores")
    # By the clock: four weeks without a crawl are over, too, and their calls can then not be judged.
    newest, weeks = latest_complete_week(home.today()), told_weeks(home)
    last_told = weeks[-1].last_day if weeks else date.min
    calls: pl.DataFrame | None = None
    for week in weeks:
        as_of = week.last_day
        if as_of + READS[1] > newest.last_day:
            continue
        mark = (f"scores:{as_of}", _consumed(home, as_of, weeks))
        if home.lake.mark("call_scores", mark[0]) == mark[1]:
            continue
        calls = load_calls(home.lake) if calls is None else calls
        scores = score(home, as_of, calls, load_signals(home.lake, as_of), last_told, {})
        save_scores(home.lake, TOLD, as_of, scores, mark=mark)
        summary.read += int((scores["outcome"] != "miss").sum())
        summary.written += scores.height
    return summary


run = alone(ensure)


def told_weeks(home: Home) -> list[Week]:
    """Weeks whose report told its calls, or that there were none; oldest first."""
    written = {Week.parse(report.week) for report in load_reports(home.engine)}
    return sorted(week for week in written if home.lake.mark("calls", f"told:{week}") is not None)


def score(
    home: Home,
    as_of: date,
    calls: pl.DataFrame,
    signals: pl.DataFrame,
    last_told: date,
    known: dict[date, pl.DataFrame],
) -> pl.DataFrame:
    """CALL_SCORES of one week from all counts that are known now; `known` keeps what became of each week."""
    for day in weeks_needed(as_of):
        if day not in known:
            since, until = day - READS[0] + timedelta(days=1), day + READS[1]
            known[day] = look_after(
                load_counts(home.lake, since, until), load_coverage(home.lake, since, until), day
            )
    return score_week(as_of, calls, signals, known, home.entities, last_told)


def _consumed(home: Home, as_of: date, weeks: list[Week]) -> int:
    """A stamp of everything the scores of that week are made from; no data is read."""
    first, last = weeks_needed(as_of)[0] - READS[0], as_of + READS[1]
    months = set(months_between(first, last))
    newest = max(
        (batch for month, batch in home.lake.batches("counts").items() if month in months), default=0
    )
    near = [str(week) for week in weeks if as_of - READS[0] <= week.last_day <= last]
    called = home.lake.batches("calls")
    return stamp(
        newest,
        RULES_VERSION,
        fingerprint(home.entities),
        near,
        [called.get(week) for week in near],
        home.lake.batches("signals").get(str(as_of)),
        weeks[-1].last_day >= last,
    )
