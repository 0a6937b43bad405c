"""Spiders in a process of their own: `python -m crawlers.run_spider --source-json … --lake … …`.

A process of its own because Twisted's reactor cannot start twice, and so that one broken source never
stops the others. Several --source-json are crawled one after another, as those of one host should be.
Prints one JSON object a source on stdout; logs go to stderr.
Exit codes: 0 done or unchanged, 1 failed, 2 wrong usage, 3 done in part.
"""

import argparse
import ctypes
import json
import re
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scrapy.crawler import Crawler, CrawlerProcess
from twisted.internet.defer import Deferred

from crawlers.authors import read_author_key
from crawlers.contract import Source
from crawlers.crawling import SAVED, SourceCrawl, check_source, scrapy_settings
from crawlers.discovery import platform_named
from domain.errors import BadSettings
from domain.weeks import BUSINESS_ZONE

_QUERY = re.compile(r'(https?://[^\s?"\\]+)\?[^\s"\\]*')
_PR_SET_PDEATHSIG = 1


def main(argv: Sequence[str] | None = None) -> int:
    asked = _arguments().parse_args(argv)
    asked.now = asked.now or datetime.now(UTC)
    if asked.source_json == ["-"]:  # an address may hold a key: arguments can be seen by everybody
        asked.source_json = sys.stdin.read().splitlines()
    if asked.die_with_parent:
        _die_with_parent()
    with TemporaryDirectory(prefix="pingti-spool-") as passing:
        asked.spool_dir = asked.spool_dir or Path(passing)
        try:
            sources = [Source.from_json(text) for text in asked.source_json]
            for source in sources:
                check_source(source)
            key = read_author_key(asked.author_key_file)
            crawls = [SourceCrawl(source, asked, key) for source in sources]
            _run([crawl for crawl in crawls if crawl.is_due], asked)
        except BadSettings as wrong:
            sys.stderr.write(f"{wrong}\n")
            return 2
        summaries = [crawl.summary() for crawl in crawls]
    for summary in summaries:
        # What an address asks for may be a key: no query leaves this process.
        sys.stdout.write(_QUERY.sub(r"\1", json.dumps(summary, ensure_ascii=False)) + "\n")
    return max((_exit_code(summary) for summary in summaries), key=(0, 3, 1).index)


def _die_with_parent() -> None:
    """Ask Linux for SIGKILL when the asker is gone, so that no crawl goes on that nobody counts."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _run(crawls: Sequence[SourceCrawl], asked: argparse.Namespace) -> None:
    """One crawl after another; the reactor ends with the last."""
    if not crawls:
        return
    process = CrawlerProcess(scrapy_settings(crawls[0].source, asked))

    def begin(number: int) -> Deferred[Any]:
        crawl = crawls[number]
        spider = platform_named(crawl.source.reader).SPIDER
        crawl.crawler = Crawler(spider, crawl.settings(), init_reactor=number == 0)
        running = process.crawl(crawl.crawler, **crawl.spider_arguments())
        running.addBoth(crawl.finish)
        if number + 1 < len(crawls):
            running.addBoth(lambda _: begin(number + 1))
        return running

    begin(0)
    process.start()


def _exit_code(summary: dict[str, Any]) -> int:
    is_whole = summary["status"] in ("done", "unchanged") and not summary.get("refused")
    return 0 if is_whole else 3 if any(summary.get(name) for name in SAVED) else 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crawlers.run_spider", description="Crawl sources into the lake.")
    add = parser.add_argument
    add(
        "--source-json",
        required=True,
        action="append",
        help="a source definition (crawlers/contract.py, Source); may be repeated; - reads them from stdin",
    )
    add("--die-with-parent", action="store_true", help="end when the asking process ends (Linux)")
    add("--lake", required=True, help="folder or URL of the lake")
    add("--author-key-file", required=True, type=Path, help="the author key in hex")
    add("--zone", default=BUSINESS_ZONE, help="time zone of business days")
    add("--contact", default="", help="address or page for the user agent; required off this machine")
    add("--state", type=Path, help="file of ETags and intervals, by source")
    add("--refused-dir", type=Path, help="folder for refused rows")
    add("--raw-dir", type=Path, help="folder where fetched pages are kept; not kept without it")
    add("--spool-dir", type=Path, help="folder of posts read and not yet saved; without it a kill loses them")
    add("--hosts-dir", type=Path, help="folder of robots.txt answers (kept a day) and of locks by host")
    add("--packs", type=Path, help="keyword packs of one's own (tab-separated: pack, query, note)")
    add("--page-seconds", type=float, default=30, help="longest time for one page")
    add("--page-bytes", type=int, default=20 << 20, help="largest page, unpacked")
    add("--crawl-seconds", type=float, default=900, help="longest time for one source")
    add("--now", type=datetime.fromisoformat, help="the clock, for a demo or a replay (aware ISO time)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
