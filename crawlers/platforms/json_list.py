"""A declared public JSON list.

A source's selectors are dotted paths: `items` and `next` from the top, the fields of a post from each item
("stats.likes", "tags.0"). Fields not declared are looked for under their own name.
"""

import json
from collections.abc import Mapping
from typing import Any

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import SHORT, page_of
from crawlers.markup import plain_text
from crawlers.rows import FIELDS
from crawlers.spider import SourceSpider
from domain.errors import LayoutChanged

READER = "json"
DEFAULTS = dict(zip(FIELDS, FIELDS, strict=True)) | {"items": "data.list", "next": "next"}
DEFAULTS |= {field: short for short, field in SHORT.items()}


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Posts of one JSON document; LayoutChanged when the list is not where it should be."""
    try:
        document = json.loads(body)
    except ValueError as broken:
        raise LayoutChanged(f"{meta.url} is not JSON: {broken}") from broken
    declared = {SHORT.get(name, name): path for name, path in meta.source.selectors.items()}
    paths = DEFAULTS | declared
    items = _at(document, paths["items"])
    if not isinstance(items, list):
        raise LayoutChanged(f"{meta.url} has no list at {paths['items']}")
    following = _at(document, paths["next"])
    rows = [_row(item, paths) for item in items if isinstance(item, dict)]
    return page_of(rows, meta, str(following) if following else None)


def _row(item: dict[str, Any], paths: Mapping[str, str]) -> dict[str, object]:
    row = {name: _at(item, paths[name]) for name in FIELDS}
    for name in ("title", "text"):
        row[name] = plain_text(row[name]) if isinstance(row[name], str) and "<" in row[name] else row[name]
    return row


def _at(value: Any, path: str) -> Any:
    """What lies at a dotted path; null where any step is missing."""
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


class JsonListSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = JsonListSpider
