"""Keeping house: small files joined, and what has been kept long enough taken away."""

from datetime import datetime, timedelta
from pathlib import Path

from crawlers.raw_pages import forget_raw
from jobs.alone import alone
from jobs.home import Home, now
from jobs.summary import Summary
from store.schemas import TABLES


@alone
def run(home: Home) -> Summary:
    """Compact every table (rows and batches stay as they are); drop old raw pages and refused rows."""
    for table in TABLES:
        home.lake.compact(table)
    older = now() - timedelta(days=home.settings.raw_page_days)
    forgotten = forget_raw(home.raw, older) + _forget_refused(home.refused, older)
    return Summary("compact", details={"tables": len(TABLES), "forgotten": forgotten})


def _forget_refused(folder: Path, older_than: datetime) -> int:
    old = [path for path in folder.glob("*.jsonl") if path.stat().st_mtime < older_than.timestamp()]
    for path in old:
        path.unlink()
    return len(old)
