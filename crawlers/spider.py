"""The walk that all sources share: fetch, keep, read, spool, follow `next` to the limit, stop when told."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import polars as pl
import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.blocks import wall_by_shape, wall_by_words
from crawlers.contract import PageMeta, PageRead, Source
from crawlers.outcomes import GOOD, STOPPING, Ending, Tried, ending_of
from crawlers.raw_pages import RawPage, RawPages
from crawlers.walks import Walk
from domain.errors import LayoutChanged, SourceBusy, SourceRefused

log = logging.getLogger(__name__)

Validators = dict[str, str]
_CONDITIONS = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
MISSES_IN_A_ROW = 3


class SourceSpider(scrapy.Spider):
    """Crawls one source, one walk after another. A platform file gives it `name` and `read`.

    `keep` gets the RAW_POSTS of each page and has them on disk when it returns. After the crawl: `tried`
    (each walk with its ending), `refused` (frames of REFUSED), `validators` (by first page, for the next
    conditional GET) and `retry_after`.
    """

    handle_httpstatus_list: ClassVar[list[int]] = [304]
    # False only where a contract with the user's own key stands in for robots.txt, on that API's host.
    asks_robots: ClassVar[bool] = True

    @staticmethod
    def read(body: bytes, meta: PageMeta) -> PageRead:
        """The platform file's own."""
        raise NotImplementedError

    def __init__(
        self,
        source: Source,
        now: datetime,
        walks: Sequence[Walk],
        keep: Callable[[pl.DataFrame], None],
        validators: dict[str, Validators] | None = None,
        raw_pages: RawPages | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.now = now
        self.tried = [Tried(walk) for walk in walks]
        self.validators = dict(validators or {})
        self.retry_after: int | None = None
        self.pages = 0
        self.posts = 0
        self.refused: list[pl.DataFrame] = []
        self.headers: dict[str, str] = {}
        self._keep = keep
        self._raw_pages = raw_pages
        self._left = iter(self.tried)
        self._seen: set[str] = set()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for request in self.next_walk():
            yield request

    def next_walk(self) -> Iterator[scrapy.Request]:
        """The first request of the next walk, if there is one."""
        tried = next(self._left, None)
        if tried is not None:
            self._seen = set()
            known = self.validators.get(tried.walk.url, {})
            asks = {_CONDITIONS[name]: value for name, value in known.items() if name in _CONDITIONS}
            yield self._request(tried, tried.walk.url, asks)

    def parse(self, response: Response, tried: Tried) -> Iterator[scrapy.Request]:
        """One page of a walk."""
        if response.status == 304:
            yield from self._end(tried, Ending("unchanged", ""), "unchanged")
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        meta = PageMeta(response.url, self.now, self.source, content_type, tried.walk.query)
        if self._raw_pages:
            self._raw_pages.keep(RawPage(meta, response.status, response.body))
        page = read_page(self.read, response.body, meta)
        if isinstance(page, Ending):
            # An empty page behind the last full one is how many lists end.
            if page.status == "layout_changed" and tried.pages:
                yield from self._end(tried, Ending("done", ""), "end")
            else:
                yield from self._end(tried, page)
            return
        self._keep(page.posts)
        if not tried.pages:
            self.validators[tried.walk.url] = _validators(response)
        new = set(_names(page.posts)) - self._seen
        self._seen |= new
        self.pages += 1
        self.posts += page.posts.height
        self.refused.append(page.refused)
        tried.pages += 1
        tried.posts += page.posts.height
        tried.refused += page.refused.height
        yield from self._following(response, tried, page.next_url, bool(new))

    def failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        """A request that brought no page ends its walk, with what is known of the reason."""
        tried: Tried = failure.request.cb_kwargs["tried"]  # type: ignore[attr-defined]
        yield from self._end(tried, ending_of(failure.value))

    def _following(
        self, response: Response, tried: Tried, url: str | None, is_news: bool
    ) -> Iterator[scrapy.Request]:
        if url is None:
            yield from self._end(tried, Ending("done", ""), "end")
        elif not is_news:
            yield from self._end(tried, Ending("done", ""), "nothing_new")
        elif tried.pages >= self.source.max_pages:
            yield from self._end(tried, Ending("done", ""), "page_limit")
        elif urlsplit(url).netloc != urlsplit(response.url).netloc:
            said = f"the next page lies on another host: {url.split('?')[0]}"
            yield from self._end(tried, Ending("other_host", said))
        else:
            yield self._request(tried, url, {})

    def _request(self, tried: Tried, url: str, asks: dict[str, str]) -> scrapy.Request:
        tried.asked += 1
        return scrapy.Request(
            url,
            callback=self.parse,
            errback=self.failed,
            headers=asks | self.headers,
            cb_kwargs={"tried": tried},
            meta={"asks_robots": self.asks_robots, "dont_redirect": not self.asks_robots},
            dont_filter=True,
        )

    def _end(self, tried: Tried, ending: Ending, ended: str | None = None) -> Iterator[scrapy.Request]:
        tried.status, tried.because, tried.ended = ending.status, ending.because or None, ended
        self.retry_after = ending.retry_after or self.retry_after
        if ending.status not in GOOD:
            self.validators.pop(tried.walk.url, None)
        if ending.status in STOPPING or self._misses_in_a_row(tried):
            self.stop(Ending(ending.status, f"not asked after: {ending.because}"))
        else:
            yield from self.next_walk()

    def stop(self, ending: Ending) -> None:
        """No further walk begins; those that were not reached are missed, for this reason."""
        for tried in self.tried:
            if not tried.status:
                tried.status, tried.because = ending.status, ending.because
        self._left = iter(())

    def _misses_in_a_row(self, tried: Tried) -> bool:
        place = self.tried.index(tried) + 1
        last = self.tried[max(0, place - MISSES_IN_A_ROW) : place]
        return len(last) == MISSES_IN_A_ROW and all(one.outcome == "missed" for one in last)


def read_page(read: Callable[[bytes, PageMeta], PageRead], body: bytes, meta: PageMeta) -> PageRead | Ending:
    """What a page holds, or the name of what it is instead of a list: also what a replay does with it."""
    wall = wall_by_shape(meta.url, body, meta.content_type)
    if wall:
        return Ending(wall.kind, wall.because)
    try:
        page = read(body, meta)
    except LayoutChanged as changed:
        wall = wall_by_words(meta.url, body, meta.content_type)
        return Ending(wall.kind, wall.because) if wall else Ending("layout_changed", str(changed))
    except (SourceRefused, SourceBusy) as said:
        return ending_of(said)
    except Exception as error:  # a page may hold anything; what broke its reader is kept and named
        log.exception("the reader %s broke on %s", meta.source.reader, meta.url)
        return Ending("reader_broke", f"{type(error).__name__}: {error}")
    return page if page.posts.height else _without_posts(page, body, meta)


def _without_posts(page: PageRead, body: bytes, meta: PageMeta) -> PageRead | Ending:
    """An understood page may be empty; but not by words of refusal, nor because every row of it was odd."""
    wall = wall_by_words(meta.url, body, meta.content_type)
    if wall:
        return Ending(wall.kind, wall.because)
    if page.refused.height:
        reason = page.refused["reason"][0]
        said = f"none of {page.refused.height} rows of {meta.url} is a post: {reason}"
        return Ending("layout_changed", said)
    return page


def _names(posts: pl.DataFrame) -> Iterator[str]:
    named = posts.select(pl.coalesce("post_id", "url", "title", "text", pl.lit("")))
    yield from named.to_series()


def _validators(response: Response) -> Validators:
    found = {"etag": response.headers.get("ETag"), "last_modified": response.headers.get("Last-Modified")}
    return {name: value.decode("latin-1") for name, value in found.items() if value}
