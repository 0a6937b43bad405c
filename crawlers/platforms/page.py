"""A declared public list page.

A source's selectors are CSS: `items` and `next` from the page, the fields of a post from each item. "@name"
is an attribute of the item itself, "css::attr(name)" one of an element in it, and plain "css" the text of
that element with its line breaks.
"""

from collections.abc import Mapping

from parsel import Selector

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import SHORT, page_of
from crawlers.markup import decode_page, plain_text
from crawlers.rows import FIELDS
from crawlers.spider import SourceSpider
from domain.errors import LayoutChanged

READER = "page"
DEFAULTS = {
    "items": "article.post",
    "next": "a.next::attr(href)",
    "post_id": "@data-id",
    "kind": "@data-kind",
    "title": "h2 a",
    "url": "h2 a::attr(href)",
    "text": ".text",
    "author_id": ".author::attr(data-id)",
    "published_at": "@data-time",
    "likes": "@data-likes",
    "comments": "@data-comments",
    "shares": "@data-shares",
    "collects": "@data-collects",
    "views": "@data-views",
    "observed_at": "@data-observed",
}


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Posts of one page; LayoutChanged when no item is where it should be."""
    text = decode_page(body, meta.content_type)
    selectors = DEFAULTS | {SHORT.get(name, name): css for name, css in meta.source.selectors.items()}
    page = Selector(text=text, type="html")
    items = page.css(selectors["items"])
    if not items:
        raise LayoutChanged(f"{meta.url} has no {selectors['items']}")
    return page_of([_row(item, selectors) for item in items], meta, _found(page, selectors["next"]))


def _row(item: Selector, selectors: Mapping[str, str]) -> dict[str, object]:
    row: dict[str, object] = {
        name: _found(item, selectors[name]) for name in FIELDS if name in selectors and name != "tags"
    }
    if "tags" in selectors:
        row["tags"] = [plain_text(tag) for tag in item.css(selectors["tags"]).getall()]
    return row


def _found(item: Selector, selector: str) -> str | None:
    if selector.startswith("@"):
        return item.attrib.get(selector[1:])
    found = item.css(selector).get()
    if found is None or "::" in selector:
        return found
    return plain_text(found)


class PageSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = PageSpider
