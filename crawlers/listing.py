"""Rows found on a page into a PageRead: what every platform file does with what it has read."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import polars as pl

from crawlers.contract import PageMeta, PageRead
from crawlers.rows import FIELDS, read_rows
from domain.frames import REFUSED
from domain.weeks import BUSINESS_ZONE, business_day

_SCHEMA = pl.Schema(dict.fromkeys(FIELDS, pl.String()) | {"tags": pl.List(pl.String)})

# Short names that people may write in a source's selectors.
SHORT = {"id": "post_id", "time": "published_at", "author": "author_name"}


def page_of(rows: Sequence[Mapping[str, object]], meta: PageMeta, next_url: str | None = None) -> PageRead:
    """Rows by field name, values as found (text, numbers, null; `tags` a list) -> posts and refused rows.

    A list entry (hot, headline) without a time belongs to the business day of the listing. `observed_at` is
    only what the page says: the log keeps `fetched_at` beside it, and a page fetched again without a change
    must not be a new observation.
    """
    complete = [_completed(row, meta) for row in rows]
    posts, reasons = read_rows(pl.DataFrame(complete, schema=_SCHEMA))
    refused = [
        (place, reason, json.dumps(_said(row), ensure_ascii=False, default=str))
        for place, (row, reason) in enumerate(zip(rows, reasons, strict=True), 1)
        if reason
    ]
    following = urljoin(meta.url, next_url) if next_url else None
    return PageRead(posts, pl.DataFrame(refused, schema=REFUSED, orient="row"), following)


def _completed(row: Mapping[str, object], meta: PageMeta) -> dict[str, object]:
    found: dict[str, object] = {name: _text(row.get(name)) for name in FIELDS if name != "tags"}
    tags = row.get("tags")
    found["tags"] = [str(tag) for tag in tags] if isinstance(tags, list) else []
    found["platform"] = meta.source.platform
    found["kind"] = found["kind"] or ("comment" if found["parent_id"] else meta.source.kind)
    if found["url"]:
        found["url"] = urljoin(meta.url, str(found["url"]))
    if not found["published_at"] and found["kind"] in ("hot", "headline"):
        found["published_at"] = _noon(meta.fetched_at)
    return found


def _said(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _noon(at: datetime) -> str:
    day = business_day(at)
    return datetime.combine(day, time(12), ZoneInfo(BUSINESS_ZONE)).astimezone(UTC).isoformat()
