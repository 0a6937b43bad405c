"""What the API gives, as OpenAPI describes it."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel


class Signal(BaseModel):
    """One SIGNALS row; platform "*" is all platforms together, null means unknown."""

    as_of: date
    entity: str
    platform: str
    detector: str
    score: float | None
    alert: bool | None
    stage: str | None
    kind: str | None
    posts: int | None
    voices: int | None
    expected: float | None
    lift: float | None
    lift_low: float | None
    lift_high: float | None
    p_value: float | None
    q_value: float | None
    forecast_4w: float | None
    forecast_low: float | None
    forecast_high: float | None
    abstained: str | None
    forecast_12w: float | None
    forecast_12w_low: float | None
    forecast_12w_high: float | None
    peak_from: date | None
    peak_until: date | None
    why: str | None
    evidence: list[str] | None
    story: str | None


class SignalPage(BaseModel):
    """`next_cursor` asks for what follows, null on the last page; `as_of` null: nothing was found yet."""

    as_of: date | None
    items: list[Signal]
    next_cursor: str | None


class ReportLink(BaseModel):
    """One written report; `files` gives a path on this server per format."""

    week: str
    lang: str
    as_of: date
    made_at: datetime
    lake_version: int
    files: dict[str, str]
    summary: dict[str, Any]


class PickShown(BaseModel):
    """One pick for marketing; `body` holds all of it, `status` and `result` what people made of it."""

    id: str
    week: str
    entity: str
    category: str
    rank: int
    priority: str
    made_at: datetime
    body: dict[str, Any]
    owner: str
    status: str
    result: str


class PickPage(BaseModel):
    week: str | None
    items: list[PickShown]


class AlertSent(BaseModel):
    """An alert that was made, where its message stands by channel, and (answer, how, when), newest last."""

    fingerprint: str
    factory_id: str
    factory: str
    signal_id: str
    kind: str
    week: str
    made_at: datetime
    why_you: list[str]
    deliveries: dict[str, str]
    answers: list[tuple[str, str, datetime]]


class AlertNotSent(BaseModel):
    """A match that became no alert, with its reason."""

    factory_id: str
    factory: str
    signal_id: str
    reason: str


class SilenceShown(BaseModel):
    kind: str
    value: str
    until: date
    why: str
    by: str


class AlertWhy(BaseModel):
    """Why a factory was told, or of an item who was told and who was not; `kind` is factory or signal."""

    kind: str
    about: str
    sent: list[AlertSent]
    not_sent: list[AlertNotSent]
    silences: list[SilenceShown]


class ReportPage(BaseModel):
    items: list[ReportLink]
    next_cursor: str | None


class WeekOfVoices(BaseModel):
    """Seven days up to `until`; `voices` null: the crawl saw too little to say."""

    until: date
    voices: int | None


class Claim(BaseModel):
    """What posts say of it, unchecked: polarity claimed, denied or asked."""

    kind: str
    subject: str | None
    object: str | None
    polarity: str | None
    posts: int
    sentence: str | None


class Edge(BaseModel):
    """What posts say of two entities, by independent voices; `status` says how well it stands.

    asked, claimed, disputed, corroborated and rejected are talk; verified has a `proof`: person (confirmed
    it), table (a label or filing) or label (quoted by two voices or more). `confidence` puts edges in order.
    """

    relation: str
    subject: str
    object: str
    status: str
    proof: str | None
    confidence: float
    voices: int
    claimed: int
    denied: int
    asked: int
    seller_share: float | None
    posts: int
    platforms: list[str]
    first_seen: date
    last_seen: date
    evidence: list[str]


class GraphPage(BaseModel):
    """The evidence graph of a day, the surest edges first; `more` edges were left off."""

    as_of: date | None
    items: list[Edge]
    more: int


class Entity(BaseModel):
    """Everything known of one entity on the newest day with signals."""

    entity: str
    as_of: date
    signals: list[Signal]
    weeks: list[WeekOfVoices]
    claims: list[Claim]


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
