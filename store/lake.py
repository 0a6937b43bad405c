"""The lake: Delta tables in a folder or an object store, polars frames in and out.

Promises: a commit is all or nothing, its watermark inside; `batch` is the version a row was committed
as, so it grows strictly in commit order; two writers at once never lose or double anything.
Leaves out: what the tables mean (store/schemas.py and the files beside it).
"""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from domain.errors import StoreLocked
from domain.frames import conform
from store.opened import OpenedTable
from store.schemas import TABLES, LakeTable, declared

TRIES = 200
_PARQUET = WriterProperties(compression="ZSTD", compression_level=3)

# Given the version a commit would follow, the rows to add; None means there is nothing to commit.
Decide = Callable[[int], pl.DataFrame | None]
# The rows of a partition -> what is to stand in their place.
Change = Callable[[pl.DataFrame], pl.DataFrame]
Mark = tuple[str, int]


class Lake:
    """Delta tables under one root; `storage_options` as deltalake takes them (keys, endpoint, region).

    May be shared between threads and pickled to other processes.
    """

    def __init__(self, root: str | Path, storage_options: dict[str, str] | None = None) -> None:
        self.root = str(root).rstrip("/")
        self.storage_options = storage_options
        self._tables = {name: OpenedTable(f"{self.root}/{name}", storage_options) for name in TABLES}

    def __reduce__(self) -> tuple[Any, ...]:
        return Lake, (self.root, self.storage_options)

    def scan(self, table: str, parts: Sequence[str] | None = None) -> pl.LazyFrame:
        """The stored rows, of the given partitions only; a table nobody wrote yet is empty.

        Columns are the declared ones, `batch` and the partition column among them. The frame keeps
        showing the version that was newest when it was asked for.
        """
        spec = declared(table)
        found = self._tables[table].snapshot()
        if found is None:
            return pl.LazyFrame(schema=spec.schema)
        rows = pl.scan_delta(found)
        if parts is not None:
            rows = rows.filter(pl.col(spec.part).is_in(list(parts)))
        stored = {field.name for field in found.schema().fields}
        # A column declared after the table was made appears in it with the next write.
        return rows.select(
            name if name in stored else pl.lit(None, dtype).alias(name) for name, dtype in spec.schema.items()
        )

    def batches(self, table: str) -> dict[str, int]:
        """Partition -> newest batch in it, from the statistics in the log; no data is read."""
        return self.newest(table, "batch")

    def newest(self, table: str, column: str) -> dict[str, Any]:
        """Partition -> the greatest value of a column that carries statistics; no data is read."""
        spec = declared(table)
        found = self._tables[table].snapshot()
        if found is None:
            return {}
        files = pl.DataFrame(found.get_add_actions(flatten=True))
        if files.is_empty():
            return {}
        newest = files.group_by(f"partition.{spec.part}").agg(pl.col(f"max.{column}").max())
        return dict(newest.sort(pl.first()).iter_rows())

    def mark(self, table: str, app_id: str) -> int | None:
        """The watermark that `app_id` committed last together with rows of this table."""
        opened = self._opened(table)
        with opened.lock:
            found = opened.follow()
            return None if found is None else found.transaction_version(app_id)

    def version(self, table: str) -> int:
        """The newest commit: 0 for a table without rows, be it new or just created."""
        opened = self._opened(table)
        with opened.lock:
            found = opened.follow()
            return 0 if found is None else found.version()

    def append(self, table: str, frame: pl.DataFrame, *, mark: Mark | None = None) -> None:
        """Add rows; the frame brings its partition column. An empty frame only commits the mark, if any."""
        if frame.is_empty() and mark is None:
            return
        self.append_decided(table, lambda _: frame, mark=mark)

    def append_decided(self, table: str, decide: Decide, *, mark: Mark | None = None) -> None:
        """Add the rows that `decide` names after seeing the table as it is at the version it is given.

        When another writer commits in between, `decide` is asked again with the new version: what it
        read and what it adds are one transaction.
        """
        self._commit(declared(table), decide, None, mark)

    def replace(self, table: str, frame: pl.DataFrame, *, part: str, mark: Mark | None = None) -> None:
        """Put the frame in the place of one whole partition; an empty frame empties it."""
        spec = declared(table)
        rows = frame.with_columns(pl.lit(part, pl.String).alias(spec.part))
        self._commit(spec, lambda _: rows, _is_part(spec, part), mark)

    def rewrite(self, table: str, part: str, change: Change) -> int:
        """Put `change(rows)` in the place of a partition's rows, which keep their batches: nothing is new.

        Commits nothing where nothing changes. Returns how many rows are gone.
        """
        spec = declared(table)
        gone = 0

        def changed(_: int) -> pl.DataFrame | None:
            nonlocal gone
            before = self.scan(table, [part]).collect()
            after = change(before)
            gone = before.height - after.height
            return None if after.equals(before, null_equal=True) else after

        self._commit(spec, changed, _is_part(spec, part), None, keeps_batches=True)
        return gone

    def compact(self, table: str, keep_hours: int = 168) -> None:
        """Join small files and remove files no version of the last `keep_hours` needs."""
        opened = self._opened(table)
        with opened.lock:
            found = opened.follow()
            if found is not None:
                found.optimize.compact(writer_properties=_PARQUET)
                # full: also what lost or killed commits have left
                found.vacuum(
                    retention_hours=keep_hours, dry_run=False, enforce_retention_duration=False, full=True
                )

    def live(self, table: str) -> DeltaTable | None:
        """The table itself at its newest version, for store/purging.py; hold `locked(table)` meanwhile."""
        return self._opened(table).follow()

    def let_go(self, table: str) -> None:
        """Open the table anew at its next use."""
        self._opened(table).let_go()

    def locked(self, table: str) -> AbstractContextManager[object]:
        """Keeps the other threads of this process away from the table's handle."""
        return self._opened(table).lock

    def _commit(
        self,
        spec: LakeTable,
        decide: Decide,
        predicate: str | None,
        mark: Mark | None,
        *,
        keeps_batches: bool = False,
    ) -> None:
        # deltalake's own retry would move the same rows to a later version, and two commits would carry
        # one batch number: it is off, and every attempt begins again from the newest version.
        properties = CommitProperties(
            app_transactions=[Transaction(*mark)] if mark else None, max_commit_retries=0
        )
        opened = self._tables[spec.name]
        for attempt in range(TRIES):
            try:
                with opened.lock:
                    found = opened.follow() or self._create(spec)
                    version = found.version()
                    try:
                        frame = decide(version)
                    except (pl.exceptions.PolarsError, OSError):
                        moved = opened.follow()
                        if moved is None or moved.version() == version:
                            raise
                        continue  # the files it read were replaced and purged meanwhile
                    if frame is None:
                        return
                    if found.version() != version:
                        continue  # what `decide` read was newer than what it was told
                    batch = pl.col("batch") if keeps_batches else pl.lit(version + 1, pl.Int64)
                    rows = frame.with_columns(batch=batch)
                    _write(found, conform(rows, spec.schema, spec.name), predicate, properties)
                    return
            except CommitFailedError as lost:
                if attempt == TRIES - 1:
                    raise StoreLocked(
                        f"Other writers kept the table {spec.name} busy through {TRIES} attempts",
                        hint="Run the step again when they are done",
                    ) from lost
            time.sleep(random.uniform(0, min(0.5, 0.01 * 2**attempt)))  # noqa: S311

    def _opened(self, table: str) -> OpenedTable:
        return self._tables[declared(table).name]

    def _create(self, spec: LakeTable) -> DeltaTable:
        opened = self._tables[spec.name]
        try:
            DeltaTable.create(
                opened.location,
                spec.schema,
                partition_by=[spec.part],
                configuration={"delta.dataSkippingStatsColumns": ",".join(spec.statistics)},
                storage_options=self.storage_options,
                # With retries, of two that create at once the slower would write a second beginning.
                commit_properties=CommitProperties(max_commit_retries=0),
            )
        except DeltaError:
            # Another process may have created it first, then it is there now.
            if opened.follow() is None:
                raise
        found = opened.follow()
        if found is None:
            raise CommitFailedError(f"{opened.location} vanished after it was created")
        return found


def _is_part(spec: LakeTable, part: str) -> str:
    quoted = part.replace("'", "''")
    return f"{spec.part} = '{quoted}'"


def _write(table: DeltaTable, rows: pl.DataFrame, predicate: str | None, commit: CommitProperties) -> None:
    # schema_mode adds columns that were declared after the table was made.
    if predicate is None:
        write_deltalake(
            table,
            rows,
            mode="append",
            schema_mode="merge",
            writer_properties=_PARQUET,
            commit_properties=commit,
        )
    else:
        write_deltalake(
            table,
            rows,
            mode="overwrite",
            predicate=predicate,
            schema_mode="merge",
            writer_properties=_PARQUET,
            commit_properties=commit,
        )
