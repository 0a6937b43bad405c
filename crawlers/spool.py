"""Posts on disk before they count as seen: what a killed crawl had read is saved by the next one.

A spooled page is prepared (masked, authors keyed), so no name lies here. Saving a page twice changes nothing
in the log, so the order is: spool, save, delete; a kill between any two of them loses and doubles nothing.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl

from crawlers.preparing import prepare
from domain.errors import BadInput
from domain.frames import POSTS, conform
from domain.provenance import scope_id, source_scope

SUFFIX = ".posts.arrow"


class Spool:
    """One source's folder of pages that are not yet in the log."""

    def __init__(self, folder: Path, source: str, author_key: bytes, now: datetime) -> None:
        self._folder = folder / source
        self._source = source
        self._author_key = author_key
        self._now = now
        self._pages = 0
        self.posts = 0

    def add(self, raw: pl.DataFrame) -> None:
        """RAW_POSTS of one page; on disk and flushed when this returns."""
        if raw.is_empty():
            return
        source = f"crawl:{self._source}"
        posts = prepare(
            raw,
            author_key=self._author_key,
            source=source,
            fetched_at=self._now,
            provenance=scope_id(source_scope(self._source)),
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        self._pages += 1
        name = f"{self._now:%Y%m%dT%H%M%S}-{os.getpid()}-{self._pages:05}"
        beside = self._folder / f"{name}.part"
        with beside.open("wb") as out:
            posts.write_ipc(out, compression="zstd")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self._folder / f"{name}{SUFFIX}")
        self.posts += posts.height

    def pages(self) -> Iterator[tuple[Path, pl.DataFrame]]:
        """All that waits, oldest first, also of crawls before; POSTS frames."""
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            yield path, read_spooled(path)

    def done(self, paths: list[Path]) -> None:
        """These are in the log now. What a killed crawl left half-written goes as well."""
        for path in [*paths, *self._folder.glob("*.part")]:
            path.unlink(missing_ok=True)


def read_spooled(path: Path) -> pl.DataFrame:
    """POSTS of one spooled page; raises BadInput when the file is damaged."""
    try:
        return conform(pl.read_ipc(path), POSTS, "spooled posts")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadInput(f"{path} cannot be read: {error}", hint="Move it away; the crawl goes on") from error
