"""Silences that people asked for, over alerts to a factory, of an item or of a category."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import col, select

from domain.alert import Silence
from store.engine import reading, writing
from store.tables import SilenceRow


def save_silence(engine: Engine, silence: Silence, at: datetime) -> Silence:
    """Add it; one of the same kind and value takes its place."""
    with writing(engine) as session:
        same = select(SilenceRow).where(
            col(SilenceRow.kind) == silence.kind, col(SilenceRow.value) == silence.value
        )
        for row in session.exec(same):
            session.delete(row)
        new = SilenceRow(
            kind=silence.kind, value=silence.value, until=silence.until, why=silence.why, by=silence.by,
            made_at=at,
        )  # fmt: skip
        session.add(new)
        session.flush()
        return replace(silence, id=new.id)


def load_silences(engine: Engine, today: date) -> list[Silence]:
    """Those that hold today, the oldest first."""
    query = select(SilenceRow).where(col(SilenceRow.until) >= today).order_by(col(SilenceRow.id))
    with reading(engine) as session:
        return [
            Silence(row.kind, row.value, row.until, row.why, row.by, row.id) for row in session.exec(query)
        ]
