"""Keeping house: what has been kept long enough taken away, and small files joined."""

from datetime import timedelta

from crawlers.raw_pages import forget_raw
from jobs.alone import alone
from jobs.home import Home, now
from jobs.retention import drop_files, drop_texts
from jobs.summary import Summary
from store.delivered import drop_bodies
from store.schemas import TABLES


@alone
def run(home: Home) -> Summary:
    """Drop what is older than the settings allow, then compact every table (no row and no batch changes)."""
    at, keep = now(), home.settings
    gone = {
        "raw": forget_raw(home.raw, at - timedelta(days=keep.raw_page_days)),
        "refused": drop_files(home.refused, at - timedelta(days=keep.refused_days)),
        "inbox-done": drop_files(home.inbox_done, at - timedelta(days=keep.inbox_done_days)),
    }
    if keep.post_text_days:
        oldest = at - timedelta(days=keep.post_text_days)
        gone["texts"] = drop_texts(home, oldest)
        gone["deliveries"] = drop_bodies(home.engine, oldest)
    for table in TABLES:
        home.lake.compact(table)
    return Summary("compact", details={"tables": len(TABLES), "forgotten": sum(gone.values()), "gone": gone})
