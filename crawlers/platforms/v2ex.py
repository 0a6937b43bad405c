"""V2EX: topics by the public interface, or the JSON Feed of a tab or node.

`https://www.v2ex.com/api/topics/latest.json`, `/api/topics/show.json?node_name=deals`, or
`https://www.v2ex.com/feed/deals.json`; no paging. The interface allows 120 calls an hour.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import at_path, items_at, json_of, page_of, said_text
from crawlers.platforms import feed
from crawlers.spider import SourceSpider

READER = "v2ex"
_TOPIC = re.compile(r"/t/(\d+)")


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Topics of one document, whichever of the two forms it has."""
    document = json_of(body, meta)
    if isinstance(document, dict) and "items" in document:
        topics = items_at(document, "items", meta)
        numbered = [topic | {"id": _number_of(topic.get("url") or topic.get("id"))} for topic in topics]
        return feed.read(json.dumps(document | {"items": numbered}).encode(), meta)
    return page_of([_row(topic) for topic in items_at(document, "", meta)], meta)


def _number_of(address: object) -> str:
    """The topic's number, by which the interface knows it too."""
    found = _TOPIC.search(str(address))
    return found[1] if found else ""


def _row(topic: Mapping[str, Any]) -> dict[str, object]:
    return {
        "post_id": topic.get("id"),
        "url": topic.get("url"),
        "title": said_text(topic.get("title")),
        "text": said_text(topic.get("content_rendered") or topic.get("content")),
        "tags": [at_path(topic, "node.title")],
        "author_id": at_path(topic, "member.id"),
        "author_name": at_path(topic, "member.username"),
        "comments": topic.get("replies"),
        "published_at": topic.get("created"),
    }


class V2exSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = V2exSpider
