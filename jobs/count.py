"""Daily counts and coverage of the months whose annotations moved on."""

import hashlib

import polars as pl

from jobs.alone import alone
from jobs.home import Home
from jobs.marks import consumed, stamp
from jobs.progress import Progress
from jobs.summary import Summary
from signals.daily import count_coverage, count_daily
from store.annotations import load_labels, load_mentions
from store.findings import save_counts
from store.schemas import UNDATED


def fingerprint(entities: pl.DataFrame) -> str:
    """Of the map from names to entities: another map means other counts of the same mentions."""
    rows = entities.sort(entities.columns).write_csv()
    return hashlib.sha256(rows.encode()).hexdigest()[:12]


@alone
def run(home: Home, *, progress: Progress | None = None) -> Summary:
    """Count each stale month anew, whole; undated posts are kept but never counted."""
    summary = Summary("count")
    entities = home.entities
    rules = (fingerprint(entities), home.settings.zone)
    log = home.post_log()
    stale = {
        month: batch
        for month, batch in sorted(home.lake.batches("labels").items())
        if month != UNDATED and consumed(home.lake.mark("counts", f"count:{month}"), *rules) != batch
    }
    for month, batch in (progress or Progress()).track(stale.items(), "count"):
        posts = log.view([month])
        mentions, labels = load_mentions(home.lake, [month]), load_labels(home.lake, [month])
        counts = count_daily(posts, mentions, labels, entities, home.settings.zone)
        coverage = count_coverage(posts, home.settings.zone)
        save_counts(home.lake, month, counts, coverage, mark=(f"count:{month}", stamp(batch, *rules)))
        summary.read += posts.height
        summary.written += counts.height
    summary.details["months"] = len(stale)
    return summary
