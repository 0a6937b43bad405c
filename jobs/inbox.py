"""The inbox: files that people drop into home/inbox/ are imported and then filed away.

Provenance is that of the folder they were dropped into (one of its own for each provider, declared once);
undeclared rows go into quarantine like those of any import. A file is filed only after its import, so a kill
in between costs one more look at it.
"""

import time
from pathlib import Path

from crawlers.pipelines import NO_BASIS
from domain.weeks import Week, business_day
from jobs import importing
from jobs.home import Home, now
from jobs.summary import Summary

# Shorter ago than this somebody may still be writing.
SETTLED_SECONDS = 30
_UNFINISHED = {".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart"}


def run(home: Home) -> Summary:
    """Import what lies in the inbox and has come to rest; what cannot be read is filed under unreadable/."""
    summary = Summary("inbox", details={"files": [], "unreadable": [], "waiting": []})
    for path in waiting(home.inbox):
        done = importing.run(home, [path])
        if any(NO_BASIS in problem for problem in done.problems):
            # Tables of facts have no quarantine: the file itself waits here until its folder is declared.
            summary.problems += done.problems
            summary.details["waiting"].append(str(path))
            continue
        filed = _file(home, path, "unreadable" if done.failed else _week(home))
        summary.read += done.read
        summary.written += done.written
        summary.refused += done.refused
        summary.notes += done.notes
        summary.problems += done.problems
        summary.details["unreadable" if done.failed else "files"].append(str(filed))
    return summary


def waiting(inbox: Path) -> list[Path]:
    """The files that are whole: not hidden, not named as unfinished, untouched for half a minute."""
    settled = time.time() - SETTLED_SECONDS
    return sorted(
        path
        for path in inbox.rglob("*")
        if path.is_file()
        and path.suffix.lower() not in _UNFINISHED
        and not any(part.startswith((".", "~$")) for part in path.relative_to(inbox).parts)
        and path.stat().st_mtime <= settled
    )


def _file(home: Home, path: Path, under: str) -> Path:
    """Move it to home/inbox-done/<under>/<its folder>/, beside a namesake with a number."""
    target = home.inbox_done / under / path.relative_to(home.inbox)
    target.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{path.stem}-{number}{path.suffix}")
    path.replace(target)
    return target


def _week(home: Home) -> str:
    return str(Week.of(business_day(now(), home.settings.zone)))
