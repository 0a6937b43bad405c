"""What is wrong with this installation and this home, in words that say what to do."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from alerts.fonts import HINT, has_chinese_font
from domain.errors import PingtiError
from domain.platforms import platform_name
from domain.weeks import Week
from jobs import delivery_health, provenance
from jobs.home import Home, now, opened_home
from store.alerts import load_factories
from store.freshness import load_freshness
from store.plan import load_tasks, wanting
from store.policy import load_policies

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    what: str
    words: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def examine(root: Path) -> list[Finding]:
    """Every check, in order; a check that cannot be made is itself a finding."""
    findings = [
        Finding(sys.version_info >= (3, 11), "python", f"{sys.version.split()[0]} (3.11 or newer is needed)"),
        Finding(
            find_spec("bertopic") is not None,
            "bertopic",
            "installed" if find_spec("bertopic") else "missing: themes are left out; run make run again",
        ),
    ]
    try:
        with opened_home(root) as home:
            checks = (
                _settings, _database, _author_key, _lake, _provenance, _sources, _policies, _plan, _delivery,
                _fonts, _space,
            )  # fmt: skip
            for check in checks:
                findings.extend(_safely(check, home))
    except PingtiError as error:
        findings.append(Finding(False, "home", str(error)))
    return findings


def _safely(check: Callable[[Home], Iterator[Finding]], home: Home) -> Iterator[Finding]:
    try:
        yield from check(home)
    except PingtiError as error:
        yield Finding(False, check.__name__.strip("_"), str(error))
    except OSError as error:
        yield Finding(False, check.__name__.strip("_"), f"{error.strerror or error}")


def _settings(home: Home) -> Iterator[Finding]:
    yield Finding(True, "settings", f"{home.root / 'pingti.toml'}, zone {home.settings.zone}")


def _database(home: Home) -> Iterator[Finding]:
    with home.engine.connect():
        yield Finding(True, "database", home.engine.dialect.name)


def _author_key(home: Home) -> Iterator[Finding]:
    _ = home.author_key
    yield Finding(True, "author key", "is the one this home was built with")


def _lake(home: Home) -> Iterator[Finding]:
    months = len(home.lake.batches("posts"))
    yield Finding(
        True,
        "lake",
        f"{months} months of posts" if months else "empty: import posts with pingti import FILE…",
    )


def _provenance(home: Home) -> Iterator[Finding]:
    known = provenance.state(home)
    rows = sum(held["rows"] for held in known["quarantine"])
    if rows:
        folders = ", ".join(sorted({str(held["folder"]) for held in known["quarantine"]}))
        words = f"{rows:,} rows wait in quarantine: pingti provenance FOLDER --basis … for {folders}"
        yield Finding(False, "provenance", words)
    late = [entry["scope"] for entry in known["ledger"] if entry["expired"]]
    if late:
        yield Finding(False, "provenance", f"expired, no longer quoted: {', '.join(late)}")
    if not rows and not late:
        yield Finding(True, "provenance", f"{len(known['ledger'])} declared, nothing in quarantine")


def _sources(home: Home) -> Iterator[Finding]:
    on = [source for source in home.settings.sources if source.switched_on]
    abroad = [source.id for source in on if urlsplit(source.url).hostname not in LOOPBACK]
    if abroad and not home.settings.contact:
        names = ", ".join(abroad)
        yield Finding(False, "contact", f"empty, but {names} are switched on; say whom a site may write to")
    else:
        yield Finding(True, "sources", f"{len(on)} switched on of {len(home.settings.sources)}")


def _policies(home: Home) -> Iterator[Finding]:
    """By which rules each source is collected, and whether it still brings anything."""
    fresh = {one.source: one for one in load_freshness(home.engine, now())}
    for name, policy in load_policies(home.engine).items():
        known = fresh.get(name)
        zone = ZoneInfo(home.settings.zone)
        words = f"{'on' if policy.switched_on else 'off'} since {policy.since.astimezone(zone):%Y-%m-%d}"
        if policy.looked_by:
            words += f", terms looked at {policy.looked_at} by {policy.looked_by}"
        if policy.terms_note:
            words += f" ({policy.terms_note})"
        words += f"; robots.txt {policy.robots_said or 'not asked yet'}"
        if policy.robots_fetched_at:
            words += f" ({policy.robots_fetched_at.astimezone(zone):%Y-%m-%d})"
        if policy.delay_seconds is not None:
            words += f"; pause {policy.delay_seconds:g} s as {policy.user_agent}"
        if known and known.stale:
            good = known.succeeded_at
            last = f"{good.astimezone(zone):%Y-%m-%d %H:%M}" if good else "never"
            words = f"stale: last success {last}, due every {known.interval_minutes} minutes; {words}"
        yield Finding(not (known and known.stale), f"source {name}", words)


def _plan(home: Home) -> Iterator[Finding]:
    """The tasks of this week that should be done by now."""
    today = home.today()
    week = Week.of(today)
    tasks = load_tasks(home.engine, week)
    overdue = wanting(home.engine, week, today)
    if overdue:
        names = ", ".join(f"{platform_name(name)} {bad}/{every}" for name, (bad, every) in overdue.items())
        yield Finding(False, f"plan {week}", f"overdue: {names}; see pingti plan --status")
    elif tasks:
        done = sum(task.done_day is not None for task in tasks)
        yield Finding(True, f"plan {week}", f"{done} of {len(tasks)} tasks done")


def _delivery(home: Home) -> Iterator[Finding]:
    for check in (delivery_health.of_channels, delivery_health.of_weekly):
        yield from (Finding(*found) for found in check(home))


def _fonts(home: Home) -> Iterator[Finding]:
    """Cards are drawn where a font has Chinese characters; texts are always there, so this is no fault."""
    if load_factories(home.engine):
        words = "cards are drawn as pictures" if has_chinese_font() else f"cards are texts only: {HINT}"
        yield Finding(True, "Chinese font", words)


def _space(home: Home) -> Iterator[Finding]:
    stat = os.statvfs(home.root)
    free_gb = stat.f_bavail * stat.f_frsize / 1e9
    yield Finding(free_gb > 1, "disk", f"{free_gb:.1f} GB free")
