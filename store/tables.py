"""The tables of the database. Private to the store: what travels is a frozen dataclass beside each reader.

A change here needs a new file in store/migrations/versions; a test compares the two.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData, UniqueConstraint
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


class HomeFact(Table, table=True):
    """What must stay true of this home, e.g. the fingerprint of its author key."""

    __tablename__ = "home_fact"

    name: str = Field(primary_key=True)
    value: str
