"""What happened in this home: imports, crawls, the state of sources, reports, facts that must hold."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select

from store.engine import reading, writing
from store.tables import CrawlRun, HomeFact, ImportRun, ReportRow, SourceState


@dataclass(frozen=True, slots=True)
class ImportDone:
    """One file of an import. `digest` is of its bytes, `problem` a sentence for a person, None if none.

    `folder` is where it lay; `held_as` names its place in quarantine when nobody had declared its provenance.
    """

    path: str
    imported_at: datetime
    format: str | None = None
    basis: str | None = None
    digest: str | None = None
    read: int = 0
    new_posts: int = 0
    new_observations: int = 0
    unchanged: int = 0
    refused: int = 0
    refused_path: str | None = None
    problem: str | None = None
    folder: str | None = None
    held_as: str | None = None


@dataclass(frozen=True, slots=True)
class CrawlDone:
    """One crawl of one source; `outcome` is done, partial or failed, as in the ledger."""

    source: str
    started_at: datetime
    finished_at: datetime
    outcome: str
    pages: int = 0
    new_posts: int = 0
    new_observations: int = 0
    unchanged: int = 0
    refused: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What the next crawl must know of a source; `not_before` is when it may be asked again.

    `failures` counts those in a row; `cursor` holds what a spider wants to find again (ETag, last id).
    """

    source: str
    tried_at: datetime | None = None
    succeeded_at: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0
    problem: str | None = None
    cursor: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportWritten:
    """One report; `files` names the file of each format, below the home's reports folder."""

    week: str
    as_of: date
    made_at: datetime
    lang: str = "zh-CN"
    lake_version: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)


_Record = TypeVar("_Record", ImportDone, CrawlDone, SourceHealth, ReportWritten)


def record_import(engine: Engine, done: ImportDone) -> None:
    with writing(engine) as session:
        session.add(ImportRun(**asdict(done)))


def load_imports(engine: Engine, n: int = 100) -> list[ImportDone]:
    """The n files imported last, newest first."""
    query = select(ImportRun).order_by(col(ImportRun.imported_at).desc(), col(ImportRun.id).desc()).limit(n)
    with reading(engine) as session:
        return [_record(ImportDone, row) for row in session.exec(query)]


def load_held(engine: Engine) -> list[ImportDone]:
    """The newest import of each file that was put into quarantine; whether it still waits, the lake knows."""
    query = select(ImportRun).where(col(ImportRun.held_as).is_not(None)).order_by(col(ImportRun.id))
    with reading(engine) as session:
        return list({row.held_as: _record(ImportDone, row) for row in session.exec(query)}.values())


def record_crawl(engine: Engine, done: CrawlDone) -> None:
    with writing(engine) as session:
        session.add(CrawlRun(**asdict(done)))


def load_crawls(engine: Engine, n: int = 100) -> list[CrawlDone]:
    """The n crawls begun last, newest first."""
    query = select(CrawlRun).order_by(col(CrawlRun.started_at).desc(), col(CrawlRun.id).desc()).limit(n)
    with reading(engine) as session:
        return [_record(CrawlDone, row) for row in session.exec(query)]


def record_source(engine: Engine, health: SourceHealth) -> None:
    """Put this in the place of what was known of the source."""
    with writing(engine) as session:
        session.merge(SourceState(**asdict(health)))


def load_sources(engine: Engine) -> dict[str, SourceHealth]:
    """Every source that was ever tried, by name."""
    with reading(engine) as session:
        rows = session.exec(select(SourceState).order_by(col(SourceState.source)))
        return {row.source: _record(SourceHealth, row) for row in rows}


def record_report(engine: Engine, report: ReportWritten) -> None:
    """Put this in the place of an older report of the same week and language."""
    same = select(ReportRow.id).where(col(ReportRow.week) == report.week, col(ReportRow.lang) == report.lang)
    with writing(engine) as session:
        session.merge(ReportRow(id=session.exec(same).one_or_none(), **asdict(report)))


def load_reports(engine: Engine) -> list[ReportWritten]:
    """Every report, newest week first."""
    query = select(ReportRow).order_by(col(ReportRow.week).desc(), col(ReportRow.lang))
    with reading(engine) as session:
        return [_record(ReportWritten, row) for row in session.exec(query)]


def record_fact(engine: Engine, name: str, value: str) -> str:
    """Write a fact down once; returns the value that holds, which is the first one ever recorded."""
    try:
        with writing(engine) as session:
            known = session.get(HomeFact, name)
            if known is None:
                session.add(HomeFact(name=name, value=value))
            return known.value if known else value
    except IntegrityError:  # another process was first
        return load_fact(engine, name) or value


def load_fact(engine: Engine, name: str) -> str | None:
    with reading(engine) as session:
        known = session.get(HomeFact, name)
        return known.value if known else None


def _record(kind: type[_Record], row: SQLModel) -> _Record:
    return kind(**{item.name: getattr(row, item.name) for item in fields(kind)})
