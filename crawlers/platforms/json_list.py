"""A declared public JSON list.

A source's selectors are dotted paths: `items` and `next` from the top, the fields of a post from each item
("stats.likes", "tags.0"). Fields not declared are looked for under their own name.
"""

from collections.abc import Mapping
from typing import Any

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import SHORT, at_path, items_at, json_of, page_of
from crawlers.markup import plain_text
from crawlers.rows import FIELDS
from crawlers.spider import SourceSpider

READER = "json"
DEFAULTS = dict(zip(FIELDS, FIELDS, strict=True)) | {"items": "data.list", "next": "next"}
DEFAULTS |= {field: short for short, field in SHORT.items()}


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Posts of one JSON document; LayoutChanged when the list is not where it should be."""
    document = json_of(body, meta)
    declared = {SHORT.get(name, name): path for name, path in meta.source.selectors.items()}
    paths = DEFAULTS | declared
    items = items_at(document, paths["items"], meta)
    following = at_path(document, paths["next"])
    return page_of([_row(item, paths) for item in items], meta, str(following) if following else None)


def _row(item: dict[str, Any], paths: Mapping[str, str]) -> dict[str, object]:
    row = {name: at_path(item, paths[name]) for name in FIELDS}
    for name in ("title", "text"):
        row[name] = plain_text(row[name]) if isinstance(row[name], str) and "<" in row[name] else row[name]
    return row


class JsonListSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = JsonListSpider
