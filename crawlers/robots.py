"""robots.txt by RFC 9309, asked before anything else of a host.

2xx: its rules hold. 4xx: there are none. 5xx, 429, a network error, or more than five redirects: nothing is
allowed. A definite answer is kept for a day, an outage is asked again next time. Scrapy's own middleware
allows everything when robots.txt cannot be had, therefore this one.
"""

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawlers.middlewares import Stopped, seconds_to_wait

KEPT = timedelta(hours=24)
LONGEST_TEXT = 500 * 1024
LONGEST_PAUSE_SECONDS = 300.0
NAME = "pingti"
POLICY = "pingti/robots/"


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's answer. `status` 0 means that none came; `text` is empty where there are no rules."""

    origin: str
    status: int
    text: str
    asked_at: datetime
    retry_after: int | None = None
    because: str = ""

    @property
    def is_definite(self) -> bool:
        return 200 <= self.status < 500 and self.status != 429

    def check(self, url: str) -> None:
        """Raise Stopped unless the address may be asked for."""
        if not self.is_definite:
            said = self.because or f"HTTP {self.status}"
            status = "busy" if self.status == 429 else "robots_unreachable"
            raise Stopped(status, f"{self.origin}/robots.txt: {said}; all is forbidden", self.retry_after)
        if self.text and not _rules(self.text).can_fetch(url, NAME):
            raise Stopped("refused", f"robots.txt forbids {url.split('?', maxsplit=1)[0]}")

    def policy(self, url: str) -> dict[str, Any]:
        """What goes into the policy record: the outcome, its digest and what it says about us."""
        outcome = "rules" if self.text else "none"
        said = "forbids nothing" if not self.text else "allows what was asked"
        if not self.is_definite:
            outcome = "busy" if self.status == 429 else "unreachable"
            said = self.because or f"HTTP {self.status}"
        elif self.text and not _rules(self.text).can_fetch(url, NAME):
            said = f"forbids {urlsplit(url).path or '/'}"
        if self.pause_seconds():
            said += f", Crawl-delay {self.pause_seconds():g}"
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:16] if self.is_definite else None
        return {
            "outcome": outcome,
            "said": said,
            "digest": digest,
            "fetched_at": self.asked_at.isoformat(),
            "pause_seconds": self.pause_seconds(),
        }

    def pause_seconds(self) -> float:
        said = _rules(self.text).crawl_delay(NAME) if self.text else None
        return min(float(said or 0), LONGEST_PAUSE_SECONDS)


@lru_cache(maxsize=64)
def _rules(text: str) -> Protego:
    return Protego.parse(text)


def read_robots(
    origin: str, status: int, body: bytes, asked_at: datetime, retry_after: int | None = None
) -> Robots:
    """What an HTTP answer to /robots.txt means; only the first 500 KiB count."""
    text = body[:LONGEST_TEXT].decode("utf-8", errors="replace") if 200 <= status < 300 else ""
    if 300 <= status < 400:  # a redirect that nobody could follow
        return Robots(origin, 0, "", asked_at, because=f"HTTP {status} leads nowhere")
    return Robots(origin, status, text.removeprefix("\ufeff"), asked_at, retry_after)


class RobotsCache:
    """Answers by origin, in memory and, given a folder, on disk."""

    def __init__(self, folder: Path | None, now: datetime) -> None:
        self._folder = folder
        self._now = now
        self._held: dict[str, Robots] = {}

    def get(self, origin: str) -> Robots | None:
        if origin not in self._held and self._folder:
            found = self._load(origin)
            if found and timedelta() <= self._now - found.asked_at < KEPT:
                self._held[origin] = found
        return self._held.get(origin)

    def put(self, robots: Robots) -> None:
        self._held[robots.origin] = robots
        if self._folder and robots.is_definite:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._path(robots.origin)
            beside = path.with_suffix(".part")
            said = {"origin": robots.origin, "status": robots.status, "text": robots.text}
            beside.write_text(json.dumps(said | {"asked_at": robots.asked_at.isoformat()}), encoding="utf-8")
            beside.replace(path)

    def _load(self, origin: str) -> Robots | None:
        try:
            said = json.loads(self._path(origin).read_text(encoding="utf-8"))
            asked_at = datetime.fromisoformat(said["asked_at"])
            return Robots(origin, int(said["status"]), str(said["text"]), asked_at)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # only costs asking again

    def _path(self, origin: str) -> Path:
        folder = self._folder or Path()
        host = "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in origin)
        digest = hashlib.sha256(origin.encode()).hexdigest()[:8]
        return folder / f"{host[-60:]}-{digest}.robots.json"


class ObeyRobots:
    """Downloader middleware. Settings: PINGTI_NOW, PINGTI_HOSTS_DIR (may be None)."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        folder = crawler.settings.get("PINGTI_HOSTS_DIR")
        self._now: datetime = crawler.settings["PINGTI_NOW"]
        self._cache = RobotsCache(Path(folder) if folder else None, self._now)
        self._asked_at: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "ObeyRobots":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if not request.meta.get("asks_robots", True):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        robots = self._cache.get(origin)
        if robots is None:
            robots = await self._fetch(origin)
            self._cache.put(robots)
        self._report(origin, robots.policy(request.url))
        robots.check(request.url)
        await self._pause(origin, robots.pause_seconds())

    def _report(self, origin: str, policy: dict[str, Any]) -> None:
        """Into the crawl's statistics, from where its summary takes it; a no, once said, is not forgotten."""
        if self._crawler.stats is not None:
            told = self._crawler.stats.get_value(f"{POLICY}{origin}")
            if told is None or not told["said"].startswith("forbids /"):
                self._crawler.stats.set_value(f"{POLICY}{origin}", policy)

    async def _fetch(self, origin: str) -> Robots:
        asks = Request(
            f"{origin}/robots.txt", callback=NO_CALLBACK, meta={"asks_robots": False, "is_robots": True}
        )
        try:
            response = await self._crawler.engine.download_async(asks)
        except IgnoreRequest as ended:
            return Robots(origin, 0, "", self._now, because=str(ended))
        except Exception as error:  # whatever the network did: without an answer nothing is allowed
            return Robots(origin, 0, "", self._now, because=f"{type(error).__name__}: {error}")
        return read_robots(origin, response.status, response.body, self._now, seconds_to_wait(response))

    async def _pause(self, origin: str, seconds: float) -> None:
        """Crawl-delay between two requests; AutoThrottle keeps its own, longer or shorter, pause."""
        last = self._asked_at.get(origin)
        if seconds and last is not None:
            await asyncio.sleep(max(0.0, last + seconds - time.monotonic()))
        self._asked_at[origin] = time.monotonic()
