"""Rows found on a page into a PageRead: what every platform file does with what it has read."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import polars as pl

from crawlers.contract import PageMeta, PageRead
from crawlers.markup import decode_page, plain_text
from crawlers.rows import AUTHOR, FIELDS, read_rows
from domain.errors import LayoutChanged
from domain.frames import REFUSED
from domain.weeks import BUSINESS_ZONE, business_day

_SCHEMA = pl.Schema(dict.fromkeys(FIELDS, pl.String()) | {"tags": pl.List(pl.String)})

# Where a reader knows better than the source whose list an entry stands on.
OF_LIST = "list_platform"

# Short names that people may write in a source's selectors.
SHORT = {"id": "post_id", "time": "published_at", "author": "author_name"}


def page_of(rows: Sequence[Mapping[str, object]], meta: PageMeta, next_url: object = None) -> PageRead:
    """Rows by field name, values as found (text, numbers, null; `tags` a list) -> posts and refused rows.

    A list entry (hot, headline) without a time belongs to the business day of the listing. `observed_at` is
    only what the page says: the log keeps `fetched_at` beside it, and a page fetched again without a change
    must not be a new observation. `query` is what the page was asked for, unless a row says another.
    """
    complete = [_completed(row, meta) for row in rows]
    posts, reasons = read_rows(pl.DataFrame(complete, schema=_SCHEMA), meta.fetched_at)
    refused = [
        (place, reason, _clean(json.dumps(_said(row), ensure_ascii=False, default=str)))
        for place, (row, reason) in enumerate(zip(rows, reasons, strict=True), 1)
        if reason
    ]
    following = _joined(meta.url, next_url) if next_url else None
    return PageRead(posts, pl.DataFrame(refused, schema=REFUSED, orient="row"), following)


def json_of(body: bytes, meta: PageMeta) -> Any:
    """The JSON document of a page; LayoutChanged when it is none, be it a page of markup or a cut one."""
    try:
        return json.loads(decode_page(body, meta.content_type))
    except (ValueError, RecursionError) as broken:
        raise LayoutChanged(f"{meta.url} is not JSON: {broken}") from broken


def at_path(value: Any, path: str) -> Any:
    """What lies at a dotted path ("data.list", "tags.0"); null where any step is missing."""
    for step in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def items_at(document: Any, path: str, meta: PageMeta) -> list[dict[str, Any]]:
    """The objects of the list at that path; LayoutChanged when there is no list."""
    items = at_path(document, path)
    if not isinstance(items, list) or (items and not any(isinstance(item, dict) for item in items)):
        raise LayoutChanged(f"{meta.url} has no list of objects at {path or 'its top'}")
    return [item for item in items if isinstance(item, dict)]


def with_parameter(url: str, name: str, value: str) -> str:
    """The address with that parameter in place of the one it may have: how an interface is asked for more."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True)) | {name: _clean(value)}
    return urlunsplit(parts._replace(query=urlencode(asked)))


def address_digest(address: object) -> str | None:
    """A post's name made from an address that must not be kept, as it holds its author's; null for none."""
    if not isinstance(address, str) or not address:
        return None
    return "h" + hashlib.sha256(address.encode(errors="replace")).hexdigest()[:16]


def list_at(value: Any, path: str) -> list[Any]:
    """The list at that path of an item; an item may do without."""
    found = at_path(value, path)
    return found if isinstance(found, list) else []


def said_text(value: object) -> str | None:
    """A text that may hold markup, as a reader sees it; null where there is none."""
    if value is None:
        return None
    return plain_text(value) if isinstance(value, str) else _text(value)


def noon_of(day: date) -> str:
    """Noon of a business day: the time of a list entry that has none."""
    return datetime.combine(day, time(12), ZoneInfo(BUSINESS_ZONE)).astimezone(UTC).isoformat()


def _completed(row: Mapping[str, object], meta: PageMeta) -> dict[str, object]:
    found: dict[str, object] = {name: _text(row.get(name)) for name in FIELDS if name != "tags"}
    tags = row.get("tags")
    found["tags"] = [_clean(str(tag)) for tag in tags if tag] if isinstance(tags, list) else []
    found["platform"] = _text(row.get(OF_LIST)) or meta.source.platform
    found["kind"] = found["kind"] or ("comment" if found["parent_id"] else meta.source.kind)
    found["query"] = found["query"] or meta.query
    if found["url"]:
        found["url"] = _joined(meta.url, found["url"])
    if not found["published_at"] and found["kind"] in ("hot", "headline"):
        found["published_at"] = noon_of(business_day(meta.fetched_at))
    return found


def _joined(page: str, link: object) -> str | None:
    try:
        return urljoin(page, _clean(str(link)))
    except ValueError:  # an address such as http://[ is none
        return None


def _said(row: Mapping[str, object]) -> dict[str, object]:
    """The row as it is shown to people: who wrote it is not among what they need."""
    return {name: value for name, value in row.items() if value not in (None, "", []) and name not in AUTHOR}


def _text(value: object) -> str | None:
    if value is None:
        return None
    return _clean(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _clean(text: str) -> str:
    """Half a surrogate pair, which JSON may carry, is no character and cannot be stored."""
    return text if text.isascii() else text.encode("utf-8", errors="replace").decode("utf-8")
