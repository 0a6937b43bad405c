"""Disputes of companies against claims: filed, decided by a person, never deleted."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import polars as pl
from sqlalchemy import Engine
from sqlmodel import col, select

from domain.dispute import Dispute, without_hidden
from domain.errors import BadSettings
from store.annotations import load_mentions, load_relations
from store.engine import reading, writing
from store.lake import Lake
from store.tables import DisputeRow

_FIELDS = [name for name in Dispute.__slots__ if name != "id"]


def file_dispute(engine: Engine, dispute: Dispute) -> tuple[int, bool]:
    """Its number, and whether it is new: the same claim by the same company, still open, is filed once."""
    with writing(engine) as session:
        same = select(DisputeRow).where(
            *(
                getattr(DisputeRow, name) == getattr(dispute, name)
                for name in ("relation", "subject", "object", "filed_by")
            ),
            col(DisputeRow.state) == "open",
        )
        row = session.exec(same).first()
        if row is not None:
            assert row.id is not None  # noqa: S101  it is stored
            return row.id, False
        row = DisputeRow(**{name: getattr(dispute, name) for name in _FIELDS}, applied=False)
        session.add(row)
        session.flush()
        assert row.id is not None  # noqa: S101
        return row.id, True


def load_disputes(engine: Engine, *, unapplied: bool = False) -> list[Dispute]:
    """All of them, the oldest first; or those that what was written before does not know of."""
    query = select(DisputeRow).order_by(col(DisputeRow.id))
    if unapplied:
        query = query.where(col(DisputeRow.applied).is_(False))
    with reading(engine) as session:
        return [
            Dispute(**{name: getattr(row, name) for name in _FIELDS}, id=row.id)
            for row in session.exec(query)
        ]


def decide_dispute(engine: Engine, id: int, state: str, by: str, why: str, at: datetime) -> Dispute:
    """Write down what a person decided; a later decision takes its place. Raises BadSettings."""
    with writing(engine) as session:
        row = session.get(DisputeRow, id)
        if row is None:
            raise BadSettings(f"There is no dispute {id}", hint="See them with: pingti dispute --list")
        row.state, row.decided_by, row.decided_why, row.decided_at = state, by, why, at
        row.applied = False
        session.flush()
        return Dispute(**{name: getattr(row, name) for name in _FIELDS}, id=row.id)


def hidden_posts(lake: Lake, months: Sequence[str] | None, disputes: Iterable[Dispute]) -> list[str]:
    """Keys of the posts of these months (all when None) that make a hidden claim."""
    hiding = [one for one in disputes if one.hides]
    if not hiding:
        return []
    keys: list[str] = []
    for month in months if months is not None else sorted(lake.batches("relations")):
        _, found = without_hidden(load_relations(lake, [month]), load_mentions(lake, [month]), hiding)
        keys += found.to_list()
    return sorted(keys)


def days_of_claims(lake: Lake, disputes: Iterable[Dispute]) -> list[date]:
    """The days of the posts that make such a claim."""
    keys = hidden_posts(lake, None, disputes)
    if not keys:
        return []
    posts = lake.scan("posts").filter(pl.col("key").is_in(keys))
    return posts.select(pl.col("day").drop_nulls().unique().sort()).collect()["day"].to_list()


def mark_applied(engine: Engine, disputes: Sequence[Dispute]) -> None:
    """What was written before knows of these as they stand here; one changed meanwhile is left."""
    with writing(engine) as session:
        for one in disputes:
            row = session.get(DisputeRow, one.id)
            if row is not None and row.state == one.state:
                row.applied = True
