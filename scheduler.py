"""The timetable: which job, when, with which limits. What a job does is in jobs/.

Jobs are named by import path, so that every process finds them; the job store stays in memory,
because the timetable is code and two schedulers on one stored table run every job twice. Who may
run is decided by the ledger (jobs/timetable.py).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from jobs.home import opened_home
from jobs.timetable import fire

log = logging.getLogger("pingti.scheduler")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the timetable; `cron` is minute hour day month weekday in the home's zone."""

    id: str
    job: str
    cron: str


TIMETABLE = (
    Row("crawl", "jobs.crawl:run", "*/30 * * * *"),
    Row("digest", "jobs.chain:digest", "15 * * * *"),
    Row("signals", "jobs.detect:run", "10 6 * * *"),
    Row("themes", "jobs.themes:run", "20 6 * * mon"),
    Row("report", "jobs.report:run", "0 7 * * mon"),
)


def fire_row(root: Path, row: Row, zone: str) -> None:
    """One job in a home opened for it alone, as its own unit of work."""
    with opened_home(root) as home:
        try:
            summary = fire(home, row.id, row.job, CronTrigger.from_crontab(row.cron, zone))
        except Exception:
            log.exception("%s failed; it is tried again at its next time", row.id)
            return
    if summary:
        log.info("%s: %d in, %d out, %.1f s", row.id, summary.read, summary.written, summary.seconds)


@contextmanager
def running_scheduler(root: Path, zone: str) -> Iterator[BackgroundScheduler]:
    """The timetable in the background. Missed last runs are caught up at once, one after the other."""
    scheduler = BackgroundScheduler(
        timezone=zone, executors={"default": {"type": "threadpool", "max_workers": 1}}
    )
    for row in TIMETABLE:
        limits = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 600, "replace_existing": True}
        scheduler.add_job(
            fire_row, CronTrigger.from_crontab(row.cron, zone), id=row.id, args=(root, row, zone), **limits
        )
        scheduler.add_job(fire_row, id=f"{row.id}-catch-up", args=(root, row, zone), **limits)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)
