"""The walk that all sources share: fetch, read, follow `next` to the limit, stop when told to."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.contract import PageMeta, PageRead, Source
from crawlers.middlewares import Stopped, looks_walled
from domain.errors import LayoutChanged

Validators = dict[str, str]
_CONDITIONS = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}


class SourceSpider(scrapy.Spider):
    """Crawls one source. A platform file gives it `name` and `read`.

    After the crawl: `status` (done, unchanged, refused, busy, layout_changed, failed), `stopped_because`,
    `posts`, `refused` (frames of REFUSED) and `validators` (for the next conditional GET of the first page).
    """

    handle_httpstatus_list: ClassVar[list[int]] = [304]

    @staticmethod
    def read(body: bytes, meta: PageMeta) -> PageRead:
        """The platform file's own."""
        raise NotImplementedError

    def __init__(
        self, source: Source, now: datetime, validators: Validators | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.now = now
        self.validators = dict(validators or {})
        self.status = "done"
        self.stopped_because: str | None = None
        self.retry_after: int | None = None
        self.pages = 0
        self.posts = 0
        self.refused: list[Any] = []

    async def start(self) -> AsyncIterator[scrapy.Request]:
        headers = {_CONDITIONS[name]: value for name, value in self.validators.items() if name in _CONDITIONS}
        yield self._request(self.source.url, headers)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[PageRead | scrapy.Request]:
        if response.status == 304:
            self.status = "unchanged"
            return
        self.pages += 1
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            page = self.read(response.body, PageMeta(response.url, self.now, self.source, content_type))
        except LayoutChanged as changed:
            self._not_understood(response, changed)
            return
        if self.pages == 1:
            self.validators = _validators(response)
        self.posts += page.posts.height
        self.refused.append(page.refused)
        yield page
        yield from self._following(response, page.next_url)

    def failed(self, failure: Failure) -> None:
        """Any request that brought no page ends the crawl, with what is known of the reason."""
        error = failure.value
        if isinstance(error, Stopped):
            self._stop(error.status, error.because)
            self.retry_after = error.retry_after
        elif isinstance(error, HttpError):
            self._stop("failed", f"HTTP {error.response.status} from {error.response.url}")
        elif "robots.txt" in str(error):
            self._stop("refused", f"robots.txt forbids {failure.request.url}")  # type: ignore[attr-defined]
        else:
            self._stop("failed", f"{type(error).__name__}: {error}")

    def _following(self, response: Response, url: str | None) -> Iterator[scrapy.Request]:
        if url is None or self.pages >= self.source.max_pages:
            return
        if urlsplit(url).netloc != urlsplit(response.url).netloc:
            self._stop("failed", f"the next page lies on another host: {url.split('?')[0]}")
            return
        yield self._request(url, {})

    def _request(self, url: str, headers: dict[str, str]) -> scrapy.Request:
        return scrapy.Request(url, callback=self.parse, errback=self.failed, headers=headers)

    def _not_understood(self, response: Response, changed: LayoutChanged) -> None:
        if looks_walled(response.body):
            self._stop("refused", f"{response.url} asks for a login or a captcha")
        elif self.pages == 1:
            self._stop("layout_changed", str(changed))
        # An empty page behind the last full one is how many lists end.

    def _stop(self, status: str, because: str) -> None:
        self.status = status
        self.stopped_because = because


def _validators(response: Response) -> Validators:
    found = {"etag": response.headers.get("ETag"), "last_modified": response.headers.get("Last-Modified")}
    return {name: value.decode("latin-1") for name, value in found.items() if value}
