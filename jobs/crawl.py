"""The due sources, each in a process of its own: one broken source never stops the others."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from domain.errors import BadSettings
from domain.weeks import business_day
from jobs import collection, policies
from jobs.author_key import key_path
from jobs.demo_site import demo_site
from jobs.home import Home, now
from jobs.provenance import declare_source
from jobs.settings import SourceSettings
from jobs.summary import Summary
from store.runs import CrawlDone, SourceHealth, load_sources, record_crawl, record_source

log = logging.getLogger("pingti.crawl")

AT_ONCE = 2
LONGEST = timedelta(minutes=25)
BACK_OFF_HOURS = (1, 4, 12, 24)
DONE = ("done", "unchanged")


def due(home: Home, at: datetime) -> list[SourceSettings]:
    """Switched-on sources whose time has come and that did not ask to be left alone until later."""
    known = load_sources(home.engine)
    found = []
    for source in home.settings.sources:
        health = known.get(source.id)
        if not source.switched_on:
            continue
        if health and health.not_before and at < health.not_before:
            continue
        if (
            health
            and health.succeeded_at
            and at < health.succeeded_at + timedelta(minutes=_next_minutes(source, health))
        ):
            continue
        found.append(source)
    return found


def _next_minutes(source: SourceSettings, health: SourceHealth | None) -> int:
    """What the last crawl found right for a source with that much news, else what is declared."""
    return int((health.cursor.get("next_minutes") if health else None) or source.every_minutes)


def named(home: Home, ids: Sequence[str]) -> list[SourceSettings]:
    """The sources of these ids, even if not due; an unknown or switched-off one is refused."""
    known = {source.id: source for source in home.settings.sources}
    unknown = sorted(set(ids) - set(known))
    if unknown:
        raise BadSettings(
            f"No such source: {', '.join(unknown)}",
            hint=f"Known: {', '.join(known) or 'none; see pingti.toml'}",
        )
    off = [name for name in ids if not known[name].switched_on]
    if off:
        raise BadSettings(
            f"Switched off: {', '.join(off)}",
            hint="Look at robots.txt and terms, sign in pingti.toml, switch on",
        )
    return [known[name] for name in ids]


def run(home: Home, ids: Sequence[str] | None = None) -> Summary:
    """Crawl what is due (or named), two at a time; every source is a row of the crawl ledger."""
    summary = Summary("crawl")
    policies.declare(home, now())
    sources = named(home, ids) if ids else due(home, now())
    if not sources:
        return summary
    _ = home.author_key
    for source in sources:
        declare_source(home, source)
    with demo_site(home) as moved, ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda source: _spider(home, source, moved(source.url)), sources))
    for source, (started, answer) in zip(sources, answers, strict=True):
        collection.record_crawl(home, source.id, started, answer.pop("coverage", []))
        policies.learn(home, source, answer.pop("policy", None), now())
        _record(home, source, started, answer)
        summary.read += answer.get("items", 0)
        summary.written += answer.get("new_posts", 0) + answer.get("new_observations", 0)
        summary.refused += answer.get("refused", 0)
        summary.details[source.id] = answer
        if answer["status"] not in DONE:
            summary.problems.append(f"{source.id}: {answer['status']}, {answer['stopped_because']}")
    return summary


def _spider(home: Home, source: SourceSettings, url: str) -> tuple[datetime, dict[str, Any]]:
    started = now()
    definition = source.model_dump() | {"url": url}
    command = [
        sys.executable, "-m", "crawlers.run_spider",
        "--source-json", "-", "--die-with-parent",
        "--lake", home.lake_url,
        "--author-key-file", str(key_path(home.root)),
        "--zone", home.settings.zone,
        "--contact", home.settings.contact,
        "--state", str(home.root / "crawl-state" / f"{source.id}.json"),
        "--refused-dir", str(home.refused),
        "--raw-dir", str(home.raw),
        "--spool-dir", str(home.root / "spool"),
        "--hosts-dir", str(home.root / "hosts"),
    ]  # fmt: skip
    packs = home.root / "keyword_packs.tsv"
    if packs.is_file():
        command += ["--packs", str(packs)]
    try:
        done = subprocess.run(  # noqa: S603  our own module with our own arguments
            command,
            input=json.dumps(definition),
            capture_output=True,
            text=True,
            timeout=LONGEST.total_seconds(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return started, _lost(home, source, started, f"not done after {LONGEST}")
    for line in done.stderr.splitlines():
        log.debug("%s: %s", source.id, line)
    try:
        answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return started, _lost(home, source, started, f"exit {done.returncode}: {last}")
    return started, answer


def _lost(home: Home, source: SourceSettings, started: datetime, because: str) -> dict[str, Any]:
    """The answer of a spider that gave none: what it was to get is missing, never zero."""
    missed = {
        "platform": source.platform,
        "day": str(business_day(started, home.settings.zone)),
        "outcome": "missed",
        "because": because,
    }
    return {"status": "failed", "stopped_because": because, "items": 0, "coverage": [missed]}


def _record(home: Home, source: SourceSettings, started: datetime, answer: dict[str, Any]) -> None:
    """Ledger and state; a source that failed is asked less and less often."""
    at = now()
    ok = answer["status"] in (*DONE, "partly")
    before = load_sources(home.engine).get(source.id)
    failures = 0 if ok else (before.failures if before else 0) + 1
    wait = timedelta(hours=BACK_OFF_HOURS[min(failures, len(BACK_OFF_HOURS)) - 1]) if failures else None
    if answer.get("retry_after"):
        wait = max(wait or timedelta(), timedelta(seconds=float(answer["retry_after"])))
    record_crawl(
        home.engine,
        CrawlDone(
            source=source.id,
            started_at=started,
            finished_at=at,
            outcome="partial" if answer["status"] == "partly" else "done" if ok else "failed",
            pages=answer.get("pages", 0),
            new_posts=answer.get("new_posts", 0),
            new_observations=answer.get("new_observations", 0),
            unchanged=answer.get("unchanged", 0),
            refused=answer.get("refused", 0),
            problem=None if ok else answer.get("stopped_because"),
        ),
    )
    record_source(
        home.engine,
        SourceHealth(
            source=source.id,
            tried_at=at,
            succeeded_at=at if ok else (before.succeeded_at if before else None),
            not_before=at + wait if wait else None,
            failures=failures,
            problem=None if ok else answer.get("stopped_because"),
            cursor={"next_minutes": answer.get("next_minutes") or _next_minutes(source, before)},
        ),
    )
