"""A factory as it describes itself, what a rising item asks of a maker, and the short alert between them."""

from dataclasses import dataclass, field
from datetime import date, datetime

ANSWERS = ("can_make", "not_relevant", "sample", "sampled", "ordered", "mute")


@dataclass(frozen=True, slots=True)
class Factory:
    """What a factory can make and how it wants to be told; what it did not state is None or empty, never 0.

    `quiet_from` and `quiet_until` are hours of its day (21 and 8: nothing from nine at night to eight).
    """

    id: str
    name: str
    belt: str | None = None
    categories: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    moq_pieces: int | None = None
    lead_days: int | None = None
    certificates: tuple[str, ...] = ()
    capacity_month: int | None = None
    exports: bool | None = None
    languages: tuple[str, ...] = ()
    channel: str | None = None
    quiet_from: int = 21
    quiet_until: int = 8
    per_day: int = 1
    per_week: int = 5
    instant: bool = False
    muted_until: date | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """One rising item and what making it takes (nlp/lexicon/making.tsv); prices are retail, in yuan.

    `open_claims` names a dispute or an unproven same-factory claim: such a demand is never sent.
    """

    signal_id: str
    entity: str
    name: str
    category: str
    as_of: date
    stage: str
    lift: float
    lift_low: float
    lift_high: float
    voices: int
    platform: str = ""
    price_low: float | None = None
    price_high: float | None = None
    complaints: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    belts: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    usual_moq: int | None = None
    usual_lead_days: int | None = None
    peak_day: date | None = None
    evidence: tuple[str, ...] = ()
    open_claims: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a demand fits a factory: each reason is true of both; `score` is the chance it is relevant."""

    factory_id: str
    signal_id: str
    score: float
    reasons: tuple[str, ...]
    features: tuple[float, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Alert:
    """One item for one factory. `kind` is rising, or cooled: told once when the item fades.

    `ex_factory` is the price band a maker could ask, worked back from retail, in yuan.
    """

    fingerprint: str
    factory_id: str
    signal_id: str
    entity: str
    as_of: date
    kind: str
    why_you: tuple[str, ...]
    title: str
    body: str
    ex_factory: tuple[float, float] | None = None
    order_by: date | None = None
    evidence: tuple[str, ...] = ()
    score: float = 0.0
    features: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SentBefore:
    """An alert of the past, as the limits and the repeat interval see it."""

    factory_id: str
    entity: str
    kind: str
    stage: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a factory said of an alert, with what was known of the match when it was sent."""

    factory_id: str
    entity: str
    category: str
    answer: str
    features: tuple[float, ...]
