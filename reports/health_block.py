"""How collecting went, as the first block of the report."""

from domain.block import Block, Cell, Pill, Table
from domain.collecting import SourceDay
from domain.figures import Figure, Sentence
from domain.platforms import platform_name
from domain.report import Origin, Report
from reports.cells import block, status, table
from reports.health import missing_days
from reports.numbers import UNKNOWN
from reports.words import names_in_a_row, word, word_or


def health_block(report: Report) -> Block:
    """Platforms, origins, refused rows, runs, and the days of each source."""
    lang, health = report.lang, report.health
    platforms = [
        (
            platform_name(p.platform, lang),
            status("state", p.state, lang),
            p.posts,
            Sentence((p.days_seen, "/7")),
            missing_days(p, lang),
            f"{p.last_day:%Y-%m-%d}" if p.last_day else UNKNOWN,
        )
        for p in health.platforms
    ]
    return block(
        report.lang,
        "health",
        (health.line, *health.flags),
        (
            table(report.lang, "platforms", "", "platform state posts days missing last", platforms),
            table(
                report.lang,
                "origins",
                word("origins", lang),
                "basis provider shown_to until posts state",
                [_origin(origin, lang) for origin in health.origins],
                word("origins.note", lang) if any(o.state == "waiting" for o in health.origins) else "",
            ),
            table(
                report.lang,
                "refused",
                word("refused", lang),
                "reason rows",
                [(word_or(f"refused.{reason}", lang, reason), rows) for reason, rows in health.refused],
            ),
            table(
                report.lang,
                "runs",
                word("runs", lang),
                "what source rows",
                [(word(f"run.{what}", lang), source, rows) for what, source, rows in health.runs],
                word("runs.more", lang),
            ),
            _sources(report),
        ),
    )


def _origin(origin: Origin, lang: str) -> tuple:
    seen_by = names_in_a_row(tuple(word(f"audience.{name}", lang) for name in origin.audiences), lang)
    return (
        word(f"basis.{origin.basis}", lang),
        origin.provider or UNKNOWN,
        seen_by or UNKNOWN,
        f"{origin.expires_on:%Y-%m-%d}" if origin.expires_on else UNKNOWN,
        origin.posts,
        status("origin", origin.state, lang),
    )


def _sources(report: Report) -> Table:
    """Source by day: what it brought, what failed, and days on which nothing was tried."""
    lang, sources = report.lang, report.health.sources
    days = [day.day for day in sources[0].days] if sources else []
    heads = [("source", word("col.source", lang))]
    heads += [(f"day{n}", f"{day:%m/%d}") for n, day in enumerate(days)]
    rows = [(row.source, *(_day(row.source, day, lang) for day in row.days)) for row in sources]
    return Table("sources", word("sources", lang), tuple(heads), tuple(rows), word("sources.more", lang))


def _day(source: str, day: SourceDay, lang: str) -> Cell:
    origin = f"collection@{source}@{day.day}"
    if not day.tries:
        return UNKNOWN
    if day.got is None:
        return Pill(word("sources.failed", lang), "risk")
    got = Figure(day.got, origin, "got")
    if not day.failed:
        return got
    tries = (Figure(day.failed, origin, "failed"), "/", Figure(day.tries, origin, "tries"))
    return Sentence((got, f" · {word('sources.partly', lang)} ", *tries))
