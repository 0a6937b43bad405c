"""Block 0: what was collected, what is missing, and whether that is enough for a report."""

from datetime import timedelta

import polars as pl

from domain.figures import Figure, Sentence
from domain.frames import COUNTED_KINDS
from domain.platforms import platform_name
from domain.report import Health, Need, Origin, PlatformHealth
from domain.signal import MIN_VOICES, counted
from reports.inputs import WeeklyInputs
from reports.listing import weeks_back
from reports.numbers import UNKNOWN
from reports.words import names_in_a_row, say, word

WEEKS_LISTED = 13
MOST_RUNS = 10
MIN_POSTS = 100
MIN_DAYS = 4
MIN_HISTORY_WEEKS = 8
MIN_ITEMS = 3


def build_health(inputs: WeeklyInputs) -> Health:
    platforms = _platforms(inputs)
    origin = f"coverage@{inputs.week}"
    refused = tuple(
        (reason, Figure(rows, origin, "refused"))
        for reason, rows in sorted(inputs.health.refused.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    busy = sorted((run for run in inputs.health.runs if run.rows), key=lambda run: (-run.rows, run.source))
    runs = tuple((run.what, run.source, Figure(run.rows, origin, "rows")) for run in busy[:MOST_RUNS])
    weekly = (
        weeks_back(inputs.coverage, inputs.week.last_day)
        .filter(pl.col("back") < WEEKS_LISTED)
        .group_by("back", "platform")
        .agg(pl.col("posts_seen").sum())
        .sort("back", "platform", descending=[True, False])
    )
    return Health(
        line=_line(inputs, platforms, origin),
        platforms=platforms,
        weekly=tuple(
            (str(inputs.week.back(back)), platform, posts) for back, platform, posts in weekly.iter_rows()
        ),
        refused=refused,
        runs=runs,
        origins=tuple(
            Origin(
                seen.basis,
                seen.provider,
                seen.audiences,
                seen.expires_on,
                Figure(seen.posts, origin, "posts"),
                seen.state,
            )
            for seen in sorted(inputs.health.origins, key=lambda seen: (-seen.posts, seen.provider))
        ),
        flags=_flags(inputs),
        sources=inputs.health.sources,
    )


def build_needs(inputs: WeeklyInputs) -> tuple[Need, ...]:
    """The minimum-data gate: below any of these a rising list would be an invention."""
    origin = f"coverage@{inputs.week}"
    seen = weeks_back(inputs.coverage.filter(pl.col("posts_seen") > 0), inputs.week.last_day)
    now = seen.filter(pl.col("back") == 0)
    before = seen.filter(pl.col("back").is_between(1, 12))
    items = counted(inputs.signals).filter(
        pl.col("voices") >= MIN_VOICES, pl.col("kind_of").is_in(COUNTED_KINDS)
    )
    return (
        Need("posts", Figure(now["posts_seen"].sum(), origin, "posts_seen"), MIN_POSTS),
        Need("days", Figure(now["day"].n_unique(), origin, "days"), MIN_DAYS),
        Need("history", Figure(before["back"].n_unique(), origin, "weeks"), MIN_HISTORY_WEEKS),
        Need("items", Figure(items.height, f"signals@{inputs.week}", "entities"), MIN_ITEMS),
    )


def _platforms(inputs: WeeklyInputs) -> tuple[PlatformHealth, ...]:
    week = inputs.week
    seen = weeks_back(inputs.coverage.filter(pl.col("posts_seen") > 0), week.last_day).filter(
        pl.col("back") < WEEKS_LISTED
    )
    known = (
        seen.group_by("platform")
        .agg(
            pl.col("posts_seen").filter(pl.col("back") == 0).sum().alias("posts"),
            pl.col("day").filter(pl.col("back") == 0).unique().alias("days"),
            pl.col("day").max().alias("last_day"),
        )
        .sort("posts", "platform", descending=[True, False])
    )
    found = []
    for row in known.iter_rows(named=True):
        days = set(row["days"])
        missing = tuple(day for n in range(7) if (day := week.first_day + timedelta(days=n)) not in days)
        origin = f"coverage@{row['platform']}@{week}"
        found.append(
            PlatformHealth(
                platform=row["platform"],
                posts=Figure(row["posts"], origin, "posts_seen"),
                days_seen=Figure(len(days), origin, "days"),
                missing=missing,
                last_day=inputs.health.last_seen.get(row["platform"], row["last_day"]),
                state="fresh" if not missing else "gaps" if days else "silent",
            )
        )
    return tuple(found)


def _line(inputs: WeeklyInputs, platforms: tuple[PlatformHealth, ...], origin: str) -> Sentence:
    lang, told = inputs.lang, inputs.health
    rows: Sentence | str = ""
    if told.read is not None:
        rows = say(
            word("health.rows", lang),
            read=Figure(told.read, origin, "read"),
            kept=Figure(told.kept, origin, "kept"),
            refused=Figure(sum(told.refused.values()), origin, "refused"),
        )
    wanting = [p for p in platforms if p.state != "fresh"]
    names = names_in_a_row(
        tuple(f"{platform_name(p.platform, lang)} {missing_days(p, lang)}" for p in wanting), lang
    )
    return say(
        word("health.line", lang),
        posts=Figure(sum(p.posts.value or 0 for p in platforms), origin, "posts_seen"),
        rows=rows,
        fresh=Figure(len(platforms), origin, "platforms"),
        full=Figure(len(platforms) - len(wanting), origin, "platforms"),
        gaps=word("health.gaps", lang).replace("{names}", names) if names else "",
    )


def _flags(inputs: WeeklyInputs) -> tuple[Sentence, ...]:
    """What should have come and did not: sources gone quiet, and searches that were planned."""
    lang, told, flags = inputs.lang, inputs.health, []
    if told.stale:
        flags.append(say(word("health.stale", lang), names=names_in_a_row(told.stale, lang)))
    for platform, (undone, planned) in told.undone.items():
        origin = f"plan@{platform}@{inputs.week}"
        flags.append(
            say(
                word("health.undone", lang),
                platform=platform_name(platform, lang),
                undone=Figure(undone, origin, "undone"),
                planned=Figure(planned, origin, "planned"),
            )
        )
    return tuple(flags)


def missing_days(platform: PlatformHealth, lang: str) -> str:
    """`11/12–11/14、11/16`: runs of missing days in short."""
    runs: list[list] = []
    for day in platform.missing:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    told = tuple(f"{run[0]:%m/%d}" if len(run) == 1 else f"{run[0]:%m/%d}–{run[-1]:%m/%d}" for run in runs)
    return names_in_a_row(told, lang) or UNKNOWN
