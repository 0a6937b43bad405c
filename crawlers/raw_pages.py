"""Pages as they came, compressed: one file each, below <folder>/<source>/<day>/.

A file is one zstd frame: a line of JSON (address, time, status, content type, query, source definition), then
the body. Raw pages hold names and contacts, so they are readable by their owner only and live for days
(`forget_raw`), not for ever. No request header is kept, so no key or token of ours is in them.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import zstandard

from crawlers.contract import PageMeta, Source
from domain.errors import BadInput

SUFFIX = ".page.zst"
LONGEST_BODY = 64 << 20


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page and all its reader may know of it."""

    meta: PageMeta
    status: int
    body: bytes


class RawPages:
    """The folder to keep pages in; `kept` counts those of this run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.kept = 0

    def keep(self, page: RawPage) -> Path:
        meta = page.meta
        self.kept += 1
        at = meta.fetched_at.astimezone(UTC)
        folder = self._folder / meta.source.id / str(at.date())
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{at:%H%M%S}-{os.getpid()}-{self.kept:05}{SUFFIX}"
        head = {
            "url": meta.url,
            "fetched_at": at.isoformat(),
            "status": page.status,
            "content_type": meta.content_type,
            "query": meta.query,
            "source": asdict(meta.source),
        }
        frame = json.dumps(head, ensure_ascii=False).encode() + b"\n" + page.body
        beside = path.with_suffix(".part")
        beside.touch(mode=0o600)
        beside.write_bytes(zstandard.ZstdCompressor(level=6).compress(frame))
        beside.replace(path)
        return path


def read_raw(path: Path) -> RawPage:
    """The page of one file; raises BadInput when it is cut or none of ours."""
    try:
        frame = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=LONGEST_BODY)
        line, body = frame.split(b"\n", 1)
        head = json.loads(line)
        meta = PageMeta(
            head["url"],
            datetime.fromisoformat(head["fetched_at"]),
            Source(**head["source"]),
            head["content_type"],
            head["query"],
        )
        return RawPage(meta, int(head["status"]), body)
    except (OSError, zstandard.ZstdError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is not a kept page: {error}", hint="Delete it; the crawl goes on") from error


def find_raw(folder: Path, source: str | None = None, since: date | None = None) -> Iterator[Path]:
    """Kept pages, oldest first within each source; of one source, of days from `since` on (UTC)."""
    for of_source in sorted(folder.glob(source or "*")):
        for of_day in sorted(of_source.glob("????-??-??")):
            if since is None or of_day.name >= str(since):
                yield from sorted(of_day.glob(f"*{SUFFIX}"))


def forget_raw(folder: Path, older_than: datetime) -> int:
    """Delete pages fetched before that instant, and folders left empty; gives how many pages went.

    The time of fetching is in the name, so a copied folder is forgotten on the same day. Half-written
    files of a killed crawl go with their day.
    """
    gone = 0
    for of_day in sorted(folder.glob("*/????-??-??")):
        for path in sorted(of_day.iterdir()):
            if _fetched_at(path, of_day.name) < older_than:
                path.unlink()
                gone += path.name.endswith(SUFFIX)
        if not any(of_day.iterdir()):
            of_day.rmdir()
    return gone


def _fetched_at(path: Path, day: str) -> datetime:
    clock = path.name[:6]
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
    if not clock.isdigit():
        return begin
    return begin + timedelta(hours=int(clock[:2]), minutes=int(clock[2:4]), seconds=int(clock[4:]))
