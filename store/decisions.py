"""The log of human decisions: rows are added, none is changed or taken out."""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlmodel import col, select

from domain.decision import Decision
from store.engine import reading, writing
from store.tables import DecisionRow


def record_decisions(engine: Engine, decisions: Sequence[Decision]) -> None:
    """Add them in this order, all or none."""
    with writing(engine) as session:
        for one in decisions:
            session.add(DecisionRow(**{name: getattr(one, name) for name in Decision.__slots__}))


def load_decisions(engine: Engine) -> list[Decision]:
    """All decisions, oldest first."""
    with reading(engine) as session:
        rows = session.exec(select(DecisionRow).order_by(col(DecisionRow.id)))
        return [Decision(**{name: getattr(row, name) for name in Decision.__slots__}) for row in rows]
