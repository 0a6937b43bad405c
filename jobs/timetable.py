"""Firing one job at its intended time: claimed in the ledger, so never done twice, and caught up once.

The unique row (job, intended time) is lease and history in one. A scheduler that starts late asks
for the last intended time; if nobody finished that one, it is done now, and only that one: what
lies further back is the business of `pingti backfill`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from threading import Event, Thread
from typing import Any

from apscheduler.triggers.base import BaseTrigger

from jobs.home import Home, now
from jobs.summary import Summary
from jobs.timing import timed
from store.ledger import DONE, FAILED, PARTIAL, RunId

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
            home.ledger.beat(run, now())

    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
