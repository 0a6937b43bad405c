"""Kept pages read again with today's parser: `python -m crawlers.replay --raw-dir … [--lake … …]`.

A page keeps the time of its fetching, so what it holds are the same observations: those that are in the log
change nothing, and those that an older parser missed are added. Without a lake it only counts. Prints one
JSON object on stdout. Exit codes: 0 done, 2 wrong usage, 3 some pages could not be read.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from crawlers.authors import read_author_key
from crawlers.contract import PageRead, Source
from crawlers.discovery import platform_named
from crawlers.outcomes import Ending
from crawlers.pipelines import open_log, prepare
from crawlers.raw_pages import RawPage, find_raw, read_raw
from crawlers.spider import read_page
from domain.errors import BadInput, BadSettings
from domain.weeks import BUSINESS_ZONE


@dataclass(frozen=True, slots=True)
class Replayed:
    """One kept page, with what today's reader says of it: posts and refused rows, or why there are none."""

    path: Path
    page: RawPage | None
    read: PageRead | Ending


def replay(
    folder: Path,
    sources: Mapping[str, Source] | None = None,
    source: str | None = None,
    since: date | None = None,
) -> Iterator[Replayed]:
    """Kept pages read again, oldest first within each source.

    `sources` are today's definitions by id (changed selectors count); a source that is not among them is
    read as it was declared when its page was fetched. Nothing is fetched and nothing is saved.
    """
    for path in find_raw(folder, source, since):
        try:
            page = read_raw(path)
        except BadInput as cut:
            yield Replayed(path, None, Ending("failed", str(cut)))
            continue
        declared = (sources or {}).get(page.meta.source.id, page.meta.source)
        meta = replace(page.meta, source=declared)
        yield Replayed(path, page, read_page(platform_named(declared.reader).read, page.body, meta))


def main(argv: Sequence[str] | None = None) -> int:
    asked = _arguments().parse_args(argv)
    try:
        sources = [Source.from_json(text) for text in asked.source_json or ()]
        summary = _replay_all(asked, {source.id: source for source in sources})
    except BadSettings as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    return 0 if summary["endings"].keys() <= {"done"} else 3


def _replay_all(asked: argparse.Namespace, sources: Mapping[str, Source]) -> dict[str, Any]:
    key = read_author_key(asked.author_key_file) if asked.lake else b""
    log = open_log(asked.lake, asked.zone, key) if asked.lake else None
    total: Counter[str] = Counter()
    endings: Counter[str] = Counter()
    for one in replay(asked.raw_dir, sources, asked.source, asked.since):
        total["pages"] += 1
        if one.page is None or isinstance(one.read, Ending):
            endings[one.read.status if isinstance(one.read, Ending) else "failed"] += 1
            continue
        endings["done"] += 1
        total["items"] += one.read.posts.height
        total["refused"] += one.read.refused.height
        if log and one.read.posts.height:
            meta = one.page.meta
            source = f"crawl:{meta.source.id}"
            posts = prepare(one.read.posts, author_key=key, source=source, fetched_at=meta.fetched_at)
            saved = log.save(posts)
            for name in ("new_posts", "new_observations", "unchanged"):
                total[name] += getattr(saved, name)
    return {**total, "endings": dict(endings)}


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crawlers.replay", description="Read kept pages again.")
    add = parser.add_argument
    add("--raw-dir", required=True, type=Path, help="folder of kept pages")
    add("--source-json", action="append", help="today's definition of a source; may be repeated")
    add("--source", help="pages of this source only")
    add("--since", type=date.fromisoformat, help="pages fetched on this day (UTC) or later")
    add("--lake", help="save what is found into this lake")
    add("--author-key-file", type=Path, help="the author key in hex; needed with --lake")
    add("--zone", default=BUSINESS_ZONE, help="time zone of business days")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
