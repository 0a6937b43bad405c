"""Firing one job at its intended time: claimed in the ledger, so never done twice, and caught up once.

The unique row (job, intended time) is lease and history in one. A scheduler that starts late asks
for the last intended time; if nobody finished that one, it is done now, and only that one: what
lies further back is the business of `pingti backfill`.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from domain.errors import PingtiError
from jobs.home import Home, now, opened_home
from jobs.summary import Summary
from jobs.timing import timed
from store.ledger import DONE, FAILED, PARTIAL, RunId

log = logging.getLogger("pingti.timetable")

LEASE_SECONDS = 600
HORIZON = timedelta(days=8)


def last_intended(trigger: BaseTrigger, at: datetime) -> datetime | None:
    """The newest fire time of the trigger at or before `at`, within the last eight days."""
    fire = trigger.get_next_fire_time(None, at - HORIZON)
    newest = None
    while fire is not None and fire <= at:
        newest = fire
        fire = trigger.get_next_fire_time(fire, fire + timedelta(microseconds=1))
    return newest


def resolve(path: str) -> Callable[[Home], Summary]:
    """`jobs.report:run_due` to the function itself."""
    module, _, name = path.partition(":")
    function: Callable[[Home], Summary] = getattr(import_module(module), name)
    return function


def fire(home: Home, job: str, path: str, trigger: BaseTrigger) -> Summary | None:
    """Do the job for its last intended time, unless that is done or somebody is at it."""
    at = now()
    intended = last_intended(trigger, at)
    if intended is None:
        return None
    return claim_and_run(home, job, intended, lambda: resolve(path)(home))


class Due(Protocol):
    """A line of the timetable: the ledger's name for it, the import path of its job, minute … weekday."""

    @property
    def id(self) -> str: ...
    @property
    def job(self) -> str: ...
    @property
    def cron(self) -> str: ...


def fire_all(root: Path, rows: Sequence[Due], zone: str) -> None:
    """Each job for its last intended time, unless that is done; in a home opened for it alone.

    What fails is written down and logged, and stands in nobody's way.
    """
    for row in rows:
        try:
            with opened_home(root) as home:
                summary = fire(home, row.id, row.job, CronTrigger.from_crontab(row.cron, zone))
        except Exception:
            log.exception("%s failed; it is tried again when the timetable looks next", row.id)
            continue
        if summary:
            log.info("%s: %d in, %d out, %.1f s", row.id, summary.read, summary.written, summary.seconds)


def claim_and_run(
    home: Home, job: str, intended: datetime, work: Callable[[], Summary], **details: Any
) -> Summary | None:
    """Run under a ledger row; a failure is written down and raised again."""
    run = home.ledger.claim(job, intended, LEASE_SECONDS, now())
    if run is None:
        return None
    with _beating(home, run):
        try:
            summary = timed(work)
        except BaseException as error:
            home.ledger.finish(run, FAILED, {"error": f"{type(error).__name__}: {error}"}, now())
            raise
    outcome = PARTIAL if summary.problems else DONE
    home.ledger.finish(run, outcome, summary.as_dict() | details, now())
    return summary


@contextmanager
def _beating(home: Home, run: RunId) -> Iterator[None]:
    """Keeps the lease alive while the work lasts; a killed process stops beating and loses it."""
    done = Event()

    def beat() -> None:
        while not done.wait(LEASE_SECONDS / 4):
            try:
                home.ledger.beat(run, now())
            except PingtiError as error:  # locked for now; the next beat is still in time
                log.warning("no heartbeat for the run: %s", error)

    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
