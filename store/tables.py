"""The tables of the database. Private to the store: what travels is a frozen dataclass beside each reader.

A change here needs a new file in store/migrations/versions; a test compares the two.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.instants import UtcInstant


class Table(SQLModel):
    """Own metadata, with names for every constraint: a later migration must be able to name them."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _instant(**options: Any) -> Any:
    return Field(sa_type=UtcInstant, **options)


class JobRun(Table, table=True):
    """One job at one intended time: lease while it runs, then history. `attempt` fences off old holders."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "intended_at"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str
    intended_at: datetime = _instant()
    attempt: int
    lease_seconds: int
    claimed_at: datetime = _instant(index=True)
    lease_until: datetime = _instant()
    finished_at: datetime | None = _instant(default=None)
    outcome: str | None = None
    summary: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class ImportRun(Table, table=True):
    """One file that was imported, or could not be."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True)
    path: str
    digest: str | None = Field(default=None, index=True)
    format: str | None = None
    basis: str | None = None
    read: int
    new_posts: int
    new_observations: int
    unchanged: int
    refused: int
    refused_path: str | None = None
    problem: str | None = None
    imported_at: datetime = _instant(index=True)
    folder: str | None = None
    held_as: str | None = None


class ProvenanceRow(Table, table=True):
    """One entry of the provenance ledger; the newest of a scope holds."""

    __tablename__ = "provenance"

    id: int | None = Field(default=None, primary_key=True)
    scope: str = Field(index=True)
    basis: str
    provider: str
    tool: str
    audiences: list[str] = Field(sa_type=JSON)
    expires_on: date | None = None
    declared_at: datetime | None = _instant(default=None)
    declared_by: str


class SourceState(Table, table=True):
    """What the next crawl of a source must know; one row a source."""

    __tablename__ = "source_state"

    source: str = Field(primary_key=True)
    tried_at: datetime | None = _instant(default=None)
    succeeded_at: datetime | None = _instant(default=None)
    not_before: datetime | None = _instant(default=None)
    failures: int
    problem: str | None = None
    cursor: dict[str, Any] = Field(sa_type=JSON)


class CrawlRun(Table, table=True):
    """One crawl of one source."""

    __tablename__ = "crawl_run"

    id: int | None = Field(default=None, primary_key=True)
    source: str
    started_at: datetime = _instant(index=True)
    finished_at: datetime = _instant()
    outcome: str
    pages: int
    new_posts: int
    new_observations: int
    unchanged: int
    refused: int
    problem: str | None = None


class Collection(Table, table=True):
    """What one run of a source, or one imported file, tried and got of a query and a day.

    Written again for the same `run` it takes the place of what stood there. `tried` are pages asked for or
    rows read, `missed` queries not got whole or rows refused; `got` are posts, null = nothing is known.
    """

    __tablename__ = "collection"
    __table_args__ = (UniqueConstraint("source", "run", "platform", "query", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str
    run: str
    platform: str
    query: str
    day: date = Field(index=True)
    tried: int
    got: int | None = None
    missed: int
    outcome: str
    because: str | None = None
    at: datetime = _instant(index=True)


class PlanTaskRow(Table, table=True):
    """One query that somebody is to capture by hand in one week; how far it is, `collection` knows."""

    __tablename__ = "plan_task"
    __table_args__ = (UniqueConstraint("week", "platform", "query"),)

    id: int | None = Field(default=None, primary_key=True)
    week: str
    platform: str
    query: str
    sort: str
    depth_notes: int
    depth_days: int
    who: str
    due_day: date


class SourcePolicyRow(Table, table=True):
    """By which rules a source was collected; a change is a new row, the newest one holds."""

    __tablename__ = "source_policy"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(index=True)
    reader: str
    host: str
    switched_on: bool
    looked_at: str
    looked_by: str
    terms_note: str
    every_minutes: int
    robots: str | None = None
    robots_said: str | None = None
    robots_digest: str | None = None
    robots_fetched_at: datetime | None = _instant(default=None)
    delay_seconds: float | None = None
    user_agent: str | None = None
    since: datetime = _instant()


class ReportRow(Table, table=True):
    """One report, by week and language; written again, it takes the place of the older one."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("week", "lang"),)

    id: int | None = Field(default=None, primary_key=True)
    week: str
    lang: str
    as_of: date
    made_at: datetime = _instant()
    lake_version: int
    files: dict[str, str] = Field(sa_type=JSON)
    summary: dict[str, Any] = Field(sa_type=JSON)


class DeliveryRow(Table, table=True):
    """One message for one channel, from being queued to its arrival; what domain.delivery.Delivery says."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("fingerprint", "channel"),
        Index(None, "channel", "state", "next_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str
    channel: str
    what: str
    title: str
    message: dict[str, Any] = Field(sa_type=JSON)
    state: str
    attempts: int
    queued_at: datetime = _instant(index=True)
    due_at: datetime = _instant()
    next_at: datetime = _instant()
    parts: int | None = None
    done_parts: list[str] = Field(sa_type=JSON)
    sent_at: datetime | None = _instant(default=None)
    problem: str | None = None
    bundle: str | None = Field(default=None, index=True)
    bundled_in: int | None = None


class DeliveryAttempt(Table, table=True):
    """One attempt at one part of a delivery."""

    __tablename__ = "delivery_attempts"
    __table_args__ = (Index(None, "channel", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    delivery: int = Field(index=True)
    channel: str
    part: str
    at: datetime = _instant()
    outcome: str
    words: str | None = None


class DeliveryLane(Table, table=True):
    """Who sends to a channel now, and until when the channel is left alone; one row a channel."""

    __tablename__ = "delivery_lanes"

    channel: str = Field(primary_key=True)
    holder: str | None = None
    lease_until: datetime | None = _instant(default=None)
    not_before: datetime | None = _instant(default=None)
    failures: int
    problem: str | None = None


class HomeFact(Table, table=True):
    """What must stay true of this home, e.g. the fingerprint of its author key."""

    __tablename__ = "home_fact"

    name: str = Field(primary_key=True)
    value: str


class PickRow(Table, table=True):
    """One pick of one week, and what people made of it."""

    __tablename__ = "pick"

    id: str = Field(primary_key=True)
    week: str = Field(index=True)
    entity: str
    category: str
    rank: int
    priority: str
    made_at: datetime = _instant()
    made_from: str
    body: dict[str, Any] = Field(sa_type=JSON)
    owner: str
    status: str
    result: str
    decided_at: datetime | None = _instant(default=None)


class FactoryRow(Table, table=True):
    """One factory as it described itself last; `body` is its profile."""

    __tablename__ = "factory"

    id: str = Field(primary_key=True)
    name: str
    body: dict[str, Any] = Field(sa_type=JSON)
    imported_at: datetime = _instant()
    muted_until: date | None = None


class AlertRow(Table, table=True):
    """One alert as it was told; it never changes."""

    __tablename__ = "alert"

    fingerprint: str = Field(primary_key=True)
    factory_id: str = Field(index=True)
    signal_id: str
    entity: str = Field(index=True)
    category: str
    kind: str
    stage: str
    week: str = Field(index=True)
    score: float
    features: list[float] = Field(sa_type=JSON)
    body: dict[str, Any] = Field(sa_type=JSON)
    made_at: datetime = _instant(index=True)


class HeldBackRow(Table, table=True):
    """Why a match of a week became no alert, as of the last run for that week."""

    __tablename__ = "alert_held_back"
    __table_args__ = (UniqueConstraint("week", "factory_id", "signal_id"),)

    id: int | None = Field(default=None, primary_key=True)
    week: str = Field(index=True)
    factory_id: str
    signal_id: str
    reason: str


class AnswerRow(Table, table=True):
    """What a factory said of an alert; the newest holds."""

    __tablename__ = "alert_answer"
    __table_args__ = (UniqueConstraint("fingerprint", "answer"),)

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(index=True)
    answer: str
    came_by: str
    answered_at: datetime = _instant()


class SilenceRow(Table, table=True):
    """Until when nothing is sent to a factory, of an item or of a category; one ended early is deleted."""

    __tablename__ = "alert_silence"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    value: str
    until: date
    why: str
    by: str
    made_at: datetime = _instant()


class DisputeRow(Table, table=True):
    """What a company says against a claim; `applied`: what was written before knows of its state."""

    __tablename__ = "dispute"

    id: int | None = Field(default=None, primary_key=True)
    relation: str
    subject: str
    object: str
    filed_by: str
    why: str
    came_by: str
    filed_at: datetime = _instant()
    state: str
    decided_by: str
    decided_why: str
    decided_at: datetime | None = _instant(default=None)
    applied: bool


class Forgotten(Table, table=True):
    """One post or author that was forgotten and must not come back: a keyed digest, never the id itself."""

    __tablename__ = "forgotten"

    digest: str = Field(primary_key=True)
    kind: str
    forgotten_at: datetime = _instant(index=True)
    reason: str
    by: str


class DecisionRow(Table, table=True):
    """One human decision (domain/decision.py); it never changes, the newest on a matter holds."""

    __tablename__ = "decision"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str = Field(index=True)
    relation: str
    object: str
    verdict: str
    value: str
    by: str
    reason: str
    decided_at: datetime = _instant()
