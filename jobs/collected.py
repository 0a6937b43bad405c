"""How collecting went since the report before: for the data-health block."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from domain.weeks import Week
from jobs.home import Home
from reports.inputs import HealthInputs, RunSeen
from store.runs import load_crawls, load_imports, load_reports

MOST_RUNS = 20


def collected(home: Home, week: Week) -> HealthInputs:
    """Imports and crawls since the report of an earlier week was made, with what was refused and why."""
    imports, crawls = load_imports(home.engine, 1000), load_crawls(home.engine, 1000)
    newest = max((*(run.imported_at for run in imports), *(run.started_at for run in crawls)), default=None)
    # Reports written after all collecting was done (a backfill, the demo's) do not begin a new period.
    earlier = [
        r.made_at for r in load_reports(home.engine) if r.week < str(week) and newest and r.made_at < newest
    ]
    since = max(earlier, default=None)
    imports = [run for run in imports if since is None or run.imported_at > since]
    crawls = [run for run in crawls if since is None or run.started_at > since]
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
