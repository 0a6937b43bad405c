"""What was removed from a table leaves the disk: old files, what lost commits left, statistics in logs."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import polars as pl
from deltalake import DeltaTable

from store.lake import Lake
from store.schemas import declared

_STATISTICS = "delta.dataSkippingStatsColumns"
Holds = Callable[[pl.DataFrame], bool]


def purge(lake: Lake, table: str, holds: Holds | None = None) -> list[str]:
    """Delete every file that the newest version does not need, at once; earlier ones cannot be read after.

    Files that were written and never committed may belong to a writer at work and stay, unless `holds` says
    that they hold what must go: whoever is at work on them is told to begin again by the commit of the
    removal. In an object store those stay for `compact`, and are given back by name.
    """
    with lake.locked(table):
        found = lake.live(table)
        if found is None:
            return []
        found.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
        found = _without_keys_in_log(lake, table, found)
        left = found.vacuum(retention_hours=0, dry_run=True, enforce_retention_duration=False, full=True)
        folder = local_folder(lake, table)
        if folder is None or holds is None:
            return left
        for name in left:
            path = folder / unquote(name)
            if _holds(path, holds):
                path.unlink(missing_ok=True)
    return []


def local_folder(lake: Lake, table: str) -> Path | None:
    """Where the table lies on this machine; None in an object store."""
    parts = urlsplit(lake.root)
    if parts.scheme not in ("", "file"):
        return None
    return Path(unquote(parts.path) if parts.scheme else lake.root) / table


def _holds(path: Path, holds: Holds) -> bool:
    try:
        return holds(pl.read_parquet(path, hive_partitioning=False))
    except (OSError, pl.exceptions.PolarsError):
        return False


def _without_keys_in_log(lake: Lake, table: str, found: DeltaTable) -> DeltaTable:
    """Tables made before keys were kept out of the statistics: no more of them, and the old log goes."""
    wanted = ",".join(declared(table).statistics)
    if found.metadata().configuration.get(_STATISTICS) == wanted:
        return found
    found.alter.set_table_properties({_STATISTICS: wanted})
    found.create_checkpoint()
    folder = local_folder(lake, table)
    if folder is None:
        found.cleanup_metadata()
        return found
    newest = found.version()
    for log in (folder / "_delta_log").glob("*.json"):
        if log.stem.isdigit() and int(log.stem) < newest:
            log.unlink(missing_ok=True)
    for log in (folder / "_delta_log").glob("*.checkpoint*.parquet"):
        if int(log.name.partition(".")[0]) < newest:
            log.unlink(missing_ok=True)
    lake.let_go(table)
    return lake.live(table) or found
