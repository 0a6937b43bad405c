"""Exports of MediaCrawler: posts and comments of xhs, douyin, kuaishou, bilibili, weibo, tieba and zhihu.

As JSON Lines, JSON, CSV, sheets of a workbook or tables of an SQLite database; told by their columns. Names,
avatars, places and profiles are never read; a user id only becomes its digest.
"""

from collections.abc import Iterator
from functools import partial

import polars as pl

from crawlers.contract import Chunk
from crawlers.counts import UNKNOWN
from crawlers.formats.cells import words_of
from crawlers.formats.chunks import chunk_of
from crawlers.formats.forms import form_of, records_of
from crawlers.formats.json_lines import LineReader
from crawlers.formats.mediacrawler import PRIVATE, Table, table_of
from crawlers.hashtags import hashtags
from crawlers.opening import Opened
from crawlers.rows import read_rows

NAME = "mediacrawler"
ORDER = 20
# How an empty answer, description or parent is written.
_NOTHING = ["", "-", "None", "null"]


def sniff(head: bytes, name: str) -> bool:
    return table_of(set(form_of(head).names)) is not None


def mapping(opened: Opened) -> dict[str, str]:
    names = form_of(opened.head).names
    table = table_of(set(names))
    fields = {} if table is None else table.fields
    columns = {column: field for field, columns in fields.items() for column in columns}
    return {name: columns[name] for name in names if name in columns}


def read(opened: Opened) -> Iterator[Chunk]:
    form = form_of(opened.head)
    table = table_of(set(form.names))
    if table is None:
        return
    schema = pl.Schema(
        {name: pl.List(pl.String) if name == "tag_list" else pl.String() for name in sorted(table.columns)}
    )
    reading = partial(_read, table=table)
    if form.kind == "lines":
        yield from LineReader(schema, reading, PRIVATE, lists_as_text=True).chunks(opened)
        return
    for records in records_of(opened, form, PRIVATE, whole=True):
        yield chunk_of(records, schema, reading, PRIVATE)


def _read(frame: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, pl.Series]:
    """Columns of the export -> RAW_POSTS of the good rows, and a reason or null per row."""
    said = {name: _said(name) for name in table.columns if name != "tag_list"}
    rows = frame.select(
        pl.coalesce(said[name] for name in columns).alias(field)
        for field, columns in table.fields.items()
        if field != "tags"
    )
    rows = rows.with_columns(
        platform=_platform(frame, table), kind=pl.lit(table.kind), post_id=_named("post_id", frame, table)
    )
    if table.kind == "comment":
        rows = rows.with_columns(parent_id=_parent(frame, table))
    if "title" in rows.columns:
        # Where a post has no title the export writes the beginning of its text there.
        title, text = pl.col("title").str.strip_chars(), pl.col("text").str.strip_chars()
        rows = rows.with_columns(title=pl.when(~text.str.starts_with(title).fill_null(False)).then("title"))
    if table.address:
        address = pl.format(table.address, rows["post_id"])
        rows = rows.with_columns(url=address if table.platform == "xhs" else pl.coalesce("url", address))
    rows = rows.with_columns(tags=_tags(frame, rows, table))
    posts, reasons = read_rows(rows)
    own = table.fields["post_id"][0]
    nameless = frame.select(
        pl.col(own).fill_null("").str.strip_chars().str.to_lowercase().is_in(UNKNOWN)
    ).to_series()
    if not nameless.any():
        return posts, reasons
    missing = f"{own} missing"
    kept = rows.select(reasons.alias("reason"), nameless=nameless).filter(pl.col("reason").is_null())
    reasons = reasons.to_frame("reason").select(
        pl.when(nameless).then(pl.coalesce("reason", pl.lit(missing))).otherwise("reason")
    )
    return posts.filter(~kept["nameless"]), reasons.to_series()


def _said(name: str) -> pl.Expr:
    return pl.when(~pl.col(name).str.strip_chars().is_in(_NOTHING)).then(pl.col(name))


def _platform(frame: pl.DataFrame, table: Table) -> pl.Expr:
    """Old comments of bilibili look like those of kuaishou, but count seconds, not milliseconds."""
    if (table.platform, table.kind) != ("kuaishou", "comment"):
        return pl.lit(table.platform)
    millis = frame["create_time"].cast(pl.Float64, strict=False) > 1e11
    return pl.when(millis.fill_null(True)).then(pl.lit("kuaishou")).otherwise(pl.lit("bilibili"))


def _named(field: str, frame: pl.DataFrame, table: Table) -> pl.Series:
    """The id, with what keeps it apart from other sequences of numbers on that platform."""
    said = _said(table.fields[field][0])
    prefix = pl.lit(table.id_prefix)
    if table.platform == "zhihu" and table.fields[field][0] == "content_id":
        other = ~pl.col("content_type").is_in(["answer", ""])
        prefix = pl.when(other).then(pl.col("content_type") + "-").otherwise(pl.lit(""))
    return frame.select(pl.concat_str(prefix, said)).to_series()


def _parent(frame: pl.DataFrame, table: Table) -> pl.Series:
    """The post that a comment hangs on, also where it answers another comment."""
    return (
        _named("parent_id", frame, table)
        if table.platform == "zhihu"
        else frame[table.fields["parent_id"][0]]
    )


def _tags(frame: pl.DataFrame, rows: pl.DataFrame, table: Table) -> pl.Series:
    """The tags of the export and those in the text, once each."""
    words = pl.col("title").fill_null("") + "\n" if "title" in rows.columns else pl.lit("")
    in_text = rows.select(hashtags(words + pl.col("text").fill_null(""), table.hashtags)).to_series()
    if "tags" not in table.fields:
        return in_text
    listed = frame["tag_list"]
    if listed.dtype == pl.String:
        known = listed.unique().drop_nulls()
        words = pl.Series("words", [words_of(value) for value in known], dtype=pl.List(pl.String))
        meant = pl.DataFrame({"tag_list": known, "words": words})
        listed = frame.select("tag_list").join(meant, on="tag_list", how="left", maintain_order="left")[
            "words"
        ]
    both = pl.DataFrame({"listed": listed, "in_text": in_text})
    joined = pl.concat_list(pl.col("listed").fill_null([]), "in_text")
    return both.select(joined.list.unique(maintain_order=True)).to_series()
