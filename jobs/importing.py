"""Files of exports into the lake, each one line of the summary and of the import ledger."""

from pathlib import Path
from typing import Any

from rich.console import Console

from crawlers.mapping import read_mapping
from crawlers.pipelines import FileOutcome, import_path, preview
from domain.errors import BadSettings
from jobs.home import Home, now
from jobs.progress import Progress
from jobs.summary import Summary
from store.runs import ImportDone, record_import

BASES = ("own", "licensed", "public", "research")


def run(
    home: Home,
    paths: list[Path],
    *,
    format_name: str | None = None,
    mapping: Path | None = None,
    basis: str | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Import every file behind the paths; what cannot be read is a problem of the summary, not an error."""
    if basis not in (None, *BASES):
        raise BadSettings(f"There is no basis {basis!r}", hint=f"Say one of {', '.join(BASES)}")
    started = now()
    with (progress or Progress()).counting("import") as counter:
        outcomes = import_path(
            paths,
            log=home.post_log(),
            author_key=home.author_key,
            now=started,
            refused_dir=home.refused,
            format=format_name,
            mapping=read_mapping(mapping) if mapping else None,
            on_progress=lambda at: counter(at.name, at.read),
        )
    summary = Summary("import")
    totals = {"files": len(outcomes), "new_posts": 0, "new_observations": 0, "unchanged": 0}
    for outcome in outcomes:
        record_import(home.engine, _as_row(outcome, basis, started))
        summary.read += outcome.read
        summary.written += outcome.new_posts + outcome.new_observations
        summary.refused += outcome.refused
        for name in ("new_posts", "new_observations", "unchanged"):
            totals[name] += getattr(outcome, name)
        _speak(summary, outcome)
    summary.failed = all(outcome.problem and not outcome.read for outcome in outcomes)
    summary.details = totals | {"per_file": [_as_details(outcome) for outcome in outcomes]}
    return summary


def _as_row(outcome: FileOutcome, basis: str | None, at: Any) -> ImportDone:
    return ImportDone(
        path=outcome.name,
        imported_at=at,
        format=outcome.format,
        basis=basis,
        digest=outcome.sha256,
        read=outcome.read,
        new_posts=outcome.new_posts,
        new_observations=outcome.new_observations,
        unchanged=outcome.unchanged,
        refused=outcome.refused,
        refused_path=str(outcome.refused_path) if outcome.refused_path else None,
        problem=outcome.problem,
    )


def _as_details(outcome: FileOutcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "format": outcome.format,
        "read": outcome.read,
        "new_posts": outcome.new_posts,
        "new_observations": outcome.new_observations,
        "unchanged": outcome.unchanged,
        "refused": outcome.refused,
        "refused_path": str(outcome.refused_path) if outcome.refused_path else None,
        "problem": outcome.problem,
        "note": outcome.note,
    }


def _speak(summary: Summary, outcome: FileOutcome) -> None:
    """One clear line a file that people should hear of."""
    if outcome.problem:
        summary.problems.append(f"{outcome.name}: {outcome.problem}")
    if outcome.refused:
        summary.notes.append(f"{outcome.name}: {outcome.refused:,} 行拒收，原因在 {outcome.refused_path}")
    if outcome.note:
        summary.notes.append(f"{outcome.name}: {outcome.note}")


def look(
    paths: list[Path], format_name: str | None = None, mapping: Path | None = None
) -> list[dict[str, Any]]:
    """What an import would do with each file: format, columns and fields, first rows, a mapping to mend."""
    return [
        {
            "name": seen.name,
            "format": seen.format,
            "encoding": seen.encoding,
            "mapping": seen.mapping,
            "mapping_file": seen.mapping_file,
            "posts": seen.posts.drop("author_digest").to_dicts(),
            "refused": seen.refused.to_dicts(),
            "problem": seen.problem,
        }
        for seen in preview(paths, format_name, mapping=read_mapping(mapping) if mapping else None)
    ]


def print_looks(looks: list[dict[str, Any]], console: Console) -> None:
    """The same for people."""
    for seen in looks:
        console.print(f"{seen['name']}: {seen['format'] or '?'} {seen['encoding'] or ''}", markup=False)
        if seen["problem"]:
            console.print(f"  ! {seen['problem']}", markup=False, style="yellow")
        for column, field in seen["mapping"].items():
            console.print(f"  {column} -> {field}", markup=False)
        for post in seen["posts"]:
            words = " ".join((post["title"] or post["text"] or "").split())[:60]
            console.print(f"  | {post['platform']} {post['published_at'] or '无日期'} {words}", markup=False)
        for row in seen["refused"]:
            console.print(f"  x 行 {row['line']}: {row['reason']}", markup=False)
