"""One source's crawl from its definition to its summary: what the spider is given and what came of it."""

import argparse
import json
import logging
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawlers import settings as polite
from crawlers.contract import Source
from crawlers.discovery import platform_named
from crawlers.host_locks import HostLock
from crawlers.interval import next_minutes
from crawlers.keywords import load_packs
from crawlers.outcomes import GOOD, Ending, Tried, overall
from crawlers.pipelines import open_log
from crawlers.raw_pages import RawPages
from crawlers.refusals import RefusalFile
from crawlers.robots import POLICY
from crawlers.spool import Spool
from crawlers.walks import walks_of
from domain.errors import BadSettings

log = logging.getLogger(__name__)

SAVED = ("new_posts", "new_observations", "unchanged")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
BATCH_POSTS = 20_000


class SourceCrawl:
    """What one source's spider is given (`asked`: the arguments of run_spider) and what became of it."""

    def __init__(self, source: Source, asked: argparse.Namespace, author_key: bytes) -> None:
        self.source = source
        self.crawler: Crawler | None = None
        self._asked = asked
        self._author_key = author_key
        self._floor = getattr(platform_named(source.reader), "LEAST_MINUTES", 0)
        self._state = _load_state(asked.state).get(source.id, {})
        self._walks = walks_of(source, asked.now, asked.zone, load_packs(asked.packs))
        self._spool = Spool(asked.spool_dir, source.id, author_key, asked.now)
        self._raw_pages = RawPages(asked.raw_dir) if asked.raw_dir else None
        self._lock = HostLock(asked.hosts_dir, urlsplit(source.url).netloc)
        self._failure: str | None = None
        self._summary: dict[str, Any] = {
            "source": source.id, "platform": source.platform, "status": "unchanged",
            "stopped_because": None, "items": 0, "coverage": [],
        }  # fmt: skip
        scrapy_settings(source, asked)

    @property
    def is_due(self) -> bool:
        """Whether the platform's own least interval has passed; the declared one is up to the caller."""
        last = self._state.get("fetched_at")
        if not (self._floor and last):
            return True
        # A tenth less, so that a daily source that ran at 8:05 may run at 8:00.
        return self._asked.now >= datetime.fromisoformat(last) + timedelta(minutes=0.9 * self._floor)

    def settings(self) -> Settings:
        return scrapy_settings(self.source, self._asked)

    def spider_arguments(self) -> dict[str, Any]:
        """Waits for the host, and gives what the spider is made of."""
        self._lock.acquire()
        return {
            "source": self.source,
            "now": self._asked.now,
            "walks": self._walks,
            "keep": self._spool.add,
            "validators": self._state.get("pages"),
            "raw_pages": self._raw_pages,
        }

    def finish(self, result: object) -> None:
        """Called when the spider is closed: save, remember, sum up."""
        self._lock.release()
        if isinstance(result, Failure):
            log.error("the crawl of %s broke: %s", self.source.id, result.getTraceback())
            self._failure = f"{result.type.__name__}: {result.getErrorMessage()}"
        spider: Any = self.crawler.spider if self.crawler else None
        stats = self.crawler.stats.get_stats() if self.crawler and self.crawler.stats else {}
        if spider is None:
            tried = [Tried(walk) for walk in self._walks]
            _miss(tried, Ending("failed", self._failure or "the spider did not start"))
        else:
            tried = spider.tried
            _miss(tried, self._unfinished(stats))
        saved = self._save()
        status, because = overall(tried)
        if self._failure:
            status, because = "failed", self._failure
        self._summary |= {
            "status": status,
            "stopped_because": because,
            "retry_after": spider.retry_after if spider else None,
            "requests": stats.get("downloader/request_count", 0),
            "pages": sum(one.pages for one in tried),
            "items": sum(one.posts for one in tried),
            "refused": sum(one.refused for one in tried),
            "refused_path": self._keep_refused(spider.refused if spider else []),
            "raw_pages": self._raw_pages.kept if self._raw_pages else 0,
            "coverage": [one.row(self.source.id, self.source.platform) for one in tried],
            "policy": self._policy(spider, stats),
            **saved,
        }
        self._remember(spider)

    def summary(self) -> dict[str, Any]:
        minutes = self._state.get("minutes") or next_minutes(self.source, None, 0, 0, self._floor)
        return self._summary | {"next_minutes": minutes}

    def _policy(self, spider: Any, stats: dict[str, Any]) -> dict[str, Any]:
        """By which rules this crawl was made, for the record that the job keeps."""
        settings, host = self.settings(), urlsplit(self.source.url).netloc
        robots = {name.removeprefix(POLICY): said for name, said in stats.items() if name.startswith(POLICY)}
        mine = next((said for origin, said in robots.items() if urlsplit(origin).netloc == host), None)
        if mine is None and spider is not None and not spider.asks_robots:
            mine = {"outcome": "contract", "said": "a key of one's own stands in for robots.txt"}
        pause = float((mine or {}).pop("pause_seconds", 0))
        return {
            "host": host,
            "user_agent": settings["USER_AGENT"],
            "delay_seconds": max(settings.getfloat("DOWNLOAD_DELAY"), pause),
            "robots": mine,
        }

    def _unfinished(self, stats: dict[str, Any]) -> Ending:
        """Why walks have no ending: Scrapy logs an error in a callback and goes on without the walk."""
        reason = stats.get("finish_reason")
        if any(name.startswith("spider_exceptions/") for name in stats):
            return Ending("failed", "the spider broke; see the log")
        if reason == "closespider_timeout":
            return Ending("time_limit", f"not done after {self._asked.crawl_seconds:g} seconds")
        return Ending("failed", self._failure or f"stopped early: {reason}")

    def _save(self) -> dict[str, int]:
        """The spool into the log, what an earlier crawl left there as well; what cannot be saved stays."""
        total = dict.fromkeys((*SAVED, "waiting"), 0)
        held: list[tuple[Path, pl.DataFrame]] = []

        def save() -> None:
            if held:
                posts_log = open_log(self._asked.lake, self._asked.zone, self._author_key)
                saved = posts_log.save(pl.concat([posts for _, posts in held]))
                for name in SAVED:
                    total[name] += getattr(saved, name)
                self._spool.done([path for path, _ in held])
                held.clear()

        try:
            for path, posts in self._spool.pages():
                held.append((path, posts))
                if sum(posts.height for _, posts in held) >= BATCH_POSTS:
                    save()
            save()
        except Exception as error:  # the posts are safe in the spool, and the crawl is told as failed
            log.exception("the posts of %s were not saved", self.source.id)
            total["waiting"] = sum(posts.height for _, posts in held)
            self._failure = f"{total['waiting']} posts wait in the spool: {type(error).__name__}: {error}"
        return total

    def _keep_refused(self, frames: list[pl.DataFrame]) -> str | None:
        if self._asked.refused_dir is None:
            return None
        moment = self._asked.now.strftime("%d%H%M%S")  # two crawls of a day keep a list each
        with RefusalFile(self._asked.refused_dir, f"crawl-{self.source.id}", moment) as refusals:
            for frame in frames:
                refusals.add(frame)
            if refusals.count:
                refusals.close()
                return str(refusals.path)
        return None

    def _remember(self, spider: Any) -> None:
        """ETags only of what is saved, else the next crawl would be told "unchanged" of posts we lack."""
        if self._failure or spider is None:
            return
        summary = self._summary
        done = {one.walk.url for one in spider.tried if one.status in GOOD}
        pages = {url: found for url, found in spider.validators.items() if url in done and found}
        state: dict[str, Any] = {"pages": pages, "minutes": self._state.get("minutes")}
        state["fetched_at"] = self._state.get("fetched_at")
        if summary["status"] in GOOD:
            state["fetched_at"] = self._asked.now.isoformat()
            state["minutes"] = next_minutes(
                self.source, state["minutes"], summary["items"], summary["new_posts"], self._floor
            )
        self._state = state
        path: Path | None = self._asked.state
        if path is not None:
            whole = _load_state(path) | {self.source.id: state}
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            beside.write_text(json.dumps(whole, indent=1), encoding="utf-8")
            beside.replace(path)


def check_source(source: Source) -> None:
    """Raises BadSettings for a reader nobody knows, and for what the platform's own `check` cannot accept."""
    check = getattr(platform_named(source.reader), "check", None)
    if check is not None:
        check(source)


def scrapy_settings(source: Source, asked: argparse.Namespace) -> Settings:
    """Polite settings for one source; raises BadSettings when nobody stands by the crawl."""
    is_local = urlsplit(source.url).hostname in LOOPBACK
    if not (asked.contact or is_local):
        raise BadSettings(
            "No contact is set, and nobody should crawl without one",
            hint="Set contact to an address or page of yours",
        )
    settings = Settings()
    settings.setmodule(polite)
    own = {
        "USER_AGENT": f"pingti/{_version()} (+{asked.contact or 'local'})",
        "DOWNLOAD_TIMEOUT": asked.page_seconds,
        "DOWNLOAD_MAXSIZE": asked.page_bytes,
        "CLOSESPIDER_TIMEOUT": asked.crawl_seconds,
        "PINGTI_NOW": asked.now,
        "PINGTI_HOSTS_DIR": str(asked.hosts_dir) if asked.hosts_dir else None,
    }
    if is_local:  # nobody to be gentle with
        own |= {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}
    settings.setdict(own, priority="cmdline")
    return settings


def _miss(tried: list[Tried], ending: Ending) -> None:
    for one in tried:
        if not one.status:
            one.status, one.because = ending.status, ending.because


def _load_state(path: Path | None) -> dict[str, Any]:
    if path is None or not path.exists():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return {}  # only costs one full fetch


def _version() -> str:
    try:
        return version("pingti")
    except PackageNotFoundError:
        return "0"
