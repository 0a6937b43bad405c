"""The timetable: which job, when, with which limits. What a job does is in jobs/.

The job store stays in memory, because the timetable is code and two schedulers on one stored table
run every job twice. Who may run is decided by the ledger (jobs/timetable.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from jobs.timetable import fire_all

# How often a job that was missed, or failed, is looked after.
CATCH_UP_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the timetable; `cron` is minute hour day month weekday in the home's zone."""

    id: str
    job: str
    cron: str
    line: str = "default"  # jobs of one line wait for each other; a long crawl holds up nobody else


TIMETABLE = (
    Row("crawl", "jobs.crawl:run", "*/30 * * * *", line="crawl"),
    Row("inbox", "jobs.inbox:run", "*/5 * * * *"),
    Row("digest", "jobs.chain:digest", "15 * * * *"),
    Row("signals", "jobs.detect:run", "10 6 * * *"),
    Row("themes", "jobs.themes:run", "20 6 * * mon"),
    Row("graph", "jobs.graph:run", "40 6 * * mon"),
    Row("report", "jobs.report:run", "0 7 * * mon"),
    Row("picks", "jobs.picks:run", "10 7 * * mon"),
    Row("alerts", "jobs.alerts:run", "20 7 * * mon"),
    Row("disputes", "jobs.disputes:run", "1-59/5 * * * *"),
    Row("deliver", "jobs.deliver:run", "2-59/5 * * * *", line="deliver"),  # robots are busy at :00 and :30
    Row("compact", "jobs.compact:run", "30 3 * * sun"),
)


@contextmanager
def running_scheduler(root: Path, zone: str) -> Iterator[BackgroundScheduler]:
    """The timetable in the background; what was missed or failed is caught up, from the start on."""
    lines = sorted({row.line for row in TIMETABLE})
    scheduler = BackgroundScheduler(
        timezone=zone, executors={line: {"type": "threadpool", "max_workers": 1} for line in lines}
    )
    # Late is no reason to leave a job out: whether it is still due, the ledger knows.
    limits = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None, "replace_existing": True}
    for row in TIMETABLE:
        trigger = CronTrigger.from_crontab(row.cron, zone)
        scheduler.add_job(fire_all, trigger, (root, (row,), zone), id=row.id, executor=row.line, **limits)
    for line in lines:
        rows = tuple(row for row in TIMETABLE if row.line == line)
        often = {"minutes": CATCH_UP_MINUTES, "next_run_time": datetime.now(ZoneInfo(zone))}
        scheduler.add_job(
            fire_all, "interval", (root, rows, zone), id=f"catch-up-{line}", executor=line, **often, **limits
        )
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)
