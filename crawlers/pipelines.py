"""Into the store: files by `import_path`; crawls save through the same `prepare` and log (crawling.py).

The only file of this room that imports the store.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from crawlers.captures import CAPTURES, all_captures, captures_of
from crawlers.contract import Chunk, Importer
from crawlers.discovery import importer_for, importer_named
from crawlers.mapping import Mapping
from crawlers.opening import Opened, Unreadable, open_paths
from crawlers.preparing import prepare, prepare_facts
from crawlers.preview import UNKNOWN_FORMAT, preview
from crawlers.refusals import RefusalFile, count_refused
from domain.frames import REFUSED
from domain.weeks import BUSINESS_ZONE
from store.first_party import FactLog, SavedFacts
from store.lake import Lake
from store.posts import PostLog, Saved
from store.quarantine import Quarantine

__all__ = ["FileOutcome", "Progress", "import_path", "open_log", "prepare", "preview"]

# A watermark counts saved chunks; this much is added when the file ended with the last of them.
WHOLE = 1 << 40
NOTHING = Saved(0, 0, 0)
NO_FACTS = SavedFacts()
NO_BASIS = (
    "a table of facts whose provenance nobody has declared; nothing of it was read. Import it again with "
    "--basis own (or licensed, public, research)"
)

# (where the file lies, name of the importer) -> the scope id under which its rows may come in, None: nobody
# has declared any.
ProvenanceOf = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. `problem`: something people must look at; `note`: only worth saying.

    `read` counts records; saved, forgotten, quarantined and refused ones add up to it, less those `skipped`
    as saved by an earlier run, and apart from the one refused row that tells of a cut file. `held_as` is the
    file's name in quarantine. `captures` (CAPTURES) says by which query and on which day its rows were
    captured.
    """

    name: str
    sha256: str | None
    format: str | None = None
    read: int = 0
    new_posts: int = 0
    new_observations: int = 0
    unchanged: int = 0
    quarantined: int = 0
    forgotten: int = 0
    skipped: int = 0
    refused: int = 0
    refused_path: Path | None = None
    problem: str | None = None
    note: str | None = None
    where: str = ""
    held_as: str | None = None
    # A table of facts in place of posts and what became of its rows; columns left out as they name people.
    table: str | None = None
    facts: SavedFacts = NO_FACTS
    left_out: tuple[str, ...] = ()
    captures: pl.DataFrame = field(default_factory=CAPTURES.to_frame, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """After each chunk: the file at hand and the records read from it so far."""

    name: str
    read: int


def open_log(lake: str, zone: str = BUSINESS_ZONE, author_key: bytes | None = None) -> PostLog:
    """The posts log of the lake in that folder or at that URL; business days are those of `zone`.

    Without the author key a log in which posts were forgotten takes none in.
    """
    return PostLog(Lake(lake), zone, None if author_key is None else lambda: author_key)


def import_path(
    paths: Sequence[Path],
    *,
    log: PostLog,
    quarantine: Quarantine,
    provenance: ProvenanceOf,
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
    an unknown name raises BadSettings. `mapping` says which column of a table is what. Rows of a file for
    which `provenance` knows nothing are held in quarantine; named later, they come out of there.
    """
    named = importer_named(format) if format else None
    outcomes = []
    for opened in open_paths(paths, mapping):
        importer = named
        if isinstance(opened, Opened) and importer is None:
            importer = importer_for(opened.head, opened.name, mapping)
        if isinstance(opened, Opened) and importer is not None:
            under = provenance(opened.where, importer.NAME)
            file = _FileImport(opened, importer, log, quarantine, under, author_key, now, refused_dir)
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
        quarantine: Quarantine,
        provenance: str | None,
        author_key: bytes,
        now: datetime,
        refused_dir: Path,
    ) -> None:
        self._opened = opened
        self._importer = importer
        self._quarantine = quarantine
        self._provenance = provenance
        self._table: str | None = getattr(importer, "TABLE", None)
        self._zone = log.zone
        self._log: PostLog | FactLog = FactLog(log.lake, self._table) if self._table else log
        self._author_key = author_key
        self._now = now
        self._refused_dir = refused_dir
        self._quarantined = 0
        # With importer and mapping: a file first read as the wrong thing is still new to the right one.
        self._app_id = f"import:{opened.sha256}:{importer.NAME}{_spelled(opened.mapping)}"
        if hasattr(importer, "told_by_name"):  # so is one renamed to say whose it is, or of which week
            self._app_id += importer.told_by_name(opened)

    def run(self, tell: Callable[[Progress], None]) -> FileOutcome:
        done = self._log.mark(self._app_id) or 0
        held = self._quarantine.mark(self._app_id) or 0
        refusals = RefusalFile(self._refused_dir, self._opened.name, self._opened.sha256)
        if done >= WHOLE or (held >= WHOLE and self._provenance is None):
            refused = count_refused(refusals.path)
            aside = f" ({refused:,} rows were refused then: {refusals.path})" if refused else ""
            before = "imported before" if done >= WHOLE else "in quarantine already"
            return self._outcome(refusals, 0, note=f"{before}; nothing to do{aside}", held=done < WHOLE)
        if self._provenance is None:
            done = held
        elif held >= WHOLE:
            released = self._quarantine.release(self._app_id, self._provenance, self._log)
            return self._outcome(refusals, 0, released, note="released from quarantine")
        elif held:
            self._quarantine.drop([self._app_id])
        if self._table and self._provenance is None:
            # no quarantine holds facts: the file stays as it is, unread, until somebody says on what basis
            return FileOutcome(self._opened.name, self._opened.sha256, table=self._table, problem=NO_BASIS)
        read, skipped = 0, 0
        captures = []
        total: Saved | SavedFacts | None = None
        with refusals:
            for number, (chunk, is_last) in enumerate(_with_last(self._importer.read(self._opened)), 1):
                read += chunk.read
                refusals.add(chunk.refused)
                if chunk.facts is None:
                    captures.append(captures_of(chunk.posts, self._now, self._zone))
                if is_last and self._opened.loss:
                    refusals.add(_one_refused(self._opened.loss))
                if is_last:
                    # Before the watermark that keeps the file from being read again.
                    refusals.close()
                if number <= done:
                    skipped += chunk.read - chunk.refused.height if chunk.facts else chunk.posts.height
                else:
                    saved = self._save(chunk, number + (WHOLE if is_last else 0))
                    total = saved if total is None else total + saved
                tell(Progress(self._opened.name, read))
        if not read and self._opened.loss:
            return FileOutcome(self._opened.name, self._opened.sha256, problem=self._opened.loss)
        problem = self._opened.loss or (None if read else "no rows in the file")
        is_held = self._provenance is None
        outcome = self._outcome(refusals, refusals.count, total, read, skipped, problem, held=is_held)
        return replace(outcome, captures=all_captures(captures))

    def _save(self, chunk: Chunk, number: int) -> Saved | SavedFacts:
        source, mark = f"import:{self._importer.NAME}", (self._app_id, number)
        if chunk.facts is not None:
            rows = prepare_facts(
                chunk.facts, source=source, fetched_at=self._now, provenance=self._provenance
            )
            return self._log.save(rows, mark=mark)
        posts = prepare(
            chunk.posts,
            author_key=self._author_key,
            source=source,
            fetched_at=self._now,
            provenance=self._provenance,
        )
        if self._provenance is not None:
            return self._log.save(posts, mark=mark)
        held = self._quarantine.hold(posts, mark=mark, log=self._log)
        self._quarantined += held
        return Saved(0, 0, 0, posts.height - held)

    def _outcome(
        self,
        refusals: RefusalFile,
        refused: int,
        total: Saved | SavedFacts | None = None,
        read: int = 0,
        skipped: int = 0,
        problem: str | None = None,
        note: str | None = None,
        *,
        held: bool = False,
    ) -> FileOutcome:
        posts = total if isinstance(total, Saved) else NOTHING
        facts = total if isinstance(total, SavedFacts) else NO_FACTS
        left_out = getattr(self._importer, "left_out", None)
        return FileOutcome(
            name=self._opened.name,
            sha256=self._opened.sha256,
            format=self._importer.NAME,
            table=self._table,
            facts=facts,
            left_out=tuple(left_out(self._opened)) if left_out else (),
            read=read,
            new_posts=posts.new_posts,
            new_observations=posts.new_observations,
            unchanged=posts.unchanged + facts.unchanged,
            quarantined=self._quarantined,
            forgotten=posts.forgotten,
            skipped=skipped,
            refused=refused,
            refused_path=refusals.path if refused else None,
            problem=problem,
            note=note,
            where=self._opened.where,
            held_as=self._app_id if held else None,
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
