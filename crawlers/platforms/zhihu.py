"""知乎: the hot list, `https://www.zhihu.com/api/v3/feed/topstory/hot-list-web?limit=20&desktop=true`.

The hot list only: pages of questions and answers want signed requests and are not read. `comments` counts the
answers. An entry belongs to the day it was listed.
"""

import re
from collections.abc import Mapping
from typing import Any

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import at_path, items_at, json_of, page_of, said_text
from crawlers.spider import SourceSpider
from domain.errors import SourceRefused

READER = "zhihu"
_QUESTION = re.compile(r"/question/(\d+)")
_HEAT = re.compile(r"热度|\s")


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Questions of the hot list."""
    document = json_of(body, meta)
    error = at_path(document, "error")
    if error:
        said = at_path(error, "message") or at_path(error, "code") or error
        raise SourceRefused(f"{meta.url.split('?')[0]}: {said}")
    return page_of([_row(entry) for entry in items_at(document, "data", meta)], meta)


def _row(entry: Mapping[str, Any]) -> dict[str, object]:
    link = at_path(entry, "target.link.url")
    question = _QUESTION.search(str(link))
    heat = at_path(entry, "target.metrics_area.text")
    return {
        "kind": "hot",
        "post_id": question[1] if question else None,
        "url": link,
        "title": said_text(at_path(entry, "target.title_area.text")),
        "text": said_text(at_path(entry, "target.excerpt_area.text")),
        "comments": at_path(entry, "feed_specific.answer_count"),
        "heat": _HEAT.sub("", heat) if isinstance(heat, str) else heat,
    }


class ZhihuSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = ZhihuSpider
