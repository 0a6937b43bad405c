"""Picks and what people made of them: a pick written again keeps its owner, status and result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select

from store.engine import reading, writing
from store.tables import PickRow


@dataclass(frozen=True, slots=True)
class PickKept:
    """One pick of a week; `body` is the pick as it was built, for people and programs."""

    id: str
    week: str
    entity: str
    category: str
    rank: int
    priority: str
    made_at: datetime
    made_from: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    owner: str = ""
    status: str = "new"
    result: str = ""
    decided_at: datetime | None = None


def save_picks(engine: Engine, week: str, picks: Sequence[PickKept]) -> None:
    """Put these in the place of the week's picks; one nobody has touched and that is gone, goes."""
    with writing(engine) as session:
        known = {row.id: row for row in session.exec(select(PickRow).where(col(PickRow.week) == week))}
        for pick in picks:
            row = known.pop(pick.id, None)
            said = (row.owner, row.status, row.result, row.decided_at) if row else ("", "new", "", None)
            session.merge(
                PickRow(
                    id=pick.id,
                    week=week,
                    entity=pick.entity,
                    category=pick.category,
                    rank=pick.rank,
                    priority=pick.priority,
                    made_at=pick.made_at,
                    made_from=pick.made_from,
                    body=dict(pick.body),
                    owner=said[0],
                    status=said[1],
                    result=said[2],
                    decided_at=said[3],
                )
            )
        for row in known.values():
            if row.decided_at is None:
                session.delete(row)


def load_picks(engine: Engine, week: str | None = None) -> list[PickKept]:
    """Picks of a week (default of all), newest week first, best rank first."""
    query = select(PickRow).order_by(col(PickRow.week).desc(), col(PickRow.rank), col(PickRow.id))
    if week is not None:
        query = query.where(col(PickRow.week) == week)
    with reading(engine) as session:
        return [
            PickKept(**{name: getattr(row, name) for name in PickKept.__slots__})
            for row in session.exec(query)
        ]


def record_decision(engine: Engine, id: str, owner: str, status: str, result: str, at: datetime) -> bool:
    """Write down what a person says of a pick; False if there is none. Nothing new is no decision."""
    with writing(engine) as session:
        row = session.get(PickRow, id)
        if row is None:
            return False
        if (row.owner, row.status, row.result) != (owner, status, result):
            row.owner, row.status, row.result, row.decided_at = owner, status, result, at
            session.add(row)
        return True
