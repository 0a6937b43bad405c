"""How collecting went since the report before: for the data-health block."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.weeks import Week, latest_complete_week
from jobs.home import Home
from reports.inputs import HealthInputs, RunSeen
from store.runs import load_crawls, load_imports, load_reports

MOST_RUNS = 20


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
    if not imports and not crawls:
        return HealthInputs()
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
    )


def _reasons(paths: Iterable[Path]) -> Counter[str]:
    """Rows refused by reason; a file that was cleared away has nothing to say any more."""
    reasons: Counter[str] = Counter()
    for path in sorted(set(paths)):
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                reasons.update(json.loads(line).get("reason", "?") for line in lines if line.strip())
    return reasons
