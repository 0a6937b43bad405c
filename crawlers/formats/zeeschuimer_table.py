"""The table that Zeeschuimer (and 4CAT) makes of a capture: CSV between semicolons, a post a row.

The column `timestamp` is written in the time of whoever made the table; `unix_timestamp` is not, and is read.
"""

from collections.abc import Iterator

import polars as pl

from crawlers.addresses import ids_in_addresses
from crawlers.contract import Chunk
from crawlers.formats.chunks import chunk_of
from crawlers.formats.forms import Form, records_of
from crawlers.formats.tables import NO_PLATFORM
from crawlers.hashtags import hashtags
from crawlers.opened import Opened
from crawlers.rows import AUTHOR, read_rows

_PRIVATE = {"ip_location", "collected_from_url", "post_source_domain", "tiktok_url", "mentions"}
_SIGNS = {"id", "thread_id", "body"}
_COLUMNS = {
    "post_id": ("id",),
    "parent_id": ("thread_id",),
    "url": ("url", "post_url", "tiktok_url"),
    "title": ("title",),
    "text": ("body",),
    "tags": ("hashtags",),
    "author_id": ("author_user_id", "author"),
    "likes": ("likes", "num_likes", "digg_count"),
    "comments": ("replies", "comments", "num_comments", "comment_count"),
    "shares": ("shares", "share_count"),
    "collects": ("collect_count", "collects"),
    "views": ("plays", "play_count"),
    "published_at": ("unix_timestamp", "timestamp"),
}
# By what only one platform's table has; comments of TikTok have their post's address in post_url.
_OF_COLUMN = {"tiktok_url": "tiktok", "author_is_ad_fake": "douyin", "comment_language": "tiktok"}
_OF_ADDRESS = {
    "xiaohongshu.com": "xhs", "douyin.com": "douyin", "tiktok.com": "tiktok", "instagram.com": "instagram",
}  # fmt: skip


def columns_of(form: Form) -> dict[str, str] | None:
    """Field of a post -> column of such a table; null for another table."""
    names = set(form.names)
    if form.kind != "csv" or not names >= _SIGNS or not names & {"unix_timestamp", "timestamp"}:
        return None
    found = {field: next((name for name in known if name in names), "") for field, known in _COLUMNS.items()}
    return {field: name for field, name in found.items() if name}


def read_table(opened: Opened, form: Form) -> Iterator[Chunk]:
    columns = columns_of(form)
    if columns is None:
        return
    wanted = {*columns.values(), *(name for name in ("is_ad", "subject", "post_url") if name in form.names)}
    schema = pl.Schema(dict.fromkeys(sorted(wanted), pl.String()))
    private = {columns[field] for field in AUTHOR if field in columns} | {
        name for name in form.names if name.startswith("author") or name in _PRIVATE
    }

    def read(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        return _read(frame, form, columns)

    for records in records_of(opened, form, private, whole=True):
        yield chunk_of(records, schema, read, private)


def _read(frame: pl.DataFrame, form: Form, columns: dict[str, str]) -> tuple[pl.DataFrame, pl.Series]:
    rows = frame.select(pl.col(column).alias(field) for field, column in columns.items())
    if "url" not in rows.columns:
        rows = rows.with_columns(url=pl.lit(None, pl.String))
    by_column = next((name for column, name in _OF_COLUMN.items() if column in form.names), None)
    platform = pl.lit(by_column, pl.String)
    for host, name in _OF_ADDRESS.items():
        platform = (
            pl.when(pl.col("url").str.contains(host, literal=True)).then(pl.lit(name)).otherwise(platform)
        )
    answers = pl.lit("replies" in form.names) & (pl.col("post_id") != pl.col("parent_id"))
    rows = rows.with_columns(
        platform=platform,
        kind=pl.when(answers).then(pl.lit("comment")).otherwise(pl.lit("post")),
        parent_id=pl.when(answers).then("parent_id"),
        # A comment has no address of its own.
        url=pl.when(~answers).then("url"),
        post_id=pl.coalesce(pl.col("post_id"), ids_in_addresses("url")),
    )
    if "tags" in rows.columns:
        in_text = hashtags(pl.col("text").fill_null(""), "open")
        listed = (
            pl.col("tags").fill_null("").str.split(",").list.eval(pl.element().filter(pl.element() != ""))
        )
        rows = rows.with_columns(tags=pl.when(listed.list.len() > 0).then(listed).otherwise(in_text))
    posts, reasons = read_rows(rows)
    passed = pl.lit(None, pl.String)
    if "is_ad" in frame.columns:
        passed = pl.when(pl.col("is_ad") == "yes").then(pl.lit("an advertisement")).otherwise(passed)
    if "subject" in frame.columns:
        passed = (
            pl.when(pl.col("subject") == "Stream").then(pl.lit("a live stream, not a post")).otherwise(passed)
        )
    over = frame.with_columns(over=passed)["over"]
    kept = over.filter(reasons.is_null()).is_null()
    said = pl.DataFrame({"over": over, "reason": reasons.replace("platform missing", NO_PLATFORM)})
    return posts.filter(kept), said.select(pl.coalesce("over", "reason")).to_series()
