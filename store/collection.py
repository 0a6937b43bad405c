"""What was tried, got and missed, by source, query and day. Failed is missing, never zero."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, case, delete, func, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from domain.collecting import SourceDay, SourceDays
from store.engine import reading, writing
from store.tables import Collection

GOT = ("got", "unchanged", "partly")


@dataclass(frozen=True, slots=True)
class Collected:
    """One query of one day by one run; `run` names the crawl or the file, so that it can be told twice.

    `source` is a source's id or `import:FORMAT`; platform and query are "" where there is none. `tried` are
    pages asked for or rows read; `got` posts, None = nothing is known; `missed` queries that were not got
    whole, or rows refused. `outcome`: got, unchanged, partly, missed, or held: read, and in quarantine.
    """

    source: str
    run: str
    platform: str
    query: str
    day: date
    tried: int
    got: int | None
    missed: int
    outcome: str
    at: datetime
    because: str | None = None


def save_collected(engine: Engine, rows: Sequence[Collected]) -> None:
    """Write down what runs did; a run that was told before is told anew, whole."""
    runs = {(row.source, row.run) for row in rows}
    with writing(engine) as session:
        for source, run in sorted(runs):
            same = (col(Collection.source) == source, col(Collection.run) == run)
            session.execute(delete(Collection).where(*same))
        session.add_all(Collection(**asdict(row)) for row in rows)


def release_collected(engine: Engine, run: str) -> None:
    """What a file brought into quarantine is got from now on, by the day on which it was captured."""
    held = (col(Collection.run) == run, col(Collection.outcome) == "held")
    with writing(engine) as session:
        session.execute(update(Collection).where(*held).values(outcome="got"))


def load_collected(engine: Engine, since: date, until: date | None = None) -> list[Collected]:
    """The rows of the days since … until, both included, by day, source, platform and query."""
    query = select(Collection).where(col(Collection.day) >= since)
    if until is not None:
        query = query.where(col(Collection.day) <= until)
    order = (Collection.day, Collection.source, Collection.platform, Collection.query, Collection.id)
    with reading(engine) as session:
        return [_row(row) for row in session.exec(query.order_by(*map(col, order)))]


def load_days(engine: Engine, last: date, days: int = 7) -> tuple[SourceDays, ...]:
    """Each source that was tried in the days up to `last`, with every one of these days, by name."""
    since = last - timedelta(days=days - 1)
    failed = case((col(Collection.outcome).in_(("missed", "partly")), 1), else_=0)
    query = (
        select_columns(
            col(Collection.source),
            col(Collection.day),
            func.count(),
            func.sum(failed),
            func.sum(col(Collection.got)),
        )
        .where(col(Collection.day).between(since, last))
        .group_by(col(Collection.source), col(Collection.day))
        .order_by(col(Collection.source))
    )
    with reading(engine) as session:
        found = session.execute(query).all()
    known = {(source, day): SourceDay(day, tries, bad, got) for source, day, tries, bad, got in found}
    every = [since + timedelta(days=n) for n in range(days)]
    return tuple(
        SourceDays(source, tuple(known.get((source, day), SourceDay(day)) for day in every))
        for source in sorted({source for source, _ in known})
    )


def _row(row: Collection) -> Collected:
    return Collected(**{item.name: getattr(row, item.name) for item in fields(Collected)})


def got_days(rows: Iterable[Collected]) -> dict[tuple[str, str], dict[date, int]]:
    """(platform, query as it was said) -> day -> posts, of the rows by which something was captured."""
    found: dict[tuple[str, str], dict[date, int]] = {}
    for row in rows:
        if row.outcome in GOT and row.platform and row.query:
            by_day = found.setdefault((row.platform, row.query), {})
            by_day[row.day] = by_day.get(row.day, 0) + (row.got or 0)
    return found
