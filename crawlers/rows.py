"""Rows of text, named by field, into RAW_POSTS: the one gate that importers and platforms share.

A row that cannot be a post, or that says something we cannot read, is refused with its reason; nothing
unreadable becomes null on the quiet.
"""

import polars as pl

from crawlers.authors import author_digests
from crawlers.counts import UNKNOWN, read_counts
from crawlers.instants import read_instants
from domain.frames import KINDS_OF_POST, RAW_POSTS, conform

COUNTS = ("likes", "comments", "shares", "collects", "views", "heat")
TIMES = ("published_at", "observed_at")
WORDS = ("platform", "post_id", "kind", "parent_id", "url", "title", "text", "query")
AUTHOR = ("author_hash", "author_id", "author_name")
# All a row may bring; every column is text, but `tags` may also be a list.
FIELDS = (*WORDS, "tags", *AUTHOR, *COUNTS, *TIMES)

PLATFORMS = {
    "小红书": "xhs", "xiaohongshu": "xhs", "redbook": "xhs", "rednote": "xhs", "xiaohongshu.com": "xhs",
    "微博": "weibo", "新浪微博": "weibo", "wb": "weibo", "抖音": "douyin", "dy": "douyin",
    "快手": "kuaishou", "ks": "kuaishou", "bili": "bilibili", "b站": "bilibili", "哔哩哔哩": "bilibili",
    "知乎": "zhihu", "贴吧": "tieba", "百度贴吧": "tieba", "什么值得买": "smzdm", "豆瓣": "douban",
    "淘宝": "taobao", "京东": "jd", "拼多多": "pdd", "得物": "dewu", "闲鱼": "xianyu",
}  # fmt: skip


def read_rows(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Text columns of FIELDS (any may be absent) -> (RAW_POSTS of the good rows, reason per row or null)."""
    rows = _complete(rows)
    columns: dict[str, pl.Series] = {}
    unreadable: dict[str, pl.Series] = {}
    for name in COUNTS:
        columns[name], unreadable[name] = read_counts(rows[name])
    for name in TIMES:
        columns[name], unreadable[name] = read_instants(rows[name])
    columns["author_digest"] = author_digests(rows)
    read = rows.select(*WORDS, "tags").with_columns(**columns)
    read = read.with_columns(_platform(), _kind(), _blank_is_null("post_id", "parent_id", "url", "query"))
    reasons = read.select(_reason(rows, unreadable)).to_series()
    return conform(read.filter(reasons.is_null()), RAW_POSTS, "raw posts"), reasons


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of FIELDS, absent ones as nulls, tags as a list."""
    absent = [pl.lit(None, pl.String).alias(name) for name in FIELDS if name not in rows.columns]
    rows = rows.select(*(name for name in FIELDS if name in rows.columns), *absent)
    if rows.schema["tags"] == pl.String:
        marks = r"[#\[\]'\"]|\[话题\]"
        split = pl.col("tags").str.replace_all(marks, "").str.replace_all(r"[，、;；|]", ",").str.split(",")
        rows = rows.with_columns(tags=split.list.eval(pl.element().str.strip_chars()))
        rows = rows.with_columns(tags=pl.col("tags").list.eval(pl.element().filter(pl.element() != "")))
    return rows.with_columns(pl.col("tags").cast(pl.List(pl.String)).fill_null([]))


def _platform() -> pl.Expr:
    return pl.col("platform").str.strip_chars().str.to_lowercase().replace(PLATFORMS).alias("platform")


def _kind() -> pl.Expr:
    written = pl.col("kind").str.strip_chars().str.to_lowercase()
    answers = pl.col("parent_id").fill_null("").str.strip_chars().is_in(["", "0"]).not_()
    default = pl.when(answers).then(pl.lit("comment")).otherwise(pl.lit("post"))
    return pl.when(written.fill_null("") == "").then(default).otherwise(written).alias("kind")


def _blank_is_null(*names: str) -> pl.Expr:
    text = pl.col(names).str.strip_chars()
    return pl.when(~text.str.to_lowercase().is_in(UNKNOWN)).then(text)


def _reason(rows: pl.DataFrame, unreadable: dict[str, pl.Series]) -> pl.Expr:
    """The first thing wrong with a row; null where it is good."""
    platform, kind = pl.col("platform").fill_null(""), pl.col("kind")
    blank = pl.all_horizontal(
        pl.col(name).fill_null("").str.strip_chars() == "" for name in ("title", "text")
    )
    wrong: list[pl.Expr] = [
        pl.when(platform == "").then(pl.lit("platform missing")),
        pl.when(platform.str.contains(r"[:\s]")).then(pl.format("platform {} not a name", platform)),
        pl.when(~kind.is_in(KINDS_OF_POST)).then(pl.format("unknown kind {}", kind)),
        pl.when(blank).then(pl.lit("no title and no text")),
    ]
    for name, flags in unreadable.items():
        if flags.any():
            said = pl.lit(rows[name].str.slice(0, 40))
            noun = "time" if name in TIMES else "count"
            wrong.append(pl.when(pl.lit(flags)).then(pl.format(f"{name} {{}} not a {noun}", said)))
    return pl.coalesce(wrong).alias("reason")
