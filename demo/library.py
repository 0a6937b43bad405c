"""What the demo site has to serve, read from the folder that `write_demo` wrote."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import zstandard

from demo.plan import PLATFORMS
from domain.errors import BadInput

MADE_UP = "演示数据，均为虚构 / made-up data"
PLATFORM_NAMES = {
    "xhs": "小红书",
    "weibo": "微博",
    "douyin": "抖音",
    "zhihu": "知乎",
    "bilibili": "哔哩哔哩",
    "reddit": "Reddit",
}
NUMBERS = ("likes", "comments", "shares", "collects")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some posts of one platform, newest first; `number` counts from 1, `has_next` if older ones follow."""

    platform: str
    rows: list[Row]
    number: int
    has_next: bool

    @property
    def updated(self) -> datetime:
        return max(created(row) for row in self.rows)


class Library:
    """The newest posts page by page, and every post of the demo by its id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        site = folder / "site"
        if not site.is_dir():
            raise BadInput(
                f"There is no demo site in {folder}", hint="Write it first with demo.generate.write_demo"
            )
        self._newest = {
            platform: _rows((site / f"{platform}.jsonl").read_bytes())[::-1] for platform in PLATFORMS
        }

    def page(self, platform: str, number: int, size: int) -> Page | None:
        """None for a platform or page that does not exist."""
        rows = self._newest.get(platform, [])
        chosen = rows[(number - 1) * size : number * size] if number >= 1 else []
        return Page(platform, chosen, number, len(rows) > number * size) if chosen else None

    def sizes(self) -> dict[str, int]:
        return {platform: len(rows) for platform, rows in self._newest.items()}

    def post(self, platform: str, post_id: str) -> Row | None:
        return self._by_id.get((platform, post_id))

    def replies(self, row: Row) -> list[Row]:
        return self._replies.get((row["platform"], row["post_id"]), [])

    @cached_property
    def _everything(self) -> list[Row]:
        """Old posts too: reports link to posts of any week."""
        old = [
            row
            for archive in sorted(self._folder.glob("posts-*.jsonl.zst"))
            for row in _rows(_unpacked(archive))
        ]
        return old + [row for rows in self._newest.values() for row in reversed(rows)]

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Row]:
        return {(row["platform"], row["post_id"]): row for row in self._everything}

    @cached_property
    def _replies(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self._everything:
            if row["parent_id"]:
                found.setdefault((row["platform"], row["parent_id"]), []).append(row)
        return found


def created(row: Row) -> datetime:
    return datetime.fromisoformat(row["created_at"])


def headline(row: Row) -> str:
    """The title, or the beginning of the text."""
    first = row["title"] or row["text"].split("\n")[0]
    return first if len(first) <= 40 else f"{first[:39]}…"


def _unpacked(archive: Path) -> bytes:
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(archive.read_bytes())) as stream:
        return stream.read()


def _rows(body: bytes) -> list[Row]:
    return [json.loads(line) for line in body.splitlines() if line]
