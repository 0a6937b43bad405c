"""One spider in one process: `python -m crawlers.run_spider --source-json … --lake … --author-key-file …`.

A process of its own because Twisted's reactor cannot start twice, and so that one broken source never
stops the others. Prints one JSON object on stdout; logs go to stderr.
Exit codes: 0 done or unchanged, 1 failed, 2 wrong usage, 3 done in part.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

from crawlers import settings as polite
from crawlers.authors import read_author_key
from crawlers.contract import Source
from crawlers.discovery import find_platforms
from crawlers.refusals import RefusalFile
from crawlers.spider import Validators
from domain.errors import BadSettings, PingtiError
from domain.weeks import BUSINESS_ZONE

SAVED = ("new_posts", "new_observations", "unchanged")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def main(argv: Sequence[str] | None = None) -> int:
    asked = _arguments().parse_args(argv)
    try:
        source = Source.from_json(asked.source_json)
        read_author_key(asked.author_key_file)
        summary = crawl(source, asked)
    except BadSettings as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    except PingtiError as failure:
        summary = {"source": source.id, "status": "failed", "stopped_because": str(failure), "items": 0}
    sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    if summary["status"] in ("done", "unchanged") and not summary.get("refused"):
        return 0
    return 3 if any(summary.get(name) for name in SAVED) else 1


def crawl(source: Source, asked: argparse.Namespace) -> dict[str, Any]:
    """Run the spider to its end and say what came of it."""
    now = asked.now or datetime.now(UTC)
    state = _load_state(asked.state)
    process = CrawlerProcess(_settings(source, asked, now))
    crawler = process.create_crawler(find_platforms()[source.reader].SPIDER)
    process.crawl(crawler, source=source, now=now, validators=state.get(source.url))
    process.start()
    spider: Any = crawler.spider
    stats = crawler.stats.get_stats() if crawler.stats else {}
    if spider is None:
        return {
            "source": source.id,
            "status": "failed",
            "stopped_because": "the spider did not start",
            "items": 0,
        }
    saved = {name: stats.get(f"pingti/{name}", 0) for name in SAVED}
    _judge(spider, stats, sum(saved.values()))
    refusals = _keep_refused(spider, asked.refused_dir)
    if spider.status == "done":
        _save_state(asked.state, state | {source.url: spider.validators})
    return {
        "source": source.id,
        "status": spider.status,
        "stopped_because": spider.stopped_because,
        "retry_after": spider.retry_after,
        "requests": stats.get("downloader/request_count", 0),
        "pages": spider.pages,
        "items": spider.posts,
        "refused": sum(frame.height for frame in spider.refused),
        "refused_path": refusals,
        **saved,
    }


def _judge(spider: Any, stats: dict[str, Any], saved: int) -> None:
    """Scrapy logs an error in a callback or a pipeline and goes on; here it makes the crawl a failed one."""
    if saved != spider.posts:
        spider.status, spider.stopped_because = (
            "failed",
            f"only {saved} of {spider.posts} posts were saved; see the log",
        )
    elif any(name.startswith("spider_exceptions/") for name in stats):
        spider.status, spider.stopped_because = "failed", "the spider broke; see the log"
    elif stats.get("finish_reason") not in (None, "finished") and spider.status == "done":
        spider.status, spider.stopped_because = "failed", f"stopped early: {stats['finish_reason']}"


def _settings(source: Source, asked: argparse.Namespace, now: datetime) -> Settings:
    is_local = urlsplit(source.url).hostname in LOOPBACK
    if not (asked.contact or is_local):
        raise BadSettings(
            "No contact is set, and nobody should crawl without one",
            hint="Set contact to an address or page of yours",
        )
    settings = Settings()
    settings.setmodule(polite)
    settings.setdict(
        {
            "USER_AGENT": f"pingti/{_version()} (+{asked.contact or 'local'})",
            "PINGTI_LAKE": asked.lake,
            "PINGTI_AUTHOR_KEY_FILE": str(asked.author_key_file),
            "PINGTI_SOURCE_ID": source.id,
            "PINGTI_NOW": now,
            "PINGTI_ZONE": asked.zone,
        },
        priority="cmdline",
    )
    if is_local:  # nobody to be gentle with
        settings.setdict({"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}, priority="cmdline")
    return settings


def _keep_refused(spider: Any, folder: Path | None) -> str | None:
    if folder is None:
        return None
    with RefusalFile(folder, f"crawl-{spider.source.id}", spider.now.strftime("%Y%m%d")) as refusals:
        for frame in spider.refused:
            refusals.add(frame)
        if refusals.count:
            refusals.close()
            return str(refusals.path)
    return None


def _load_state(path: Path | None) -> dict[str, Validators]:
    if path is None or not path.exists():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError:
        return {}  # only costs one full fetch


def _save_state(path: Path | None, state: dict[str, Validators]) -> None:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(state, indent=1), encoding="utf-8")
        beside.replace(path)


def _version() -> str:
    try:
        return version("pingti")
    except PackageNotFoundError:
        return "0"


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crawlers.run_spider", description="Crawl one source into the lake."
    )
    parser.add_argument(
        "--source-json", required=True, help="the source definition (crawlers/contract.py, Source)"
    )
    parser.add_argument("--lake", required=True, help="folder or URL of the lake")
    parser.add_argument("--author-key-file", required=True, type=Path, help="the author key in hex")
    parser.add_argument("--zone", default=BUSINESS_ZONE, help="time zone of business days")
    parser.add_argument(
        "--contact", default="", help="address or page for the user agent; required off this machine"
    )
    parser.add_argument("--state", type=Path, help="file of ETags for conditional fetching, one per source")
    parser.add_argument("--refused-dir", type=Path, help="folder for refused rows")
    parser.add_argument(
        "--now", type=datetime.fromisoformat, help="the clock, for a demo or a replay (aware ISO time)"
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
