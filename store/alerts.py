"""Factories, the alerts they were told, what was held back and why, and what they answered."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, func
from sqlmodel import col, select

from domain.alert import ALERTS_TOLD, Alert, Answer, Factory, SentBefore
from domain.errors import BadInput
from store.engine import reading, writing
from store.tables import AlertRow, AnswerRow, FactoryRow, HeldBackRow

MUTE_DAYS = 30
_ALERT = TypeAdapter(Alert)


@dataclass(frozen=True, slots=True)
class AlertTold:
    """An alert and what it was about; its `features` teach the matching once it is answered."""

    alert: Alert
    week: str
    category: str
    stage: str
    made_at: datetime


def save_factories(engine: Engine, factories: Iterable[Factory], at: datetime) -> tuple[int, int]:
    """(new, changed): each profile in the place of the one before; a silence that was asked for stays."""
    new = changed = 0
    with writing(engine) as session:
        for factory in factories:
            row = session.get(FactoryRow, factory.id)
            body = _plain(asdict(replace(factory, muted_until=None)))
            muted = factory.muted_until or (row.muted_until if row else None)
            if row is None:
                new += 1
            elif row.body != body or row.muted_until != muted:
                changed += 1
            else:
                continue
            session.merge(
                FactoryRow(id=factory.id, name=factory.name, body=body, imported_at=at, muted_until=muted)
            )
    return new, changed


def load_factories(engine: Engine) -> list[Factory]:
    """Every profile, by id."""
    with reading(engine) as session:
        rows = session.exec(select(FactoryRow).order_by(col(FactoryRow.id)))
        return [_factory(row.body, row.muted_until) for row in rows]


def tell_alerts(
    engine: Engine, week: str, told: Sequence[AlertTold], held: Iterable[tuple[str, str, str]]
) -> int:
    """Add alerts that were not told yet, and put the held-back (factory, signal, reason) of the week anew."""
    added = 0
    with writing(engine) as session:
        for one in told:
            if session.get(AlertRow, one.alert.fingerprint) is not None:
                continue
            added += 1
            session.add(
                AlertRow(
                    fingerprint=one.alert.fingerprint,
                    factory_id=one.alert.factory_id,
                    signal_id=one.alert.signal_id,
                    entity=one.alert.entity,
                    category=one.category,
                    kind=one.alert.kind,
                    stage=one.stage,
                    week=week,
                    score=one.alert.score,
                    features=list(one.alert.features),
                    body=_plain(asdict(one.alert)),
                    made_at=one.made_at,
                )
            )
        session.exec(delete(HeldBackRow).where(col(HeldBackRow.week) == week))
        for (factory_id, signal_id), reason in {(f, s): r for f, s, r in held}.items():
            session.add(HeldBackRow(week=week, factory_id=factory_id, signal_id=signal_id, reason=reason))
    return added


def load_sent(engine: Engine, since: datetime) -> list[SentBefore]:
    """The alerts told since then, as limits and repeats see them."""
    query = select(AlertRow).where(col(AlertRow.made_at) >= since).order_by(col(AlertRow.made_at))
    with reading(engine) as session:
        return [
            SentBefore(row.factory_id, row.entity, row.kind, row.stage, row.made_at)
            for row in session.exec(query)
        ]


def load_alerts(
    engine: Engine,
    *,
    week: str | None = None,
    factory_id: str | None = None,
    entity: str | None = None,
    fingerprint: str | None = None,
) -> list[AlertTold]:
    """The alerts told that fit, by factory, best match first."""
    query = select(AlertRow).order_by(
        col(AlertRow.factory_id), col(AlertRow.score).desc(), col(AlertRow.fingerprint)
    )
    asked = {"week": week, "factory_id": factory_id, "entity": entity, "fingerprint": fingerprint}
    for name, value in asked.items():
        if value is not None:
            query = query.where(getattr(AlertRow, name) == value)
    with reading(engine) as session:
        return [
            AlertTold(_ALERT.validate_python(row.body), row.week, row.category, row.stage, row.made_at)
            for row in session.exec(query)
        ]


def load_held_back(engine: Engine, week: str | None = None) -> list[tuple[str, str, str]]:
    """(factory, signal, reason) of the week, by default of all."""
    query = select(HeldBackRow).order_by(col(HeldBackRow.id))
    if week is not None:
        query = query.where(col(HeldBackRow.week) == week)
    with reading(engine) as session:
        return [(row.factory_id, row.signal_id, row.reason) for row in session.exec(query)]


def record_answer(engine: Engine, fingerprint: str, answer: str, came_by: str, at: datetime) -> bool:
    """Write an answer down once; a wish for silence mutes the factory. False when it was known already."""
    with writing(engine) as session:
        alert = session.get(AlertRow, fingerprint)
        if alert is None:
            raise BadInput(
                f"There is no alert {fingerprint}", hint="Give back the list that pingti alerts wrote"
            )
        same = select(AnswerRow).where(
            col(AnswerRow.fingerprint) == fingerprint, col(AnswerRow.answer) == answer
        )
        if session.exec(same).first() is not None:
            return False
        session.add(AnswerRow(fingerprint=fingerprint, answer=answer, came_by=came_by, answered_at=at))
        factory = session.get(FactoryRow, alert.factory_id)
        if answer == "mute" and factory is not None:
            factory.muted_until = (at + timedelta(days=MUTE_DAYS)).date()
            session.add(factory)
        return True


def load_answers(engine: Engine) -> list[Answer]:
    """The newest answer to each alert, with the match it was an answer to."""
    query = (
        select(AnswerRow, AlertRow)
        .join(AlertRow, col(AlertRow.fingerprint) == col(AnswerRow.fingerprint))
        .order_by(col(AnswerRow.id))
    )
    with reading(engine) as session:
        newest = {
            alert.fingerprint: Answer(
                alert.factory_id, alert.entity, alert.category, row.answer, tuple(alert.features)
            )
            for row, alert in session.exec(query)
        }
    return list(newest.values())


def load_answered(engine: Engine, fingerprint: str) -> list[tuple[str, str, datetime]]:
    """(answer, how it came, when) of one alert, oldest first; the last one holds."""
    query = select(AnswerRow).where(col(AnswerRow.fingerprint) == fingerprint).order_by(col(AnswerRow.id))
    with reading(engine) as session:
        return [(row.answer, row.came_by, row.answered_at) for row in session.exec(query)]


def load_told(engine: Engine, week: str, until: datetime | None = None) -> pl.DataFrame:
    """ALERTS_TOLD of the week: each rising alert with the newest answer to it (that came `until` then)."""
    newest = select(func.max(col(AnswerRow.id))).group_by(col(AnswerRow.fingerprint))
    if until is not None:
        newest = newest.where(col(AnswerRow.answered_at) <= until)
    query = (
        select(AlertRow.signal_id, AlertRow.entity, AnswerRow.answer)
        .join(
            AnswerRow,
            (col(AnswerRow.fingerprint) == col(AlertRow.fingerprint)) & col(AnswerRow.id).in_(newest),
            isouter=True,
        )
        .where(col(AlertRow.week) == week, col(AlertRow.kind) == "rising")
        .order_by(col(AlertRow.fingerprint))
    )
    with reading(engine) as session:
        return pl.DataFrame(list(session.exec(query)), schema=ALERTS_TOLD, orient="row")


def _factory(body: dict[str, Any], muted_until: date | None) -> Factory:
    listed: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in body.items()
    }
    listed["muted_until"] = muted_until
    return Factory(**listed)


def _plain(value: Any) -> Any:
    """What JSON can hold: days as text, tuples as lists."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
