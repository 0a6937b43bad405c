"""Feeds: RSS 2.0 and 1.0, Atom, JSON Feed 1.1. The most polite source there is: made to be fetched.

A JSON Feed may carry an extension object `_pingti` per item with likes, comments, shares, collects, views,
author_id, kind and observed_at. Limits: no paging beyond `next_url` and rel="next"; enclosures are left out.
"""

import re
from typing import Any

from lxml import etree

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import at_path, items_at, json_of, page_of, said_text
from crawlers.markup import decode_page, plain_text
from crawlers.spider import SourceSpider
from domain.errors import LayoutChanged

READER = "feed"
_SLASH_COMMENTS = "{http://purl.org/rss/1.0/modules/slash/}comments"
_EXTENSION = (
    "likes",
    "comments",
    "shares",
    "collects",
    "views",
    "heat",
    "author_id",
    "kind",
    "parent_id",
    "observed_at",
)
_SAFE_ID = re.compile(r"[\w.:@/,+-]{1,120}")


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Posts of one feed document; LayoutChanged when it is none."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    return _read_json_feed(text, meta) if text.startswith(b"{") else _read_xml_feed(text, meta)


def _read_json_feed(body: bytes, meta: PageMeta) -> PageRead:
    feed = json_of(body, meta)
    rows = [_json_row(item) for item in items_at(feed, "items", meta)]
    return page_of(rows, meta, feed.get("next_url"))


def _json_row(item: dict[str, Any]) -> dict[str, object]:
    author = at_path(item, "authors.0") or item.get("author")
    extension = item["_pingti"] if isinstance(item.get("_pingti"), dict) else {}
    said = {name: extension[name] for name in _EXTENSION if name in extension}
    return {
        "post_id": _post_id(str(item.get("id") or "")),
        "url": item.get("url") or item.get("external_url"),
        "title": said_text(item.get("title")) or "",
        "text": item.get("content_text") or said_text(item.get("content_html") or item.get("summary")) or "",
        "author_id": at_path(author, "url"),
        "author_name": at_path(author, "name"),
        "published_at": item.get("date_published"),
        "tags": item.get("tags") or [],
    } | said


def _read_xml_feed(body: bytes, meta: PageMeta) -> PageRead:
    # A feed is somebody else's file: no entities, no DTD, nothing fetched, no giant trees.
    # Which encoding it is in, its declaration may have wrong: it is told from the bytes.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(decode_page(body, meta.content_type).encode(), parser)
    except etree.XMLSyntaxError as broken:
        raise LayoutChanged(f"{meta.url} is not a feed: {broken}") from broken
    kind = "" if root is None else _local_name(root)
    if kind not in ("rss", "rdf", "feed"):
        raise LayoutChanged(f"{meta.url} is not a feed: its root is <{kind}>")
    entry = "entry" if kind == "feed" else "item"
    rows = [_xml_row(node) for node in root.iter(f"{{*}}{entry}")]
    following = root.xpath("(./*[local-name()='link'] | ./*/*[local-name()='link'])[@rel='next']/@href")
    return page_of(rows, meta, str(following[0]) if following else None)


def _xml_row(node: Any) -> dict[str, object]:
    said: dict[str, str] = {}
    for child in node.iterchildren(tag=etree.Element):
        name = "slash_comments" if child.tag == _SLASH_COMMENTS else _local_name(child)
        said.setdefault(name, _inner(child))
    text = said.get("encoded") or said.get("content") or said.get("description") or said.get("summary")
    return {
        "post_id": _post_id(said.get("guid") or said.get("id") or ""),
        "url": _link(node) or said.get("link"),
        "title": plain_text(said.get("title")),
        "text": plain_text(text),
        "author_id": _first(node, "./*[local-name()='author']/*[local-name()='uri']/text()"),
        "author_name": _first(node, "./*[local-name()='author']/*[local-name()='name']/text()")
        or said.get("creator")
        or said.get("author"),
        "parent_id": _first(node, "./*[local-name()='in-reply-to']/@ref"),
        "comments": said.get("slash_comments"),
        "published_at": said.get("pubdate")
        or said.get("published")
        or said.get("date")
        or said.get("updated"),
        "tags": _categories(node),
    }


def _local_name(node: Any) -> str:
    """Without its namespace, or the prefix that stands for none in a broken feed."""
    return str(node.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _inner(child: Any) -> str:
    """Text of an element; of Atom's XHTML content, its markup. Entities are left out, never resolved."""
    parts = [child.text or ""]
    for part in child:
        is_element = isinstance(part.tag, str)
        parts.append(etree.tostring(part, encoding="unicode") if is_element else part.tail or "")
    return "".join(parts).strip()


def _link(node: Any) -> str | None:
    """Atom: the alternate link (no rel means that, too)."""
    return _first(node, "./*[local-name()='link'][not(@rel) or @rel='alternate']/@href")


def _categories(node: Any) -> list[str]:
    found = node.xpath("./*[local-name()='category']/@term | ./*[local-name()='category']/text()")
    return [word for word in (str(category).strip() for category in found) if word]


def _first(node: Any, path: str) -> str | None:
    found = node.xpath(path)
    return str(found[0]).strip() if found else None


def _post_id(guid: str) -> str | None:
    """A guid that is an address says no more than the link: then the id is made from the link."""
    return guid if _SAFE_ID.fullmatch(guid) and "://" not in guid else None


class FeedSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = FeedSpider
