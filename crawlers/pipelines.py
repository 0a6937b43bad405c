"""Into the store: files by `import_path`; crawls save through the same `prepare` and log (crawling.py).

The only file of this room that imports the store.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from crawlers.contract import Chunk, Importer
from crawlers.discovery import importer_for, importer_named
from crawlers.mapping import Mapping
from crawlers.opening import Opened, Unreadable, open_paths
from crawlers.preparing import prepare
from crawlers.preview import UNKNOWN_FORMAT, preview
from crawlers.refusals import RefusalFile, count_refused
from domain.frames import REFUSED
from domain.weeks import BUSINESS_ZONE
from store.lake import Lake
from store.posts import PostLog, Saved

__all__ = ["FileOutcome", "Progress", "import_path", "open_log", "prepare", "preview"]

# A watermark counts saved chunks; this much is added when the file ended with the last of them.
WHOLE = 1 << 40
NOTHING = Saved(0, 0, 0)


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. `problem`: something people must look at; `note`: only worth saying.

    `read` counts records; saved and refused ones add up to it, less those `skipped` as saved by an
    earlier run, and apart from the one refused row that tells of a cut file.
    """

    name: str
    sha256: str | None
    format: str | None = None
    read: int = 0
    new_posts: int = 0
    new_observations: int = 0
    unchanged: int = 0
    skipped: int = 0
    refused: int = 0
    refused_path: Path | None = None
    problem: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """After each chunk: the file at hand and the records read from it so far."""

    name: str
    read: int


def open_log(lake: str, zone: str = BUSINESS_ZONE) -> PostLog:
    """The posts log of the lake in that folder or at that URL; business days are those of `zone`."""
    return PostLog(Lake(lake), zone)


def import_path(
    paths: Sequence[Path],
    *,
    log: PostLog,
    author_key: bytes,
    now: datetime,
    refused_dir: Path,
    format: str | None = None,
    mapping: Mapping | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> list[FileOutcome]:
    """Everything behind the paths into the log, one outcome per file.

    Chunk by chunk, each saved together with its watermark: a killed import goes on where it was, and a
    file that is all saved is not read again. `format` names an importer instead of asking the content;
    an unknown name raises BadSettings. `mapping` says which column of a table is what.
    """
    named = importer_named(format) if format else None
    outcomes = []
    for opened in open_paths(paths, mapping):
        importer = named
        if isinstance(opened, Opened) and importer is None:
            importer = importer_for(opened.head, opened.name, mapping)
        if isinstance(opened, Opened) and importer is not None:
            file = _FileImport(opened, importer, log, author_key, now, refused_dir)
            outcomes.append(file.run(on_progress or (lambda progress: None)))
        else:
            outcomes.append(_not_read(opened))
    return outcomes


def _not_read(opened: Opened | Unreadable) -> FileOutcome:
    problem = opened.problem if isinstance(opened, Unreadable) else UNKNOWN_FORMAT
    if opened.asked_for:
        return FileOutcome(opened.name, opened.sha256, problem=problem)
    return FileOutcome(opened.name, opened.sha256, note=f"passed over: {problem}")


class _FileImport:
    def __init__(
        self,
        opened: Opened,
        importer: Importer,
        log: PostLog,
        author_key: bytes,
        now: datetime,
        refused_dir: Path,
    ) -> None:
        self._opened = opened
        self._importer = importer
        self._log = log
        self._author_key = author_key
        self._now = now
        self._refused_dir = refused_dir
        # With importer and mapping: a file first read as the wrong thing is still new to the right one.
        self._app_id = f"import:{opened.sha256}:{importer.NAME}{_spelled(opened.mapping)}"

    def run(self, tell: Callable[[Progress], None]) -> FileOutcome:
        done = self._log.mark(self._app_id) or 0
        refusals = RefusalFile(self._refused_dir, self._opened.name, self._opened.sha256)
        if done >= WHOLE:
            refused = count_refused(refusals.path)
            aside = f" ({refused:,} rows were refused then: {refusals.path})" if refused else ""
            return self._outcome(refusals, 0, note=f"imported before; nothing to do{aside}")
        read, skipped = 0, 0
        total = NOTHING
        with refusals:
            for number, (chunk, is_last) in enumerate(_with_last(self._importer.read(self._opened)), 1):
                read += chunk.read
                refusals.add(chunk.refused)
                if is_last and self._opened.loss:
                    refusals.add(_one_refused(self._opened.loss))
                if is_last:
                    # Before the watermark that keeps the file from being read again.
                    refusals.close()
                if number <= done:
                    skipped += chunk.posts.height
                else:
                    total = _sum(total, self._save(chunk, number + (WHOLE if is_last else 0)))
                tell(Progress(self._opened.name, read))
        if not read and self._opened.loss:
            return FileOutcome(self._opened.name, self._opened.sha256, problem=self._opened.loss)
        problem = self._opened.loss or (None if read else "no rows in the file")
        return self._outcome(refusals, refusals.count, total, read, skipped, problem)

    def _save(self, chunk: Chunk, number: int) -> Saved:
        source = f"import:{self._importer.NAME}"
        posts = prepare(chunk.posts, author_key=self._author_key, source=source, fetched_at=self._now)
        return self._log.save(posts, mark=(self._app_id, number))

    def _outcome(
        self,
        refusals: RefusalFile,
        refused: int,
        total: Saved = NOTHING,
        read: int = 0,
        skipped: int = 0,
        problem: str | None = None,
        note: str | None = None,
    ) -> FileOutcome:
        return FileOutcome(
            name=self._opened.name,
            sha256=self._opened.sha256,
            format=self._importer.NAME,
            read=read,
            new_posts=total.new_posts,
            new_observations=total.new_observations,
            unchanged=total.unchanged,
            skipped=skipped,
            refused=refused,
            refused_path=refusals.path if refused else None,
            problem=problem,
            note=note,
        )


def _with_last(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, bool]]:
    """Each chunk with whether it is the last: it must be known when its watermark is written."""
    held = next(chunks, None)
    while held is not None:
        following = next(chunks, None)
        yield held, following is None
        held = following


def _spelled(mapping: Mapping | None) -> str:
    return "" if mapping is None else ":" + hashlib.sha256(repr(mapping).encode()).hexdigest()[:12]


def _one_refused(loss: str) -> pl.DataFrame:
    return pl.DataFrame([(None, loss, "")], schema=REFUSED, orient="row")


def _sum(one: Saved, other: Saved) -> Saved:
    return Saved(
        one.new_posts + other.new_posts,
        one.new_observations + other.new_observations,
        one.unchanged + other.unchanged,
    )
