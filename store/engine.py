"""The database: opening it, bringing it to the newest schema, and transactions that say when it is locked."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session

from domain.errors import BadSettings, StoreLocked, StoreUnavailable

BUSY_TIMEOUT_MS = 10_000
_WRITING = "pingti_writing"
# PostgreSQL: lock not available, deadlock, serialization failure
_LOCKED_STATES = ("55P03", "40P01", "40001")
_MIGRATION_LOCK = 0x70696E67


def open_database(url: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`; connects to nothing yet.

    `busy_timeout_ms` is how long a SQLite writer waits for its turn before StoreLocked is raised.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "postgresql" and parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if backend not in ("sqlite", "postgresql"):
            raise BadSettings(f"Unknown database {backend}", hint="Use sqlite:/// or postgresql+psycopg://")
        engine = create_engine(parsed)
    except ArgumentError as error:
        # The URL may hold a password: it is not repeated.
        raise BadSettings(
            "The database URL cannot be read", hint="Write sqlite:///path or postgresql+psycopg://…"
        ) from error
    if backend == "sqlite":
        event.listen(engine, "connect", partial(_prepare_sqlite, busy_timeout_ms=busy_timeout_ms))
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; safe when several processes do it at once.

    Raises BadSettings for a database that a newer pingti has written.
    """
    # Alembic takes a while to import and most commands find the schema as it should be.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with _locked_is_said(), engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise BadSettings(
            f"The database has schema {current}, which this version does not know", hint="Update pingti"
        )
    with _locked_is_said(), _write_connection(engine) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads."""
    with _locked_is_said(), Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end; on SQLite the write lock is taken at its start.

    A transaction that reads first and then wants to write would be refused at once, without waiting.
    """
    with (
        _locked_is_said(),
        _write_connection(engine) as connection,
        Session(connection) as session,
        session.begin(),
    ):
        yield session


def _write_connection(engine: Engine) -> Connection:
    return engine.connect().execution_options(**{_WRITING: True})


@contextmanager
def _locked_is_said() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _LOCKED_STATES or "database is locked" in str(error.orig):
            raise StoreLocked(
                "The database is locked by another program", hint="Run the step again when it is done"
            ) from error
        reason = " ".join(str(error.orig).split())
        raise StoreUnavailable(
            f"The database cannot be used: {reason}",
            hint="Check that it is there, running and writable (pingti doctor)",
        ) from error


def _prepare_sqlite(connection: Any, _: Any, busy_timeout_ms: int) -> None:
    # We begin transactions ourselves: the driver would not begin one before CREATE TABLE, and a
    # migration killed half way would stay half done.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left in free pages
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
