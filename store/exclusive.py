"""One writer of findings at a time: a lock that a killed process gives back by dying.

Steps that read a partition, work on it and replace it must not overlap. On SQLite the homes of all
writers are one folder and a file lock does; with PostgreSQL they may be on several machines.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

log = logging.getLogger("pingti.store")

_LOCK = 0x70696E68


@contextmanager
def exclusive(engine: Engine, path: Path) -> Iterator[None]:
    """Wait for the others, then hold the lock; `path` is the lock file where the database is SQLite."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            if not connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar():
                log.info("another run is at work; waiting for it")
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
        return
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("another run is at work; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
