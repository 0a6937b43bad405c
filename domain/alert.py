"""A factory as it describes itself, what a rising item asks of a maker, and the short alert between them."""

from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from domain.figures import Figure

ANSWERS = ("can_make", "not_relevant", "sample", "sampled", "ordered", "mute")
ANSWER_WORDS = {
    "能做": "can_make", "不相关": "not_relevant", "要样": "sample", "已打样": "sampled", "已成交": "ordered",
    "静音30天": "mute",
}  # fmt: skip
SILENCE_KINDS = ("factory", "signal", "category")

# One row an alert that told of a rise: `answer` is the newest of ANSWERS, null while there is none.
ALERTS_TOLD = pl.Schema({"signal_id": pl.String(), "entity": pl.String(), "answer": pl.String()})
# One row a demand of a week: to how many factories it was sent, and what they said last.
DEMAND_ANSWERS = pl.Schema(
    {"signal_id": pl.String(), "entity": pl.String()}
    | dict.fromkeys(("sent", "answered", "can_make", "sample", "ordered", "not_relevant"), pl.Int64())
)


@dataclass(frozen=True, slots=True)
class Factory:
    """What a factory can make and how it wants to be told; what it did not state is None or empty, never 0.

    `quiet_from` and `quiet_until` are hours of its day (21 and 8: nothing from nine at night to eight);
    `direct`: it agreed to be written to at `channel`, an address of mail or the id of a configured channel.
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
    direct: bool = False

    def is_quiet(self, hour: int) -> bool:
        """Whether it wants no message in that hour of its day."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


@dataclass(frozen=True, slots=True)
class Silence:
    """Up to and with that day nothing is sent to a factory, of an item (its entity) or of a category."""

    kind: str
    value: str
    until: date
    why: str = ""
    by: str = ""
    id: int | None = None


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

    `ex_factory` is the price band a maker could ask, worked back from retail, in yuan. `figures` are all
    numbers of its words, each with where it comes from; a day is 20270106 with form "day".
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
    platform: str = ""
    complaints: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


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


@dataclass(frozen=True, slots=True)
class DemandAnswered:
    """What factories said of one demand: counts of alerts by their newest answer."""

    signal_id: str
    entity: str
    sent: int
    answered: int
    can_make: int
    sample: int
    ordered: int
    not_relevant: int

    @property
    def met(self) -> bool:
        """需求已应: somebody can make it, sent a sample or has an order."""
        return self.can_make + self.sample + self.ordered > 0


def demand_answers(told: pl.DataFrame) -> pl.DataFrame:
    """ALERTS_TOLD to DEMAND_ANSWERS, by signal; a sample asked for and one made both count as `sample`."""
    said = pl.col("answer")
    return (
        told.group_by("signal_id", "entity")
        .agg(
            sent=pl.len(),
            answered=said.count(),
            can_make=(said == "can_make").sum(),
            sample=said.is_in(["sample", "sampled"]).sum(),
            ordered=(said == "ordered").sum(),
            not_relevant=(said == "not_relevant").sum(),
        )
        .sort("signal_id")
        .select(pl.col(name).cast(kind) for name, kind in DEMAND_ANSWERS.items())
    )


def answered(frame: pl.DataFrame) -> tuple[DemandAnswered, ...]:
    """DEMAND_ANSWERS as values, in the order of the frame."""
    return tuple(DemandAnswered(**row) for row in frame.iter_rows(named=True))
