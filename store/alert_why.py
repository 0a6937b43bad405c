"""Why was this sent, or not: what is kept of alerts to a factory, or of an item."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from domain.alert import Silence
from store.alerts import load_alerts, load_answered, load_factories, load_held_back
from store.deliveries import load_deliveries
from store.silences import load_silences


@dataclass(frozen=True, slots=True)
class Sent:
    """An alert that was made: why this factory, where its message stands by channel, what was answered."""

    fingerprint: str
    factory_id: str
    factory: str
    signal_id: str
    kind: str
    week: str
    made_at: datetime
    why_you: tuple[str, ...]
    deliveries: dict[str, str]
    answers: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class NotSent:
    """A match that became no alert, and the reason as of the last run of its week."""

    factory_id: str
    factory: str
    signal_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Why:
    """`about` is a factory's id or an item's entity, `kind` factory or signal."""

    kind: str
    about: str
    sent: tuple[Sent, ...]
    not_sent: tuple[NotSent, ...]
    silences: tuple[Silence, ...]


def why(engine: Engine, kind: str, about: str, today: date) -> Why:
    """All that is known of that factory (by id) or item (by entity), newest week first."""
    names = {factory.id: factory.name for factory in load_factories(engine)}
    asked = {"factory_id": about} if kind == "factory" else {"entity": about}
    told = sorted(load_alerts(engine, **asked), key=lambda one: one.made_at, reverse=True)
    sent = tuple(
        Sent(
            fingerprint=one.alert.fingerprint,
            factory_id=one.alert.factory_id,
            factory=names.get(one.alert.factory_id, one.alert.factory_id),
            signal_id=one.alert.signal_id,
            kind=one.alert.kind,
            week=one.week,
            made_at=one.made_at,
            why_you=one.alert.why_you,
            deliveries={
                row.channel: row.state
                for row in load_deliveries(engine, fingerprint=f"alert:{one.alert.fingerprint}")
            },
            answers=tuple(load_answered(engine, one.alert.fingerprint)),
        )
        for one in told
    )
    held = tuple(
        NotSent(factory_id, names.get(factory_id, factory_id), signal, reason)
        for factory_id, signal, reason in reversed(load_held_back(engine))
        if (factory_id == about if kind == "factory" else signal.startswith(f"{about}@"))
    )
    silences = tuple(one for one in load_silences(engine, today) if (one.kind, one.value) == (kind, about))
    return Why(kind, about, sent, held, silences)


def named(engine: Engine, text: str) -> tuple[str, str] | None:
    """What a person means by it: (factory, id), (signal, entity) or None for what no alert knows.

    A factory by id or name; an item by entity, signal id or name.
    """
    for factory in load_factories(engine):
        if text in (factory.id, factory.name):
            return "factory", factory.id
    entity = text.partition("@")[0]
    if ":" in entity:
        return "signal", entity
    known = {one.alert.entity for one in load_alerts(engine)}
    known |= {signal.partition("@")[0] for _, signal, _ in load_held_back(engine)}
    return next((("signal", one) for one in sorted(known) if one.partition(":")[2] == text), None)
