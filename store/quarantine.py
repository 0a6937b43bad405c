"""Rows whose provenance nobody has declared: kept apart from the posts, so that no step can count them.

One partition a file. Released, its rows go into the posts log as an import of that file would have put
them there; killed in between, the release is done again and adds nothing twice.
"""

from collections.abc import Sequence
from dataclasses import astuple

import polars as pl

from domain.frames import POSTS
from store.lake import Lake, Mark
from store.posts import PostLog, Saved

TABLE = "quarantine"
_SLICE = 100_000


class Quarantine:
    """The `quarantine` table of a lake; a file is named by the app id of its import."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    def mark(self, app_id: str) -> int | None:
        """How many chunks of that file lie here; None when it has never lain here."""
        return self._lake.mark(TABLE, app_id)

    def hold(self, posts: pl.DataFrame, *, mark: Mark, log: PostLog) -> int:
        """Add rows (POSTS) of the file that the mark names, together with the mark; gives how many.

        What the log would not take in, as it was forgotten, is not held here either.
        """
        held = 0

        def admitted(_: int) -> pl.DataFrame:
            nonlocal held
            rows = log.admit(posts)
            held = rows.height
            return rows.with_columns(file=pl.lit(mark[0]))

        self._lake.append_decided(TABLE, admitted, mark=mark)
        return held

    def rows(self) -> dict[str, int]:
        """File -> rows that wait; no text is read."""
        held = self._lake.scan(TABLE).group_by("file").agg(pl.len()).sort("file").collect()
        return dict(held.iter_rows())

    def release(self, app_id: str, provenance: str, log: PostLog) -> Saved:
        """Put the file's rows into the log under that provenance, with its mark; then empty its place."""
        rows = self._lake.scan(TABLE, [app_id]).select(list(POSTS)).collect()
        done = self.mark(app_id) or 0
        totals = [0, 0, 0, 0]
        for start in range(0, max(rows.height, 1), _SLICE):
            part = rows.slice(start, _SLICE).with_columns(provenance=pl.lit(provenance))
            is_last = start + _SLICE >= rows.height
            saved = log.save(part, mark=(app_id, done) if is_last else None)
            totals = [total + more for total, more in zip(totals, astuple(saved), strict=True)]
        self.drop([app_id])
        return Saved(*totals)

    def drop(self, files: Sequence[str]) -> None:
        """Empty the places of these files and forget how far they had been read."""
        for app_id in files:
            nothing = pl.DataFrame(schema=POSTS)
            self._lake.replace(TABLE, nothing, part=app_id, mark=(app_id, 0))
