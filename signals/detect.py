"""`pingti detect`: many origins over counts and coverage, each from the days up to it alone."""

from datetime import date, timedelta

import polars as pl

from domain.errors import BadInput, BadSettings
from domain.frames import SIGNALS
from signals.contract import Params
from signals.judge import Judge
from signals.season import in_season, known_seasons, lunar_feasts, named
from signals.verdict import decide
from signals.weekly import build_weekly

# The columns of the trend benchmark, and the kind.
DETECTED = pl.Schema(
    {name: SIGNALS[name] for name in ("as_of", "entity", "platform", "score", "p_value", "q_value", "alert")}
    | {name: SIGNALS[name] for name in ("stage", "kind", "lift", "lift_low", "lift_high")}
    | {name: SIGNALS[name] for name in ("forecast_4w", "forecast_low", "forecast_high", "abstained")}
    | {name: SIGNALS[name] for name in ("forecast_12w", "forecast_12w_low", "forecast_12w_high")}
    | {name: SIGNALS[name] for name in ("peak_from", "peak_until")}
)


def detect_file(
    counts: pl.DataFrame,
    coverage: pl.DataFrame,
    since: date,
    until: date,
    every_days: int = 7,
    entities: pl.DataFrame | None = None,
    params: Params = Params(),  # noqa: B008  frozen
) -> pl.DataFrame:
    """DETECTED rows for every origin since .. until and every entity looked at, platform by platform.

    counts: day, entity, platform, posts, authors (optional; null = unknown, each post a voice). coverage:
    day, platform, posts_seen. entities (optional): entity, kind, category. The weekly matrices are built
    once for each weekday an origin falls on, so weekly origins need one pass.
    """
    if every_days < 1 or until < since:
        raise BadSettings(
            f"no origin from {since} to {until} every {every_days} days",
            hint="Check --since, --until and --every",
        )
    counts, coverage = _read_counts(counts), _read_coverage(coverage)
    origins = [since + timedelta(days=n) for n in range(0, (until - since).days + 1, every_days)]
    feasts, seasons = (
        lunar_feasts(range(since.year - 3, until.year + 2)),
        known_seasons(since.year, until.year),
    )
    names = named(counts["entity"].unique().sort().to_list(), _entity_names(entities))
    told = []
    for weekday in sorted({day.weekday() for day in origins}):
        days = [day for day in origins if day.weekday() == weekday]
        for platform in coverage["platform"].unique().sort():
            grid = build_weekly(
                counts.filter(pl.col("platform") == platform),
                coverage.filter(pl.col("platform") == platform),
                days[-1],
                most_weeks=10_000,
            )
            if grid is None:
                continue
            judge = Judge.of(grid, params, feasts)
            for day in days:
                week = grid.week_of(day)
                if week >= 0:
                    told.append(_rows(judge.at(week), day, platform, in_season(names, seasons, day)))
    return pl.concat(told).sort("as_of", "platform", "entity") if told else pl.DataFrame(schema=DETECTED)


def _rows(found: pl.DataFrame, day: date, platform: str, season: pl.DataFrame) -> pl.DataFrame:
    return (
        decide(found, season)
        .with_columns(as_of=pl.lit(day), platform=pl.lit(platform))
        .select(list(DETECTED))
    )


def _read_counts(counts: pl.DataFrame) -> pl.DataFrame:
    missing = {"day", "entity", "platform", "posts"} - set(counts.columns)
    if missing:
        raise BadInput(
            f"counts lack {', '.join(sorted(missing))}", hint="See bench/README.md for the columns"
        )
    voices = pl.col("posts") if "authors" not in counts.columns else pl.coalesce("authors", "posts")
    return counts.select(
        pl.col("day").cast(pl.Date), pl.col("entity", "platform").cast(pl.String), voices=voices
    )


def _read_coverage(coverage: pl.DataFrame) -> pl.DataFrame:
    missing = {"day", "platform", "posts_seen"} - set(coverage.columns)
    if missing:
        raise BadInput(
            f"coverage lacks {', '.join(sorted(missing))}", hint="See bench/README.md for the columns"
        )
    return coverage.select(pl.col("day").cast(pl.Date), pl.col("platform").cast(pl.String), "posts_seen")


def _entity_names(entities: pl.DataFrame | None) -> pl.DataFrame | None:
    if entities is None or "name" in entities.columns:
        return entities
    return entities.with_columns(name=pl.col("entity").str.splitn(":", 2).struct[-1])
