"""Words out of the rows of the database: ledgers, summaries, problems that may name what is forgotten."""

import json
from typing import Any

from sqlalchemy import JSON, Engine, String, Table, select, update

from domain.withdrawal import Withdrawn
from store.engine import reading, writing
from store.tables import Table as Declared

# What they hold is a digest or a fact of the home, and never text of a post.
_LEFT_ALONE = ("forgotten", "home_fact")


def scrub(engine: Engine, what: Withdrawn, *, only_look: bool = False) -> int:
    """Put a mark in the place of every word in every text of the database; gives how many rows held one.

    Columns that tell rows apart (keys) are left. On SQLite what stood there is overwritten on the disk.
    """
    rows = 0
    for name, table in Declared.metadata.tables.items():
        if name not in _LEFT_ALONE:
            rows += _scrub_table(engine, table, what, only_look=only_look)
    if rows and not only_look and engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ROLLBACK") if connection.in_transaction() else None
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return rows


def _scrub_table(engine: Engine, table: Table, what: Withdrawn, *, only_look: bool) -> int:
    keys = list(table.primary_key.columns)
    texts = [one for one in table.columns if _is_text(one.type) and not one.primary_key]
    if not texts:
        return 0
    with reading(engine) as session:
        rows = session.execute(select(*keys, *texts)).all()
    held = 0
    for row in rows:
        changed = {}
        for column in texts:
            value = row._mapping[column]
            clean = _clean(value, what)
            if clean != value:
                changed[column.name] = clean
        held += bool(changed)
        if changed and not only_look:
            same = [key == row._mapping[key] for key in keys]
            with writing(engine) as session:
                session.execute(update(table).where(*same).values(**changed))
    return held


def _is_text(kind: Any) -> bool:
    """A text or JSON column, also where SQLModel has wrapped its type."""
    return isinstance(getattr(kind, "impl_instance", kind), String | JSON)


def _clean(value: Any, what: Withdrawn) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return what.cut_from(value)
    left = _without_proof(value, what)
    text = json.dumps(left, ensure_ascii=False)
    clean = what.cut_from(text)
    return left if clean == text else json.loads(clean)


def _without_proof(value: Any, what: Withdrawn) -> Any:
    """What a pick or an alert quotes of such a post, as told by its `key`, and lists of keys."""
    if isinstance(value, dict):
        return {name: _without_proof(inside, what) for name, inside in value.items()}
    if isinstance(value, list):
        kept = [one for one in value if not _is_proof(one, what)]
        return [_without_proof(one, what) for one in kept]
    return value


def _is_proof(value: Any, what: Withdrawn) -> bool:
    return (value.get("key") if isinstance(value, dict) else value) in what.keys if _named(value) else False


def _named(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and isinstance(value.get("key"), str))
