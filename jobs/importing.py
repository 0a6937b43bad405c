"""Files of exports into the lake."""

from pathlib import Path

from crawlers.pipelines import FileOutcome, import_path, preview
from store.runs import record_import

from jobs.home import Home, now
from jobs.progress import Progress
from jobs.summary import Summary

BASES = ("own", "licensed", "public", "research")


def run(
    home: Home,
    paths: list[Path],
    *,
    format_name: str | None = None,
    basis: str | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Import every file under the paths; each file is one line of the summary and of the ledger."""
    started = now()
    outcomes = import_path(
        paths,
        log=home.post_log(),
        author_key=home.author_key,
        now=started,
        refused_dir=home.refused,
        format=format_name,
    )
    summary = Summary("import")
    for outcome in outcomes:
        record_import(home.engine, **_as_row(outcome), basis=basis, imported_at=started)
        _add(summary, outcome)
    return summary


def _as_row(outcome: FileOutcome) -> dict[str, object]:
    raise NotImplementedError


def _add(summary: Summary, outcome: FileOutcome) -> None:
    raise NotImplementedError


def look(paths: list[Path], format_name: str | None = None) -> list[object]:
    """What an import would do, without doing it."""
    return [preview(path, format_name) for path in paths]
