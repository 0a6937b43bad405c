"""Bilibili: the words most searched for, `https://s.search.bilibili.com/main/hotword?limit=30`.

A word belongs to the day it was listed; its place is in the order of the page, its heat as the site scores
it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import items_at, json_of, page_of
from crawlers.platforms.bilibili import refuse_by_code
from crawlers.spider import SourceSpider

READER = "bilibili_words"


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Words of the list."""
    document = json_of(body, meta)
    refuse_by_code(document, meta)
    return page_of([_row(word) for word in items_at(document, "list", meta)], meta)


def _row(word: Mapping[str, Any]) -> dict[str, object]:
    keyword = word.get("keyword") or word.get("show_name")
    return {
        "kind": "hot",
        "url": f"https://search.bilibili.com/all?keyword={quote(str(keyword), errors='replace')}"
        if keyword
        else None,
        "title": word.get("show_name") or keyword,
        "heat": word.get("heat_score"),
    }


class BilibiliWordsSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = BilibiliWordsSpider
