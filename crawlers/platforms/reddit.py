"""Reddit, by its OAuth interface with the user's own client id, and in no other way.

The site's robots.txt forbids all crawling, feeds and .json pages included, so addresses are those of
oauth.reddit.com: `/r/SUB/new?limit=100&raw_json=1`, `/search?q={query}&sort=new&limit=100&raw_json=1`.
There the Data API terms rule that the user accepted for the client id (not for commercial use without an
agreement). `credentials` names a file or variable holding CLIENT_ID:CLIENT_SECRET; the token is asked anew
by each crawl and kept nowhere. The address kept is the short one, as the long one may hold a name.
"""

import base64
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.contract import PageMeta, PageRead, Source
from crawlers.credentials import read_client
from crawlers.listing import at_path, items_at, json_of, page_of, with_parameter
from crawlers.outcomes import Ending, ending_of
from crawlers.spider import SourceSpider
from domain.errors import BadSettings, SourceRefused

READER = "reddit"
HOST = "oauth.reddit.com"
TOKEN_URL = "https://www.reddit.com/api/v1/access_token"  # noqa: S105  an address, not a token
_KINDS = {"t1": "comment", "t3": None}
_GONE = ("[deleted]", "[removed]")


def check(source: Source) -> None:
    """Raises BadSettings for an address outside the interface, and for credentials that cannot be read."""
    host = urlsplit(source.url).hostname
    if host not in (HOST, "127.0.0.1", "localhost"):
        raise BadSettings(
            f"{source.url} is not Reddit's interface, and its site may not be crawled",
            hint=f"Write https://{HOST}/r/SUB/new?limit=100&raw_json=1",
        )
    read_client(source.credentials)


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Posts and comments of one listing."""
    document = json_of(body, meta)
    if at_path(document, "error"):
        raise SourceRefused(f"{meta.url.split('?')[0]}: {document['error']} {document.get('message', '')}")
    children = items_at(document, "data.children", meta)
    rows = [_row(child["kind"], child["data"]) for child in children if _is_post(child)]
    after = at_path(document, "data.after")
    return page_of(rows, meta, with_parameter(meta.url, "after", str(after)) if after else None)


def _is_post(child: Mapping[str, Any]) -> bool:
    kind, data = child.get("kind"), child.get("data")
    is_known = isinstance(kind, str) and kind in _KINDS and isinstance(data, dict)
    return is_known and data.get("author") != "[deleted]"


def _row(kind: str, data: Mapping[str, Any]) -> dict[str, object]:
    text = data.get("selftext") if kind == "t3" else data.get("body")
    return {
        "post_id": data.get("id"),
        "kind": _KINDS[kind],
        "parent_id": str(data["link_id"]).removeprefix("t3_") if data.get("link_id") else None,
        "url": f"https://www.reddit.com/comments/{data.get('id')}" if kind == "t3" else None,
        "title": data.get("title"),
        "text": "" if text in _GONE else text,
        "tags": [data.get("subreddit"), data.get("link_flair_text")],
        "author_id": data.get("author_fullname"),
        "author_name": data.get("author"),
        "likes": data.get("score"),
        "comments": data.get("num_comments"),
        "published_at": data.get("created_utc"),
    }


class RedditSpider(SourceSpider):
    name = READER
    read = staticmethod(read)
    asks_robots: ClassVar[bool] = False

    def next_walk(self) -> Iterator[scrapy.Request]:
        """The token before the first walk."""
        if self.headers:
            yield from super().next_walk()
            return
        known = ":".join(read_client(self.source.credentials)).encode()
        place = urlsplit(self.source.url)
        yield scrapy.FormRequest(
            TOKEN_URL if place.hostname == HOST else f"{place.scheme}://{place.netloc}/api/v1/access_token",
            formdata={"grant_type": "client_credentials"},
            headers={"Authorization": "Basic " + base64.b64encode(known).decode()},
            callback=self.signed_in,
            errback=self.not_signed_in,
            meta={"asks_robots": False, "dont_redirect": True},
        )

    def signed_in(self, response: Response) -> Iterator[scrapy.Request]:
        try:
            token = at_path(response.json(), "access_token")
        except ValueError:
            token = None
        if not token:
            self.stop(Ending("bad_credentials", "Reddit gave no token for this client id and secret"))
            return
        self.headers = {"Authorization": f"Bearer {token}"}
        yield from super().next_walk()

    def not_signed_in(self, failure: Failure) -> None:
        ending = ending_of(failure.value)
        if ending.status == "refused":
            ending = Ending("bad_credentials", f"Reddit refused this client id and secret: {ending.because}")
        self.retry_after = ending.retry_after
        self.stop(ending)


SPIDER = RedditSpider
