"""今日头条: the hot board, `https://www.toutiao.com/hot-event/hot-board/?origin=toutiao_pc`.

Numbers come as text and ids are longer than a double can hold, so `ClusterIdStr` names an entry, never
`ClusterId`. An entry belongs to the day it was listed.
"""

from collections.abc import Mapping
from typing import Any

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import items_at, json_of, page_of, said_text
from crawlers.spider import SourceSpider

READER = "toutiao"


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Entries of the board."""
    entries = items_at(json_of(body, meta), "data", meta)
    return page_of([_row(entry) for entry in entries], meta)


def _row(entry: Mapping[str, Any]) -> dict[str, object]:
    cluster = entry.get("ClusterIdStr")
    return {
        "kind": "hot",
        "post_id": cluster,
        "url": f"https://www.toutiao.com/trending/{cluster}/" if cluster else entry.get("Url"),
        "title": said_text(entry.get("Title")),
        "tags": entry.get("InterestCategory"),
        "heat": entry.get("HotValue"),
    }


class ToutiaoSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = ToutiaoSpider
