"""The run ledger: one row per job and intended time is lease, history and catch-up in one.

Whoever inserts the row does the job. It falls to another when the run failed, or when its holder gave
no sign for the length of its lease (it was killed). Leaves out when jobs are due (jobs/timetable.py).
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from store.engine import reading, writing
from store.tables import JobRun

DONE = "done"
PARTIAL = "partial"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunId:
    """A claimed run; `attempt` tells this holder from an earlier one whose lease ran out."""

    row: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it stands; `outcome` is None while it runs (or was killed)."""

    job: str
    intended_at: datetime
    attempt: int
    claimed_at: datetime
    lease_until: datetime
    finished_at: datetime | None
    outcome: str | None
    summary: dict[str, Any]


class Ledger:
    """Runs in the database; every instant is an argument."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, job: str, intended_at: datetime, lease_seconds: int, now: datetime) -> RunId | None:
        """The right to do the job for that intended time, or None if it is done or somebody is at it."""
        lease_until = now + timedelta(seconds=lease_seconds)
        try:
            with writing(self._engine) as session:
                run = JobRun(
                    job=job,
                    intended_at=intended_at,
                    attempt=1,
                    lease_seconds=lease_seconds,
                    claimed_at=now,
                    lease_until=lease_until,
                )
                session.add(run)
                session.flush()
                return RunId(_row(run), 1)
        except IntegrityError:
            pass  # the row is there: it may still be ours to take over
        free = or_(
            col(JobRun.outcome) == FAILED,
            and_(col(JobRun.outcome).is_(None), col(JobRun.lease_until) <= now),
        )
        # One statement decides and takes: of two at once the second finds the new lease and no row.
        take_over = (
            update(JobRun)
            .where(col(JobRun.job) == job, col(JobRun.intended_at) == intended_at, free)
            .values(
                attempt=JobRun.attempt + 1,
                lease_seconds=lease_seconds,
                claimed_at=now,
                lease_until=lease_until,
                finished_at=None,
                outcome=None,
                summary=None,
            )
            .returning(col(JobRun.id), col(JobRun.attempt))
        )
        with writing(self._engine) as session:
            taken = session.execute(take_over).one_or_none()
        return None if taken is None else RunId(taken[0], taken[1])

    def beat(self, run: RunId, now: datetime) -> bool:
        """Prolong the lease by its length; False when another holder has taken the run over."""
        with writing(self._engine) as session:
            held = session.exec(select(JobRun).where(*_held(run))).one_or_none()
            if held is None:
                return False
            held.lease_until = now + timedelta(seconds=held.lease_seconds)
            return True

    def finish(self, run: RunId, outcome: str, summary: dict[str, Any], now: datetime) -> bool:
        """Write down how it ended; False, and nothing written, when another holder has taken it over."""
        with writing(self._engine) as session:
            held = session.exec(select(JobRun).where(*_held(run))).one_or_none()
            if held is None:
                return False
            held.outcome, held.finished_at = outcome, now
            held.summary = json.loads(json.dumps(summary, default=str, ensure_ascii=False))
            return True

    def last_done(self, job: str) -> Run | None:
        """The run with the latest intended time that ended done or done in part."""
        query = (
            select(JobRun)
            .where(col(JobRun.job) == job, col(JobRun.outcome).in_((DONE, PARTIAL)))
            .order_by(col(JobRun.intended_at).desc())
            .limit(1)
        )
        with reading(self._engine) as session:
            found = session.exec(query).one_or_none()
            return None if found is None else _run(found)

    def recent(self, n: int) -> list[Run]:
        """The n runs claimed last, newest first."""
        query = select(JobRun).order_by(col(JobRun.claimed_at).desc(), col(JobRun.id).desc()).limit(n)
        with reading(self._engine) as session:
            return [_run(row) for row in session.exec(query)]


def _held(run: RunId) -> tuple[ColumnElement[bool], ...]:
    return (col(JobRun.id) == run.row, col(JobRun.attempt) == run.attempt, col(JobRun.outcome).is_(None))


def _row(run: JobRun) -> int:
    assert run.id is not None  # noqa: S101  flushed
    return run.id


def _run(row: JobRun) -> Run:
    return Run(
        row.job,
        row.intended_at,
        row.attempt,
        row.claimed_at,
        row.lease_until,
        row.finished_at,
        row.outcome,
        row.summary or {},
    )
