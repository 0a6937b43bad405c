"""Bilibili: the popular videos, by the interface that its front page asks without an account.

`https://api.bilibili.com/x/web-interface/popular?ps=20&pn=1`, further pages by pn. An answer whose code is
not 0 is a no (-412: blocked, -352: wants a signature, -101: wants an account) and taken as one.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import at_path, items_at, json_of, page_of, said_text, with_parameter
from crawlers.spider import SourceSpider
from domain.errors import SourceBusy, SourceRefused

READER = "bilibili"
_BUSY = (-503, -509, -799)


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Videos of one page."""
    document = json_of(body, meta)
    refuse_by_code(document, meta)
    videos = items_at(document, "data.list", meta)
    is_last = not videos or at_path(document, "data.no_more") is True
    number = int((parse_qs(urlsplit(meta.url).query).get("pn") or ["1"])[0])
    return page_of(
        [_row(video) for video in videos],
        meta,
        None if is_last else with_parameter(meta.url, "pn", str(number + 1)),
    )


def refuse_by_code(document: Any, meta: PageMeta) -> None:
    """This site answers 200 and says no in the body."""
    code = at_path(document, "code")
    if code not in (0, None):
        said = f"{meta.url.split('?')[0]}: code {code} {at_path(document, 'message') or ''}".strip()
        raise SourceBusy(said) if code in _BUSY else SourceRefused(said)


def _row(video: Mapping[str, Any]) -> dict[str, object]:
    return {
        # The number, as exports name a video too; the BV name is only another way of writing it.
        "post_id": video.get("aid") or video.get("bvid"),
        "url": f"https://www.bilibili.com/video/{video['bvid']}" if video.get("bvid") else None,
        "title": said_text(video.get("title")),
        "text": said_text(video.get("desc")),
        "tags": [video.get("tname")],
        "author_id": at_path(video, "owner.mid"),
        "author_name": at_path(video, "owner.name"),
        "likes": at_path(video, "stat.like"),
        "comments": at_path(video, "stat.reply"),
        "shares": at_path(video, "stat.share"),
        "collects": at_path(video, "stat.favorite"),
        "views": at_path(video, "stat.view"),
        "published_at": video.get("pubdate"),
    }


class BilibiliSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = BilibiliSpider
