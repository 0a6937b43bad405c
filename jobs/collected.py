"""How collecting went since the report before: for the data-health block."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from domain.provenance import Provenance
from domain.weeks import Week, latest_complete_week
from jobs.home import Home, now
from reports.inputs import HealthInputs, OriginSeen, RunSeen
from store.collection import load_days
from store.freshness import load_freshness
from store.plan import wanting
from store.quarantine import Quarantine
from store.runs import load_crawls, load_imports, load_reports

MOST_RUNS = 20
SOURCE = "source:"


def collected(home: Home, week: Week) -> HealthInputs:
    """Imports and crawls behind this week's report, with what was refused and why.

    From the report before on, for a past week up to a week after its end. Without any run in that time
    (the posts came in before, or long after) nothing is said of them.
    """
    imports, crawls = load_imports(home.engine, 1000), load_crawls(home.engine, 1000)
    newest = max((*(run.imported_at for run in imports), *(run.started_at for run in crawls)), default=None)
    # Reports written after all collecting was done (a backfill, the demo's) do not begin a new period.
    made = [r for r in load_reports(home.engine) if newest and r.made_at < newest]
    since = max((report.made_at for report in made if report.week < str(week)), default=None)
    until = None
    if week < latest_complete_week(home.today()):
        until = datetime.combine(week.back(-2).first_day, time(), ZoneInfo(home.settings.zone))

    def behind(at: datetime) -> bool:
        return (since is None or at > since) and (until is None or at < until)

    imports = [run for run in imports if behind(run.imported_at)]
    crawls = [run for run in crawls if behind(run.started_at)]
    by_day = {
        "sources": load_days(home.engine, week.last_day),
        # of a past week nobody knows any more what was quiet then
        "stale": _stale(home) if until is None else (),
        "undone": wanting(home.engine, week, home.today()),
    }
    if not imports and not crawls:
        return HealthInputs(**by_day)
    kept = sum(run.new_posts + run.new_observations + run.unchanged for run in (*imports, *crawls))
    refused = _reasons(Path(run.refused_path) for run in imports if run.refused_path)
    crawl_refused = sum(run.refused for run in crawls)
    if crawl_refused:
        refused["采集时读不了"] = crawl_refused
    runs = [RunSeen("import", Path(run.path).name, run.new_posts) for run in imports]
    runs += [RunSeen("crawl", run.source, run.new_posts) for run in crawls]
    return HealthInputs(
        read=kept + sum(refused.values()),
        kept=kept,
        refused=dict(refused),
        runs=tuple(sorted(runs, key=lambda run: -run.rows)[:MOST_RUNS]),
        **by_day,
    )


def origins_seen(home: Home, posts: pl.DataFrame, ledger: Iterable[Provenance]) -> tuple[OriginSeen, ...]:
    """On what basis these posts (with their `provenance`) are here, and what waits in quarantine."""
    entries, today = {entry.id: entry for entry in ledger}, home.today()
    found = []
    for scope, rows in posts.group_by("provenance").len().sort("provenance").iter_rows():
        entry = entries.get(scope)
        if entry is None:
            found.append(OriginSeen("undeclared", "", ("category",), None, rows))
        else:
            state = "expired" if entry.expired(today) else "held"
            name = entry.scope.removeprefix(SOURCE) if entry.scope.startswith(SOURCE) else entry.provider
            found.append(OriginSeen(entry.basis, name, entry.audiences, entry.expires_on, rows, state))
    waiting = sum(Quarantine(home.lake).rows().values())
    if waiting:
        found.append(OriginSeen("undeclared", "", (), None, waiting, "waiting"))
    return tuple(found)


def _stale(home: Home) -> tuple[str, ...]:
    return tuple(one.source for one in load_freshness(home.engine, now()) if one.stale)


def _reasons(paths: Iterable[Path]) -> Counter[str]:
    """Rows refused by reason; a file that was cleared away has nothing to say any more."""
    reasons: Counter[str] = Counter()
    for path in sorted(set(paths)):
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                reasons.update(json.loads(line).get("reason", "?") for line in lines if line.strip())
    return reasons
