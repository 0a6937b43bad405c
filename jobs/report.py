"""The weekly report: everything it needs gathered at one point in time, built, written, told.

Written again only if something it is made from has changed. Files are moved into place whole; what
the report told is appended to the calls before it is recorded, once a week, and never changed.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import polars as pl

from domain.errors import BadSettings
from domain.frames import SIGNALS, conform
from domain.report import Report
from domain.weeks import Week
from jobs import detect
from jobs.collected import collected
from jobs.home import Home, now
from jobs.periods import chosen_week, months_between
from jobs.summary import Summary
from reports.inputs import WeeklyInputs, quotable
from reports.listing import rising_calls
from reports.markdown import render_markdown
from reports.page import render_page
from reports.weekly import RULES_VERSION, build_weekly
from reports.workbook import render_workbook
from signals.contract import Params
from signals.daily import as_known
from store.annotations import load_labels, load_mentions, load_relations
from store.findings import load_calls, load_counts, load_coverage, load_signals, load_themes, tell_calls
from store.runs import ReportWritten, load_reports, record_report

FORMATS: dict[str, Callable[[Report], str | bytes]] = {
    "html": render_page,
    "md": render_markdown,
    "xlsx": render_workbook,
}
WEEKS_SHOWN = 27
READ = ("counts", "coverage", "mentions", "relations", "labels")


def run(
    home: Home,
    week: str | None = None,
    *,
    out: Path | None = None,
    formats: Sequence[str] = tuple(FORMATS),
    lang: str | None = None,
    then: bool = False,
) -> Summary:
    """Write the report of the week (default the newest complete one with data).

    `then` takes only what was known on the week's Sunday; `out` gets copies of the files.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise BadSettings(f"No such format: {', '.join(unknown)}", hint=f"Known: {', '.join(FORMATS)}")
    summary = Summary("report")
    chosen = chosen_week(week, load_coverage(home.lake), home.today())
    if chosen is None:
        summary.notes.append("没有带日期的帖子，写不出周报。先导入: pingti import FILE…")
        return summary
    for as_of in (chosen.back(1).last_day, chosen.last_day):
        detect.ensure(home, as_of, then=then)
    spoken = lang or home.settings.language
    made_from = _fingerprint(home, chosen, spoken, then)
    written = _standing(home, chosen, spoken, made_from, formats)
    if written is None:
        inputs = gather(home, chosen, spoken, then=then)
        report = build_weekly(inputs)
        summary.read = inputs.signals.height
        summary.written = len(report.items)
        written = _write(home, report, inputs, formats, made_from)
        summary.details |= written.summary
    else:
        summary.notes.append("没有变化，沿用已有的周报")
    for name in written.files.values():
        if out:
            out.mkdir(parents=True, exist_ok=True)
            shutil.copy2(home.reports / name, out / Path(name).name)
    summary.details["week"] = str(chosen)
    summary.details["files"] = [
        str((out or (home.reports / str(chosen))) / Path(f).name) for f in written.files.values()
    ]
    summary.notes.extend(summary.details["files"])
    return summary


def gather(home: Home, week: Week, lang: str, *, then: bool = False) -> WeeklyInputs:
    """All frames of one week, read month by month; `then` as known on its Sunday, else as known now."""
    first, last = week.first_day, week.last_day
    known_by = last if then else home.today()
    since = last - timedelta(weeks=WEEKS_SHOWN) + timedelta(days=1)
    months = months_between(first, last)
    view = home.post_log().view(months).filter(pl.col("day").is_between(first, last))
    labels = load_labels(home.lake, months)
    of_week = view.select("key")
    calls = load_calls(home.lake, str(week.back(1)))
    themes = load_themes(home.lake, last)
    return WeeklyInputs(
        week=week,
        generated_at=now(),
        signals=load_signals(home.lake, last),
        signals_before=load_signals(home.lake, last - timedelta(days=7)),
        calls_before=conform(calls, SIGNALS, "calls"),
        counts=load_counts(home.lake, since, last).filter(pl.col("seen_day") <= known_by),
        coverage=as_known(load_coverage(home.lake, since, last), last, known_by),
        entities=home.entities,
        posts=quotable(view, labels),
        mentions=load_mentions(home.lake, months).join(of_week, on="key", how="semi"),
        relations=load_relations(home.lake, months).join(of_week, on="key", how="semi"),
        themes=themes,
        health=collected(home, week),
        lang=lang,
        demo=home.settings.demo,
        lake_version=home.lake.version("posts"),
        method=asdict(Params()) | {"detector": detect.DETECTOR, "known": "当时已知" if then else "至今已知"},
    )


def _fingerprint(home: Home, week: Week, lang: str, then: bool) -> str:
    """Of everything the report is made from, by the batches it lies in; no data is read."""
    months = months_between(week.last_day - timedelta(weeks=WEEKS_SHOWN), week.last_day)
    parts = [str(week.last_day), str(week.back(1).last_day)]
    batches = {table: _within(home.lake.batches(table), months) for table in READ}
    batches |= {table: _within(home.lake.batches(table), parts) for table in ("signals", "themes")}
    calls = home.lake.batches("calls").get(str(week.back(1)))
    facts = [
        RULES_VERSION,
        str(week),
        lang,
        then,
        batches,
        calls,
        home.settings.demo,
        home.lexicon.fingerprint,
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _within(batches: dict[str, int], parts: Sequence[str]) -> dict[str, int]:
    return {part: batch for part, batch in batches.items() if part in parts}


def _standing(
    home: Home, week: Week, lang: str, made_from: str, formats: Sequence[str]
) -> ReportWritten | None:
    """The report of the week if it is made from the same and its files are there."""
    for report in load_reports(home.engine):
        if (report.week, report.lang) == (str(week), lang) and report.summary.get("made_from") == made_from:
            there = all(f in report.files and (home.reports / report.files[f]).is_file() for f in formats)
            return report if there else None
    return None


def _write(
    home: Home, report: Report, inputs: WeeklyInputs, formats: Sequence[str], made_from: str
) -> ReportWritten:
    folder = home.reports / str(report.week)
    folder.mkdir(parents=True, exist_ok=True)
    stem = "weekly" if report.lang == home.settings.language else f"weekly.{report.lang}"
    files = {}
    for form in formats:
        body = FORMATS[form](report)
        part = folder / f".{stem}.{form}.part"
        part.write_bytes(body.encode() if isinstance(body, str) else body)
        part.replace(folder / f"{stem}.{form}")
        files[form] = f"{report.week}/{stem}.{form}"
    told = rising_calls(inputs.signals) if report.enough else inputs.signals.clear()
    tell_calls(home.lake, str(report.week), told, report.generated_at)
    written = ReportWritten(
        week=str(report.week),
        as_of=report.week.last_day,
        made_at=report.generated_at,
        lang=report.lang,
        lake_version=report.lake_version or 0,
        files=files,
        summary={
            "made_from": made_from,
            "rising": sum(item.tier == "rising" for item in report.items),
            "watch": sum(item.tier == "watch" for item in report.items),
            "seasonal": len(report.seasonal),
            "unlisted": len(report.unlisted),
            "enough_data": report.enough,
        },
    )
    record_report(home.engine, written)
    return written
