"""Any detector over many origins of a table of counts, one origin at a time, each from its own past alone."""

import importlib
from datetime import date, timedelta

import polars as pl

from domain.errors import BadSettings
from domain.frames import COVERAGE, DAILY_COUNTS, conform
from domain.signal import ALL_PLATFORMS
from signals.contract import HISTORY_WEEKS, Detector, Params, find_detectors
from signals.detect import DETECTED
from signals.season import known_seasons


def detect_by(
    name: str,
    counts: pl.DataFrame,
    coverage: pl.DataFrame,
    since: date,
    until: date,
    every_days: int = 7,
    entities: pl.DataFrame | None = None,
    params: Params = Params(),  # noqa: B008  frozen
) -> pl.DataFrame:
    """DETECTED rows of the detector of that name for every origin since .. until, per platform.

    counts: day, entity, platform, posts, authors (null = unknown, each post a voice); coverage: day,
    platform, posts_seen; entities: entity, kind, name, category or None.
    """
    detector = chosen(name)
    # A detector that looks back less far may say so: it is then handed less.
    weeks = getattr(importlib.import_module(f"signals.detectors.{name}"), "WEEKS_READ", HISTORY_WEEKS)
    daily, covered = _as_counts(counts).sort("day"), _as_coverage(coverage)
    days, seasons = daily["day"], known_seasons(since.year, until.year)
    told = []
    for after in range(0, (until - since).days + 1, every_days):
        as_of = since + timedelta(days=after)
        first = days.search_sorted(as_of - timedelta(weeks=weeks) + timedelta(days=1))
        lately = daily.slice(first, days.search_sorted(as_of, side="right") - first)
        seen = covered.filter(pl.col("day") <= as_of)
        found = detector(lately, seen, as_of, params, entities=entities, seasons=seasons)
        told.append(found.filter(pl.col("platform") != ALL_PLATFORMS).select(list(DETECTED)))
    return pl.concat(told).sort("as_of", "platform", "entity") if told else pl.DataFrame(schema=DETECTED)


def chosen(name: str) -> Detector:
    """The detector of that name; raises BadSettings that lists those there are."""
    detectors = find_detectors()
    if name not in detectors:
        raise BadSettings(f"There is no detector {name!r}", hint=f"Known: {', '.join(detectors)}")
    return detectors[name]


def _as_counts(counts: pl.DataFrame) -> pl.DataFrame:
    """A file's counts as DAILY_COUNTS, seen on their own day; a post without authors is a voice."""
    posts = pl.col("posts").cast(pl.Int64)
    authors = pl.col("authors").cast(pl.Int64) if "authors" in counts.columns else pl.lit(None, pl.Int64)
    return conform(
        counts.with_columns(
            pl.col("day").cast(pl.Date),
            pl.col("entity", "platform").cast(pl.String),
            seen_day=pl.col("day").cast(pl.Date),
            posts=posts,
            posts_raw=posts,
            authors=authors.fill_null(0),
            unknown_authors=pl.when(authors.is_null()).then(posts).otherwise(0),
            engagement=pl.lit(0, pl.Int64),
        ),
        DAILY_COUNTS,
        "counts",
    )


def _as_coverage(coverage: pl.DataFrame) -> pl.DataFrame:
    day = pl.col("day").cast(pl.Date)
    return conform(
        coverage.with_columns(
            pl.col("platform").cast(pl.String), pl.col("posts_seen").cast(pl.Int64), day=day, seen_day=day
        ),
        COVERAGE,
        "coverage",
    )
