"""The track record rebuilt: what would have been called by what was known then, and what came of it."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from domain.errors import BadSettings
from domain.frames import SIGNALS
from domain.record import summed_up
from domain.signal import ALL_PLATFORMS
from domain.weeks import Week
from jobs import count, scores
from jobs.alone import alone
from jobs.demand import score_demand
from jobs.detect import DETECTOR
from jobs.home import Home
from jobs.periods import default_week
from jobs.summary import Summary
from reports.listing import rising_calls
from signals.contract import HISTORY_WEEKS, Detector, find_detectors
from signals.daily import as_known
from signals.record import CALLED_BEFORE, READS, weeks_needed
from signals.season import known_seasons
from store.findings import load_counts, load_coverage
from store.record import load_scores, save_scores

REBUILT = "rebuilt"
WARM_WEEKS = 16  # of coverage before the first origin, unless asked for earlier


def run(home: Home, first: date | None = None, last: date | None = None) -> Summary:
    """Rebuild the weeks whose Sunday lies in first … last (default: all that can be scored) and score them.

    Neither signals nor calls of the home are touched: what was told stays what was told. The scores are kept
    beside those of the told calls, which are brought up to date as well.
    """
    summary = Summary("evaluate")
    count.run(home)
    scores.run(home)
    sundays = _sundays(home, first, last)
    _rebuild(home, sundays, summary)
    span = (sundays[0], sundays[-1]) if sundays else (date.max, date.min)
    bases = {
        scores.TOLD: load_scores(home.lake, scores.TOLD),
        REBUILT: load_scores(home.lake, REBUILT, *span),
    }
    summary.details = {
        "weeks": len(sundays),
        "from": str(span[0]) if sundays else None,
        "to": str(span[1]) if sundays else None,
        "detector": DETECTOR,
        **{basis: record_of(found) for basis, found in bases.items()},
        # Apart from the record of talk: only calls whose entities the team's own tables know.
        "demand": {basis: score_demand(home, basis, found) for basis, found in bases.items()},
    }
    if not sundays:
        summary.notes.append("还没有满四周的周，无从评分。")
    return summary


def record_of(found: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The record as plain rows: in all, first calls alone, by stage, by category and by year."""
    yearly = found.with_columns(year=pl.col("as_of").dt.year().cast(pl.String))
    return {
        "all": summed_up(found).drop("key").to_dicts(),
        "first": summed_up(found.filter("first")).drop("key").to_dicts(),
        **{by: summed_up(yearly, by).to_dicts() for by in ("stage", "category", "year")},
    }


@alone
def _rebuild(home: Home, sundays: list[date], summary: Summary) -> None:
    if not sundays:
        return
    detector = find_detectors()[DETECTOR]
    # A rise of the first weeks may have been called before them.
    earlier = [
        sundays[0] - timedelta(weeks=back) for back in range(CALLED_BEFORE // timedelta(weeks=1), 0, -1)
    ]
    told = {as_of: _known_then(home, as_of, detector) for as_of in (*earlier, *sundays)}
    calls = pl.concat([pl.DataFrame(schema=SIGNALS), *(rising_calls(found) for found in told.values())])
    known: dict[date, pl.DataFrame] = {}
    for as_of in sundays:
        known = {day: found for day, found in known.items() if day in weeks_needed(as_of)}
        found = scores.score(home, as_of, calls, told[as_of], sundays[-1], known)
        save_scores(home.lake, REBUILT, as_of, found)
        summary.read += int((calls["as_of"] == as_of).sum())
        summary.written += found.height


def _known_then(home: Home, as_of: date, detector: Detector) -> pl.DataFrame:
    """SIGNALS of that day over all platforms, from posts that had been seen by its evening."""
    since = as_of - timedelta(weeks=HISTORY_WEEKS) + timedelta(days=1)
    found = detector(
        as_known(load_counts(home.lake, since, as_of), as_of),
        as_known(load_coverage(home.lake, since, as_of), as_of),
        as_of,
        entities=home.entities,
        seasons=known_seasons(since.year, as_of.year),
    )
    # A long record need not hold the sentences.
    return found.filter(pl.col("platform") == ALL_PLATFORMS).with_columns(why=pl.lit(None, pl.String))


def _sundays(home: Home, first: date | None, last: date | None) -> list[date]:
    """The Sundays asked for whose four weeks after are over and that have a history."""
    coverage = load_coverage(home.lake)
    newest = default_week(coverage, home.today())
    if newest is None:
        return []
    if first and last and last < first:
        raise BadSettings(f"{last} lies before {first}", hint="Swap --from and --to")
    begin = coverage["day"].min()
    warm = Week.of(begin + timedelta(weeks=WARM_WEEKS)) if isinstance(begin, date) else newest
    week, until = Week.of(first) if first else warm, newest.last_day - READS[1]
    sundays = []
    while week.last_day <= min(until, last or until):
        if first is None or week.last_day >= first:
            sundays.append(week.last_day)
        week = week.back(-1)
    return sundays
