"""百度贴吧: the hot topics, `https://tieba.baidu.com/hottopic/browse/topicList`.

An entry belongs to the day it was listed, not to the day its topic was made: a topic that stays for three
days was talked about on three.
"""

from collections.abc import Mapping
from typing import Any

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import items_at, json_of, page_of, said_text
from crawlers.spider import SourceSpider

READER = "tieba"


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Topics of the list."""
    topics = items_at(json_of(body, meta), "data.bang_topic.topic_list", meta)
    return page_of([_row(topic) for topic in topics], meta)


def _row(topic: Mapping[str, Any]) -> dict[str, object]:
    return {
        "kind": "hot",
        "post_id": topic.get("topic_id"),
        "url": said_text(topic.get("topic_url")),
        "title": said_text(topic.get("topic_name")),
        "text": said_text(topic.get("topic_desc") or topic.get("abstract")),
        "heat": topic.get("discuss_num"),
    }


class TiebaSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = TiebaSpider
