import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from domain.errors import BadSettings, StoreLocked, StoreUnavailable
from store.engine import migrate, open_database, reading, writing
from store.ledger import Ledger
from store.runs import ImportDone, load_imports, record_fact, record_import

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "no url at all secret", ""])
def test_a_wrong_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadSettings) as refused:
        open_database(url)
    assert "secret" not in str(refused.value)


def test_opening_touches_nothing(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'home.db'}")
    assert not (tmp_path / "home.db").exists()
    engine.dispose()


def test_sqlite_is_prepared(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'home.db'}")
    with engine.connect() as connection:
        pragmas = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in PREPARED}
    engine.dispose()
    assert pragmas == PREPARED


PREPARED = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_locked_sqlite_is_said(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'home.db'}", busy_timeout_ms=50)
    migrate(engine)
    other = sqlite3.connect(tmp_path / "home.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked, match="again"):
        Ledger(engine).claim("crawl", NOON, 60, NOON)
    with pytest.raises(StoreLocked, match="again"):
        record_fact(engine, "a", "b")
    assert Ledger(engine).recent(5) == []  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    assert Ledger(engine).claim("crawl", NOON, 60, NOON) is not None
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_locked_postgresql_is_said(empty_database: Engine, database_url: str) -> None:
    migrate(empty_database)
    impatient = open_database(database_url + "%20-clock_timeout%3D50ms")
    with empty_database.begin() as other:
        other.execute(text("LOCK TABLE job_run IN EXCLUSIVE MODE"))
        with pytest.raises(StoreLocked, match="again"):
            Ledger(impatient).claim("crawl", NOON, 60, NOON)
    impatient.dispose()


def test_another_fault_is_said_with_what_to_do(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'missing' / 'home.db'}")
    with pytest.raises(StoreUnavailable, match=r"unable to open.*doctor"):
        Ledger(engine).recent(1)
    engine.dispose()


def test_a_writer_that_reads_first_waits_for_its_turn(empty_database: Engine) -> None:
    migrate(empty_database)
    with writing(empty_database) as session:
        assert session.connection().execute(text("SELECT count(*) FROM home_fact")).scalar() == 0
        session.connection().execute(text("INSERT INTO home_fact (name, value) VALUES ('a', 'b')"))
        with reading(empty_database) as beside:
            assert beside.connection().execute(text("SELECT count(*) FROM home_fact")).scalar() == 0


def test_nothing_is_kept_of_a_transaction_that_failed(empty_database: Engine) -> None:
    migrate(empty_database)
    with pytest.raises(ZeroDivisionError), writing(empty_database) as session:
        session.connection().execute(text("INSERT INTO home_fact (name, value) VALUES ('a', 'b')"))
        raise ZeroDivisionError
    with reading(empty_database) as session:
        assert session.connection().execute(text("SELECT count(*) FROM home_fact")).scalar() == 0


def test_instants_come_back_aware_and_in_utc(empty_database: Engine) -> None:
    migrate(empty_database)
    there = NOON.astimezone(timezone(timedelta(hours=8)))
    record_import(empty_database, ImportDone("a.jsonl", there))
    found = load_imports(empty_database)[0].imported_at
    assert (found, found.tzinfo) == (NOON, UTC)


def test_a_naive_instant_is_refused(empty_database: Engine) -> None:
    migrate(empty_database)
    with pytest.raises(Exception, match="no time zone"):
        record_import(empty_database, ImportDone("a.jsonl", NOON.replace(tzinfo=None)))
    assert load_imports(empty_database) == []
