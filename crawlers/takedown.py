"""Posts and authors that are to be forgotten, out of the files a home keeps beside its lake.

Kept pages that hold one go whole: what else was on them is in the log. Spooled posts, refused rows and rows
of filed exports are cut out; a file that cannot be cut is named. `only_look` counts and changes nothing.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from crawlers.exports import cut_export
from crawlers.outcomes import Ending
from crawlers.preparing import prepare
from crawlers.raw_pages import RawPage
from crawlers.replay import replay
from crawlers.spool import SUFFIX, read_spooled
from domain.errors import BadInput
from domain.withdrawal import Withdrawn


@dataclass(frozen=True, slots=True)
class TakeDown:
    """One removal: what, with the author key by which raw rows are recognised."""

    what: Withdrawn
    author_key: bytes
    only_look: bool = False

    def raw_pages(self, folder: Path) -> int:
        """Pages that say one of the ids or addresses, or on which today's reader finds such a post."""
        gone = 0
        for one in replay(folder):
            if one.page is None:
                continue
            body = one.page.meta.url.encode() + b"\n" + one.page.body
            if self.what.is_said_in(body) or self._is_read_from(one.page, one.read):
                gone += 1
                if not self.only_look:
                    one.path.unlink(missing_ok=True)
        return gone

    def spooled(self, folder: Path) -> int:
        """Rows of pages that wait to be saved; a page without any other goes."""
        gone = 0
        for path in sorted(folder.glob(f"*/*{SUFFIX}")):
            try:
                rows = read_spooled(path)
            except (BadInput, FileNotFoundError):
                continue
            kept = rows.filter(~self.what.is_row(rows.columns))
            answers = kept.select(self.what.is_answer(kept.columns).sum()).item()
            gone += rows.height - kept.height
            if self.only_look or (kept.height == rows.height and not answers):
                continue
            if kept.is_empty():
                path.unlink(missing_ok=True)
                continue
            freed = pl.when(~self.what.is_answer(kept.columns)).then("parent_id")
            _put(
                path,
                lambda out, kept=kept, freed=freed: kept.with_columns(parent_id=freed).write_ipc(
                    out, compression="zstd"
                ),
            )
        return gone

    def refused(self, folder: Path) -> int:
        """Refused rows that say one of the ids or addresses; who wrote them was never kept there."""
        gone = 0
        for path in sorted(folder.glob("*.jsonl")):
            lines = path.read_bytes().splitlines(keepends=True)
            kept = [line for line in lines if not self.what.is_said_in(_unescaped(line))]
            gone += len(lines) - len(kept)
            if self.only_look or len(kept) == len(lines):
                continue
            if not kept:
                path.unlink()
            else:
                _put(path, lambda out, kept=kept: out.write_bytes(b"".join(kept)))
        return gone

    def exports(self, folder: Path) -> tuple[int, list[str]]:
        """Files of exports in the folder: how many were cut, and the names of those that cannot be."""
        cut, left = 0, []
        for path in sorted(found for found in folder.rglob("*") if found.is_file()):
            answer = cut_export(path, self.what, self.is_of, only_look=self.only_look)
            cut += answer == "cut"
            if answer == "holds":
                left.append(str(path))
        return cut, left

    def is_of(self, raw: pl.DataFrame) -> bool:
        """Whether RAW_POSTS hold such a post, an answer to one, or one of such an author."""
        if raw.is_empty():
            return False
        at = pl.select(pl.datetime(2000, 1, 1, time_zone="UTC")).item()
        posts = prepare(raw, author_key=self.author_key, source="", fetched_at=at)
        found = self.what.is_row(posts.columns) | self.what.is_answer(posts.columns)
        return bool(posts.select(found.any()).item())

    def _is_read_from(self, page: RawPage, read: object) -> bool:
        if isinstance(read, Ending) or page.meta.source.platform not in self._platforms():
            return False
        return self.is_of(getattr(read, "posts"))  # noqa: B009  PageRead, told apart from Ending

    def _platforms(self) -> set[str]:
        return {key.partition(":")[0] for key in self.what.keys} | {pair[0] for pair in self.what.authors}


def _unescaped(line: bytes) -> bytes:
    """A line of JSON with what its strings say: inside one, an address has its slashes escaped or not."""
    try:
        return line + " ".join(map(str, json.loads(line).values())).replace("\\/", "/").encode()
    except (ValueError, AttributeError):
        return line


def _put(path: Path, write: Callable[[Path], object]) -> None:
    beside = path.with_name(f"{path.name}.part")
    write(beside)
    beside.replace(path)
