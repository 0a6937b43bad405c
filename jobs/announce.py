"""Telling of a weekly report, once per week, channel and version; and who was not told in time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from domain.message import File, Message, Paragraph, text
from domain.report import Report
from domain.weeks import Week, latest_complete_week
from jobs.home import Home
from jobs.routing import queue_for_subscribers
from reports.announcing import build_announcement, report_fingerprint
from store.deliveries import load_deliveries
from store.runs import ReportWritten, load_reports

AUDIENCE = "category"
MEDIA_TYPES = {
    "html": "text/html",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Untold:
    """A channel that should have had the report of the week by now and has not."""

    channel: str
    week: str
    words: str


def announce_report(home: Home, written: ReportWritten, build: Callable[[], Report]) -> int:
    """Queue the message of that report for whoever subscribed and has not got it; returns how many.

    `build` makes the report again: it is only asked when somebody is to be told. So a run that was killed
    before, or a channel added since, is made up for by the next.
    """
    channels = _told(home)
    version = str(written.summary.get("said", ""))
    name = report_fingerprint(AUDIENCE, written.week, written.lang, version)
    standing = {one.channel for one in load_deliveries(home.engine, fingerprint=name)}
    if not channels - standing:
        return 0
    any_version = report_fingerprint(AUDIENCE, written.week, written.lang)
    earlier = load_deliveries(home.engine, fingerprint=any_version, n=1000)
    report = build()
    base = home.settings.public_url.rstrip("/")
    message = build_announcement(
        report,
        version=version,
        revised=any(one.fingerprint != name for one in earlier),
        link=f"{base}/reports/{written.week}?lang={written.lang}" if base else None,
        files=tuple(
            File(f"pingti-{written.week}.{form}", f"reports/{written.files[form]}", media_type)
            for form, media_type in MEDIA_TYPES.items()
            if form in written.files
        ),
    )
    return queue_for_subscribers(home, [message])


def _told(home: Home) -> set[str]:
    """Channels that subscribed to the report."""
    return {one.channel for one in home.settings.subscriptions if one.what == "report"}


def untold(home: Home, at: datetime) -> list[Untold]:
    """Channels that lack the weekly report although its hour has passed (Monday, `weekly_by`)."""
    zone = ZoneInfo(home.settings.zone)
    today = at.astimezone(zone).date()
    hour = time.fromisoformat(home.settings.weekly_by)
    week = latest_complete_week(today)
    if at < datetime.combine(Week.of(today).first_day, hour, zone):
        week = week.back(1)
    channels = sorted(_told(home))
    if not channels:
        return []
    written = any(report.week == str(week) for report in load_reports(home.engine))
    found = []
    for channel in channels:
        rows = load_deliveries(home.engine, channel=channel, fingerprint=f"report:{AUDIENCE}:{week}:", n=1000)
        if any(row.state == "sent" for row in rows):
            continue
        if rows:
            words = f"{rows[0].state}, {rows[0].attempts} attempts: {rows[0].problem or 'not tried yet'}"
        else:
            words = "never queued: run pingti report" if written else "there is no report of that week"
        found.append(Untold(channel, str(week), words))
    return found


def tell_of_untold(home: Home, at: datetime) -> int:
    """Queue word of a late report for those who subscribed to `health`, once a week and channel."""
    messages = [
        Message(
            fingerprint=f"health:weekly-late:{late.week}:{late.channel}",
            what="health",
            title=_late_title(home, late),
            blocks=(Paragraph(text(late.words)),),
            made_at=at,
        )
        for late in untold(home, at)
    ]
    return queue_for_subscribers(home, messages, at)


def _late_title(home: Home, late: Untold) -> str:
    if home.settings.language == "en":
        return f"{late.week} weekly report not delivered to {late.channel} by {home.settings.weekly_by}"
    return f"{late.week} 周报在 {home.settings.weekly_by} 前未送达 {late.channel}"
