"""Signals of an as-of day, from what was known then, with the posts that stand behind them."""

from datetime import date, timedelta

import polars as pl

from domain.weeks import months_between
from jobs.alone import alone
from jobs.copied import copies_among
from jobs.home import Home
from jobs.marks import stamp
from jobs.periods import default_week
from jobs.posts_of import posts_known_by
from jobs.summary import Summary
from nlp import duplicates
from signals.contract import HISTORY_WEEKS, RULES_VERSION, find_detectors
from signals.daily import as_known
from signals.evidence import pick_evidence
from signals.season import known_seasons
from signals.story import fold_stories
from store.annotations import load_labels, load_mentions
from store.findings import load_counts, load_coverage, load_signals, save_signals

DETECTOR = "negative_binomial"


def newest_counts(home: Home, as_of: date) -> int:
    """The newest batch among the months the detector reads for that day; 0 where there are none."""
    months = set(months_between(as_of - timedelta(weeks=HISTORY_WEEKS), as_of))
    return max((batch for month, batch in home.lake.batches("counts").items() if month in months), default=0)


def ensure(home: Home, as_of: date, *, then: bool = False) -> pl.DataFrame | None:
    """Compute the signals of that day if its counts moved on since; None if they stand already.

    Posts of days after `as_of` are never looked at. Of the days before, all that is known now counts
    (an export read on Tuesday belongs into Sunday's report), with `then` only what was known on that day.
    """
    mark = (
        f"signals:{as_of}",
        stamp(newest_counts(home, as_of), DETECTOR, RULES_VERSION, duplicates.RULES_VERSION, then),
    )
    if home.lake.mark("signals", mark[0]) == mark[1]:
        return None
    first = as_of - timedelta(weeks=HISTORY_WEEKS) + timedelta(days=1)
    known_by = as_of if then else date.max
    counts = as_known(load_counts(home.lake, first, as_of), as_of, known_by)
    coverage = as_known(load_coverage(home.lake, first, as_of), as_of, known_by)
    found = find_detectors()[DETECTOR](
        counts, coverage, as_of, entities=home.entities, seasons=known_seasons(first.year, as_of.year)
    )
    found = _with_evidence(home, found, as_of, known_by)
    if found.equals(load_signals(home.lake, as_of).sort("platform", "entity")):
        nothing = found.clear().with_columns(part=pl.lit(None, pl.String))
        home.lake.append("signals", nothing, mark=mark)  # looked at, and the same
        return None
    save_signals(home.lake, as_of, found, mark=mark)
    return found


def _with_evidence(home: Home, found: pl.DataFrame, as_of: date, known_by: date) -> pl.DataFrame:
    """The signals with their stories and posts of their week, from what was known by that day."""
    months = months_between(as_of - timedelta(days=6), as_of)
    mentions, labels = load_mentions(home.lake, months), load_labels(home.lake, months)
    posts = posts_known_by(home, as_of, known_by)
    found = fold_stories(found, mentions, labels, posts, home.entities)
    return pick_evidence(found, mentions, labels, posts, home.entities, copies=copies_among(posts))


@alone
def run(home: Home, as_of: date | None = None, *, then: bool = False) -> Summary:
    """Signals of the day (by default the Sunday of the newest complete week with data) and a week before."""
    summary = Summary("signals")
    if as_of is None:
        week = default_week(load_coverage(home.lake), home.today())
        if week is None:
            summary.notes.append("没有带日期的帖子，无从判定。先导入: pingti import FILE…")
            return summary
        as_of = week.last_day
    for day in (as_of - timedelta(days=7), as_of):
        found = ensure(home, day, then=then)
        if found is not None:
            summary.read += found.height
            summary.written += found.height
            summary.details[str(day)] = int(found["alert"].sum())
    return summary
