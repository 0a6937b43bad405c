"""Captures of the browser extension Zeeschuimer: its NDJSON, and the table (CSV between semicolons) of it.

The same post may have been captured several times, on a list and on its own page: of the fullest object all,
and of the newest the counts. A file is therefore read whole before its posts are given.
"""

from collections.abc import Iterator

import polars as pl

from crawlers.contract import Chunk
from crawlers.formats.chunks import chunk_of
from crawlers.formats.forms import Form, form_of, records_of
from crawlers.formats.records import Record
from crawlers.formats.zeeschuimer import PRIVATE, SHOWN, Item, read_item
from crawlers.formats.zeeschuimer_table import columns_of, read_table
from crawlers.hashtags import hashtags
from crawlers.opening import Opened
from crawlers.rows import AUTHOR, COUNTS, FIELDS, read_rows
from domain.frames import INSTANT, RAW_POSTS, REFUSED, conform, empty

NAME = "zeeschuimer"
ORDER = 10
_SCHEMA = pl.Schema({name: pl.List(pl.String) if name == "tags" else pl.String() for name in FIELDS})
_META = "__import_meta"


def sniff(head: bytes, name: str) -> bool:
    """A line of a capture says where it was captured and when; the first may be longer than the head."""
    start = head.lstrip()
    if not start.startswith(b"{"):
        return columns_of(form_of(head)) is not None
    named = b'"source_platform"' in start and (b'"timestamp_collected"' in start or b'"nav_index"' in start)
    return named or b'"' + _META.encode() + b'"' in start


def mapping(opened: Opened) -> dict[str, str]:
    form = form_of(opened.head)
    if form.kind == "csv":
        columns = columns_of(form) or {}
        return {column: field for field, column in columns.items()}
    first = next(_stretches(opened), [])
    record = next((one for one in first if one.fault is None), Record(0))
    return SHOWN.get(str(record.values.get("source_platform")), {})


def read(opened: Opened) -> Iterator[Chunk]:
    form = form_of(opened.head)
    if form.kind == "csv":
        yield from read_table(opened, form)
        return
    parts = [_read_stretch(records) for records in _stretches(opened)]
    refused = pl.concat([empty(REFUSED), *(part.refused for part in parts)])
    posts = _merged(pl.concat([empty(RAW_POSTS), *(part.posts for part in parts)]))
    if posts.height + refused.height:
        yield Chunk(posts, refused, posts.height + refused.height)


def _stretches(opened: Opened) -> Iterator[list[Record]]:
    return records_of(opened, Form("lines", ()), PRIVATE)


def _read_stretch(records: list[Record]) -> Chunk:
    items = []
    for record in records:
        item = _item(record.values) if record.fault is None else record.fault
        if isinstance(item, str):
            items.append(Record(record.line, fault=item, raw=record.raw or _found(record.values)))
        else:
            items.append(Record(record.line, item))
    return chunk_of(items, _SCHEMA, _read, AUTHOR)


def _read(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Where the object lists no tags, those in the text."""
    text = pl.col("text").fill_null("")
    marked, plain = hashtags(text, "marked"), hashtags(text, "open")
    in_text = pl.when(pl.col("platform") == "xhs").then(marked).otherwise(plain)
    tags = pl.when(pl.col("tags").list.len().fill_null(0) > 0).then("tags").otherwise(in_text)
    return read_rows(rows.with_columns(tags=tags))


def _merged(posts: pl.DataFrame) -> pl.DataFrame:
    """A row for each post, in the order in which they first appear: the fullest, with the newest counts."""
    filled = pl.sum_horizontal(pl.col(name).is_not_null() for name in RAW_POSTS)
    rows = posts.with_row_index("row").with_columns(
        full=filled + 100 * (pl.col("text").fill_null("").str.len_chars() > 0),
        # Without an id nothing can be said to be the same.
        same=pl.coalesce("post_id", pl.format("\n{}", "row")),
        at=pl.col("observed_at").fill_null(pl.lit(0).cast(INSTANT)),
    )
    by_time = rows.sort("at", "row")
    newest = by_time.group_by("platform", "kind", "same").agg(
        pl.col(*COUNTS, "observed_at").drop_nulls().last(), pl.col("row").min()
    )
    fullest = rows.sort("full", "at", "row").unique(["platform", "kind", "same"], keep="last")
    joined = fullest.drop(*COUNTS, "observed_at", "row").join(newest, on=["platform", "kind", "same"])
    return conform(joined.sort("row"), RAW_POSTS, "raw posts")


def _item(values: dict[str, object]) -> Item | str:
    # 4CAT, which such captures are sent to, lays the parts of a line side by side.
    meta = values.get(_META, values)
    data = values if _META in values else values.get("data")
    if not isinstance(meta, dict) or not isinstance(data, dict):
        return "no captured object in this line"
    return read_item(str(meta.get("source_platform")), data, meta)


def _found(values: dict[str, object]) -> str:
    """Enough to find the line again."""
    shown = (str(values.get(name, ""))[:200] for name in ("source_platform", "item_id"))
    return " ".join(word for word in shown if word)
