"""什么值得买: the hot page of posts, `https://post.smzdm.com/hot_1/`.

The site has a check before many of its pages; where it stands, the source is blocked and left alone. The page
says nothing of times, so an entry belongs to the day it was listed.
"""

import re

from parsel import Selector

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import page_of
from crawlers.markup import decode_page, plain_text
from crawlers.spider import SourceSpider
from domain.errors import LayoutChanged

READER = "smzdm"
ENTRIES = "#feed-main-list .z-feed-title, #feed-main-list .feed-block-title"
_POST_ID = re.compile(r"smzdm\.com/p/([A-Za-z0-9]+)")


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Entries of the page."""
    page = Selector(text=decode_page(body, meta.content_type), type="html")
    entries = page.css(ENTRIES)
    if not entries:
        raise LayoutChanged(f"{meta.url} has no {ENTRIES}")
    return page_of([_row(entry) for entry in entries], meta)


def _row(entry: Selector) -> dict[str, object]:
    link = entry.css("a::attr(href)").get() or ""
    found = _POST_ID.search(link)
    return {
        "kind": "hot",
        "post_id": found[1] if found else None,
        "url": link or None,
        "title": plain_text(entry.css("a").get()),
    }


class SmzdmSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = SmzdmSpider
