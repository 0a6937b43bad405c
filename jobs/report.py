"""The weekly report: built, written, told.

Written again only if something it says has changed. Files are moved into place whole; what the report
told is appended to the calls before it is recorded, once a week, and never changed.
"""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import BadSettings
from domain.figures import Sentence
from domain.report import Report
from domain.weeks import Week
from jobs import detect, scores
from jobs.alone import alone
from jobs.announce import announce_report
from jobs.home import Home
from jobs.periods import chosen_week, default_week, running_week
from jobs.report_inputs import gather, made_from
from jobs.summary import Summary
from reports.listing import rising_calls
from reports.markdown import render_markdown
from reports.page import render_page
from reports.weekly import build_weekly
from reports.workbook import render_workbook
from store.findings import load_coverage, load_signals, tell_calls
from store.runs import ReportWritten, load_reports, record_report

FORMATS: dict[str, Callable[[Report], str | bytes]] = {
    "html": render_page,
    "md": render_markdown,
    "xlsx": render_workbook,
}


@alone
def run(
    home: Home,
    week: str | None = None,
    *,
    out: Path | None = None,
    formats: Sequence[str] = tuple(FORMATS),
    lang: str | None = None,
    then: bool = False,
) -> Summary:
    """Write the report of the week (default the newest complete one with data), in every format.

    Where only the running week has posts it is that one; it is written, not told, until it is complete.

    `then` takes only what was known on the week's Sunday; `out` gets copies of the files in `formats`.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise BadSettings(f"No such format: {', '.join(unknown)}", hint=f"Known: {', '.join(FORMATS)}")
    summary = Summary("report")
    coverage = load_coverage(home.lake)
    chosen = chosen_week(week, coverage, home.today()) or running_week(coverage, home.today())
    if chosen is None:
        summary.notes.append("没有带日期的帖子，写不出周报。先导入：pingti import FILE…")
        return summary
    for as_of in (chosen.back(1).last_day, chosen.last_day):
        detect.ensure(home, as_of, then=then)
    scores.ensure(home)
    # A call is what was said when the week was new, or would have been: hindsight makes none.
    tells = then or chosen == default_week(coverage, home.today())
    lang = lang or home.settings.language
    written = _bring_up_to_date(home, chosen, lang, summary, then=then, tells=tells)
    if tells and not then and lang == home.settings.language:
        queued = announce_report(home, written, lambda: build_weekly(gather(home, chosen, lang, then=then)))
        summary.details["queued"] = queued
    files = [home.reports / written.files[form] for form in formats]
    if out:
        out.mkdir(parents=True, exist_ok=True)
        files = [Path(shutil.copy2(file, out / file.name)) for file in files]
    summary.details |= {"week": str(chosen), "files": [str(file) for file in files]}
    summary.notes.extend(summary.details["files"])
    return summary


def _bring_up_to_date(
    home: Home, week: Week, lang: str, summary: Summary, *, then: bool, tells: bool
) -> ReportWritten:
    """The report as it should stand; written only where it would say something else than the standing one."""
    source = made_from(home, week, lang, then=then)
    standing = _standing(home, week, lang)
    if standing and standing.summary.get("made_from") == source:
        summary.notes.append("没有变化，沿用已有的周报")
        return standing
    report = build_weekly(gather(home, week, lang, then=then))
    said = _digest(report)
    if tells and report.enough:
        tell_calls(
            home.lake, str(week), rising_calls(load_signals(home.lake, week.last_day)), report.generated_at
        )
    if standing and standing.summary.get("said") == said:
        summary.notes.append("数据有变，周报内容不变")
        written = replace(standing, summary=dict(standing.summary) | {"made_from": source, "then": then})
    else:
        summary.read = sum(int(platform.posts.value or 0) for platform in report.health.platforms)
        summary.written = len(report.items)
        written = _write(home, report, {"made_from": source, "said": said, "then": then})
    record_report(home.engine, written)
    summary.details |= written.summary
    return written


def _standing(home: Home, week: Week, lang: str) -> ReportWritten | None:
    """The report of the week as it was recorded, if all of its files are there."""
    for report in load_reports(home.engine):
        if (report.week, report.lang) == (str(week), lang):
            there = all(
                form in report.files and (home.reports / report.files[form]).is_file() for form in FORMATS
            )
            return report if there else None
    return None


def _digest(report: Report) -> str:
    """Of what the report says of its week; not of when it was made, nor of files read meanwhile.

    The parameters hold the lake's version; for those of the method a RULES_VERSION stands.
    """
    health = replace(report.health, line=Sentence(()), refused=(), runs=(), flags=(), sources=())
    timeless = replace(
        report, generated_at=datetime(1970, 1, 1, tzinfo=UTC), lake_version=None, parameters=(), health=health
    )
    return hashlib.sha256(repr(timeless).encode()).hexdigest()[:16]


def _write(home: Home, report: Report, facts: dict[str, str | bool]) -> ReportWritten:
    folder = home.reports / str(report.week)
    folder.mkdir(parents=True, exist_ok=True)
    stem = "weekly" if report.lang == home.settings.language else f"weekly.{report.lang}"
    files = {}
    for form, render in FORMATS.items():
        body = render(report)
        part = folder / f".{stem}.{form}.part"
        part.write_bytes(body.encode() if isinstance(body, str) else body)
        part.replace(folder / f"{stem}.{form}")
        files[form] = f"{report.week}/{stem}.{form}"
    return ReportWritten(
        week=str(report.week),
        as_of=report.week.last_day,
        made_at=report.generated_at,
        lang=report.lang,
        lake_version=report.lake_version or 0,
        files=files,
        summary=facts
        | {
            "rising": sum(item.tier == "rising" for item in report.items),
            "watch": sum(item.tier == "watch" for item in report.items),
            "seasonal": len(report.seasonal),
            "unlisted": len(report.unlisted),
            "enough_data": report.enough,
        },
    )
