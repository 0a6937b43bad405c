"""Files of exports into the lake, each one line of the summary and of the import ledger."""

from pathlib import Path
from typing import Any

from rich.console import Console

from crawlers.mapping import read_mapping
from crawlers.pipelines import FileOutcome, import_path, preview
from jobs import collection
from jobs.first_party_words import Tables, about_table, fact_words
from jobs.home import Home, now
from jobs.progress import Progress
from jobs.provenance import Book, Declared, declare_folders, folder_of, folders_above
from jobs.summary import Summary
from store.quarantine import Quarantine
from store.runs import ImportDone, record_import


def run(
    home: Home,
    paths: list[Path],
    *,
    format_name: str | None = None,
    mapping: Path | None = None,
    said: Declared | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Import every file behind the paths; what cannot be read is a problem of the summary, not an error.

    `said` declares the provenance of their folders; files of a folder nobody declared go into quarantine.
    """
    summary = Summary("import")
    if said is not None:
        summary.notes += declare_folders(home, [folder_of(path) for path in paths if path.exists()], said)
    started = now()
    with (progress or Progress()).counting("import") as counter:
        outcomes = import_path(
            paths,
            log=home.post_log(),
            quarantine=Quarantine(home.lake),
            provenance=Book(home).of,
            author_key=home.author_key,
            now=started,
            refused_dir=home.refused,
            format=format_name,
            mapping=read_mapping(mapping) if mapping else None,
            on_progress=lambda at: counter(at.name, at.read),
        )
    totals = {"files": len(outcomes), "new_posts": 0, "new_observations": 0, "unchanged": 0, "quarantined": 0}
    tables = Tables()
    for outcome in outcomes:
        record_import(home.engine, _as_row(outcome, started))
        summary.read += outcome.read
        summary.written += outcome.new_posts + outcome.new_observations
        summary.written += outcome.facts.new + outcome.facts.changed
        tables.add(outcome)
        summary.refused += outcome.refused
        for name in ("new_posts", "new_observations", "unchanged", "quarantined"):
            totals[name] += getattr(outcome, name)
        _speak(summary, outcome)
    if totals["quarantined"]:
        folders = sorted({_folder(outcome) for outcome in outcomes if outcome.quarantined})
        summary.notes.append(
            f"{totals['quarantined']:,} 行来源未声明，在隔离区，不计入任何统计。声明后放行: "
            + "; ".join(
                f"pingti provenance {folder} --basis own|licensed|public|research" for folder in folders
            )
        )
    summary.notes.extend(collection.record_import(home, outcomes, started))
    summary.failed = all(outcome.problem and not outcome.read for outcome in outcomes)
    summary.details = totals | {"tables": tables.counts}
    summary.details |= {"per_file": [_as_details(outcome) for outcome in outcomes]}
    summary.notes += tables.words()
    return summary


def _folder(outcome: FileOutcome) -> str:
    return str(next(iter(folders_above(outcome.where)), ""))


def _as_row(outcome: FileOutcome, at: Any) -> ImportDone:
    return ImportDone(
        path=outcome.name,
        imported_at=at,
        format=outcome.format,
        folder=_folder(outcome) if outcome.where else None,
        held_as=outcome.held_as,
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
        "quarantined": outcome.quarantined,
        "forgotten": outcome.forgotten,
        "refused": outcome.refused,
        "refused_path": str(outcome.refused_path) if outcome.refused_path else None,
        "problem": outcome.problem,
        "note": outcome.note,
        "table": outcome.table,
        "new_rows": outcome.facts.new,
        "changed_rows": outcome.facts.changed,
        "left_out": list(outcome.left_out),
    }


def _speak(summary: Summary, outcome: FileOutcome) -> None:
    """One clear line a file that people should hear of."""
    if outcome.problem:
        summary.problems.append(f"{outcome.name}: {outcome.problem}")
    if outcome.refused:
        summary.notes.append(f"{outcome.name}: {outcome.refused:,} 行拒收，原因在 {outcome.refused_path}")
    if outcome.left_out and outcome.read:
        summary.notes.append(f"{outcome.name}: 涉及个人的列未读：{'、'.join(outcome.left_out)}")
    if outcome.forgotten:
        summary.notes.append(f"{outcome.name}: {outcome.forgotten:,} 行属于已撤下的帖子或作者，未入库")
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
            "table": seen.table,
            "rows": seen.facts.to_dicts(),
            "left_out": list(seen.left_out),
            "others": list(seen.others),
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
        for line in about_table(seen):
            console.print(f"  {line}", markup=False)
        for column, field in seen["mapping"].items():
            console.print(f"  {column} -> {field}", markup=False)
        for post in seen["posts"]:
            words = " ".join((post["title"] or post["text"] or "").split())[:60]
            console.print(f"  | {post['platform']} {post['published_at'] or '无日期'} {words}", markup=False)
        for row in seen["rows"]:
            console.print(f"  | {fact_words(row)}", markup=False)
        for row in seen["refused"]:
            console.print(f"  x 行 {row['line']}: {row['reason']}", markup=False)
