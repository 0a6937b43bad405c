"""Tables of strangers made fit for `pingti detect`, or refused with the row that is wrong.

Nothing is guessed: a negative or missing number of posts, a cell told twice or a platform without coverage
ends in BadInput. Coverage without a number (null, NaN) is a crawl that failed, as is a day without a row.
"""

from datetime import date, timedelta
from typing import cast

import polars as pl

from domain.errors import BadInput, BadSettings

LATEST_ORIGIN = timedelta(weeks=52)  # after the last covered day: later origins see only silence
CELL_BYTES = 40  # of memory an entity and day take at the most (25 measured)
HUGE = 2**53  # above it a float no longer counts by ones
_SEE = "See bench/README.md for the columns"


def read_counts(counts: pl.DataFrame) -> pl.DataFrame:
    """day, entity, platform, posts and, if it is there, authors (null = unknown), one row a cell."""
    _need(counts, "counts", ("day", "entity", "platform", "posts"))
    if counts.is_empty():
        return pl.DataFrame(
            schema={"day": pl.Date, "entity": pl.String, "platform": pl.String, "posts": pl.Int64}
        )
    found = _named(_dated(counts, "counts"), "counts", ("entity", "platform"))
    found = _whole(found, "counts", "posts", may_lack=False)
    columns = ["day", "entity", "platform", "posts"]
    if "authors" in counts.columns:
        found = _whole(found, "counts", "authors", may_lack=True)
        columns.append("authors")
    return _once(found.select(columns), "counts", ["day", "entity", "platform"])


def read_coverage(coverage: pl.DataFrame) -> pl.DataFrame:
    """day, platform, posts_seen of the days with a known number, one row a day and platform."""
    _need(coverage, "coverage", ("day", "platform", "posts_seen"))
    if coverage.is_empty():
        raise BadInput(
            "coverage has no rows", hint="Without it nothing can be told from a crawl that saw more; " + _SEE
        )
    found = _whole(
        _named(_dated(coverage, "coverage"), "coverage", ("platform",)),
        "coverage",
        "posts_seen",
        may_lack=True,
    )
    found = _once(found.select("day", "platform", "posts_seen"), "coverage", ["day", "platform"])
    return found.drop_nulls("posts_seen")


def read_entities(entities: pl.DataFrame) -> pl.DataFrame:
    """entity, kind, name (by default what stands behind the colon of the id), category."""
    _need(entities, "entities", ("entity", "kind", "category"))
    found = entities.with_columns(pl.col("entity", "kind", "category").cast(pl.String))
    name = pl.col("name").cast(pl.String) if "name" in entities.columns else pl.lit(None, pl.String)
    behind = pl.col("entity").str.splitn(":", 2).struct[-1]
    return _once(
        found.select("entity", "kind", pl.coalesce(name, behind, "entity").alias("name"), "category"),
        "entities", ["entity"],
    )  # fmt: skip


def check_platforms(counts: pl.DataFrame, coverage: pl.DataFrame) -> None:
    """Raises BadInput where counts name a platform of which coverage says nothing: it would be left out."""
    unknown = sorted(set(counts["platform"].unique()) - set(coverage["platform"].unique()))
    if unknown:
        raise BadInput(
            f"coverage says nothing of the platform {', '.join(unknown[:5])}",
            hint="Add its days, or take its counts out",
        )


def check_size(counts: pl.DataFrame, coverage: pl.DataFrame, memory_bytes: int) -> None:
    """Raises BadInput where the biggest platform, entities x days, would not fit into that much memory."""
    days = coverage.group_by("platform").agg(
        days=(pl.col("day").max() - pl.col("day").min()).dt.total_days() + 1
    )
    sizes = counts.group_by("platform").agg(pl.col("entity").n_unique()).join(days, on="platform")
    sizes = sizes.with_columns(cells=pl.col("entity").cast(pl.Int64) * pl.col("days")).sort(
        "cells", "platform"
    )
    if sizes.is_empty() or sizes["cells"][-1] * CELL_BYTES <= memory_bytes:
        return
    platform, entities, length, cells = sizes.row(-1)
    raise BadInput(
        f"{platform}: {entities:,} entities x {length:,} days take about {cells * CELL_BYTES / 1e9:,.0f} GB, "
        f"and there are {memory_bytes / 1e9:,.0f} GB",
        hint="Hand in fewer years, or leave out the entities with a handful of posts",
    )


def origins_within(
    since: date, until: date, every_days: int, coverage: pl.DataFrame
) -> tuple[date, date] | None:
    """The first and the last day worth an origin, in the same steps; None where no origin sees any data.

    Raises BadSettings for until before since.
    """
    if until < since:
        raise BadSettings(f"--until {until} lies before --since {since}", hint="Swap them")
    if coverage.is_empty():
        return None
    first, last = cast(date, coverage["day"].min()), cast(date, coverage["day"].max())
    latest = min(until, last + LATEST_ORIGIN if last < date.max - LATEST_ORIGIN else date.max)
    begin = since + timedelta(days=-(-max((first - since).days, 0) // every_days) * every_days)
    return (begin, latest) if begin <= latest else None


def _need(frame: pl.DataFrame, name: str, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        there = ", ".join(frame.columns[:12]) or "none"
        raise BadInput(f"{name} lack {', '.join(missing)}", hint=f"Columns there: {there}. {_SEE}")


def _dated(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """`day` as a date; text must be written 2026-11-15, an instant counts on its own day."""
    dtype, day = frame.schema["day"], pl.col("day")
    if dtype == pl.String:
        day = day.str.strip_chars().str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    elif isinstance(dtype, pl.Datetime):
        day = day.dt.date()
    elif dtype != pl.Date:
        raise BadInput(f"{name}: day is {dtype}, not a date", hint="Write days as 2026-11-15")
    read = frame.with_columns(day)
    _refuse(frame, read["day"].is_null(), name, "day", "is no day", "Write days as 2026-11-15")
    return read


def _named(frame: pl.DataFrame, name: str, columns: tuple[str, ...]) -> pl.DataFrame:
    read = frame.with_columns(pl.col(column).cast(pl.String) for column in columns)
    for column in columns:
        empty = read[column].is_null() | (read[column].str.strip_chars() == "")
        _refuse(read, empty, name, column, "is empty", "Give every row a name")
    return read


def _whole(frame: pl.DataFrame, name: str, column: str, *, may_lack: bool) -> pl.DataFrame:
    """The column as whole numbers of zero or more; null and NaN are null where they may be."""
    dtype = frame.schema[column]
    if not (dtype.is_numeric() or dtype in (pl.String, pl.Null)):
        raise BadInput(f"{name}: {column} is {dtype}, not a number", hint="Write whole numbers")
    was = frame[column]
    number = (
        was.str.strip_chars().cast(pl.Float64, strict=False) if dtype == pl.String else was.cast(pl.Float64)
    )
    number = number.fill_nan(None)
    if dtype == pl.String:
        unread = (
            number.is_null()
            & was.is_not_null()
            & ~was.str.strip_chars().str.to_lowercase().is_in(["", "nan"])
        )
        _refuse(frame, unread, name, column, "is no number", "Write whole numbers")
    if not may_lack:
        _refuse(frame, number.is_null(), name, column, "is missing", "Leave the row out if nothing is known")
    _refuse(frame, (number < 0).fill_null(False), name, column, "is negative", "A count is zero or more")
    _refuse(frame, (number > HUGE).fill_null(False), name, column, "is too large", f"Counts go up to {HUGE}")
    _refuse(
        frame, (number != number.floor()).fill_null(False), name, column, "is no whole number",
        "Counts are whole; do not hand in rates",
    )  # fmt: skip
    return frame.with_columns(number.cast(pl.Int64).alias(column))


def _once(frame: pl.DataFrame, name: str, cell: list[str]) -> pl.DataFrame:
    again = frame.select(cell).is_duplicated()
    _refuse(
        frame, again, name, " + ".join(cell), "stands more than once", "Add such rows up, or keep one of them"
    )
    return frame


def _refuse(frame: pl.DataFrame, wrong: pl.Series, name: str, column: str, what: str, hint: str) -> None:
    """Raises BadInput with the number of wrong rows and the first of them, if there are any."""
    at = wrong.arg_true()
    if not len(at):
        return
    keys = [key for key in ("day", "platform", "entity") if key in frame.columns]
    shown = dict.fromkeys([*keys, *(key for key in column.split(" + ") if key in frame.columns)])
    row = ", ".join(f"{key} {frame[key][at[0]]}" for key in shown)
    raise BadInput(
        f"{name}: {column} {what} in {len(at):,} rows, first in row {at[0] + 1:,} ({row})", hint=hint
    )
