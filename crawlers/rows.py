"""Rows of text, named by field, into RAW_POSTS: the one gate that importers and platforms share.

A row that cannot be a post, or that says something we cannot read, is refused with its reason; nothing
unreadable becomes null on the quiet.
"""

from datetime import datetime

import polars as pl

from crawlers.authors import author_digests
from crawlers.counts import UNKNOWN, read_counts, rounded
from crawlers.instants import is_bare_day, read_instants
from crawlers.relative_times import HALF_DAY_HOURS, read_relative
from domain.frames import INSTANT, KINDS_OF_POST, RAW_POSTS, conform

COUNTS = ("likes", "comments", "shares", "collects", "views", "heat")
TIMES = ("published_at", "observed_at")
WORDS = ("platform", "post_id", "kind", "parent_id", "url", "title", "text", "query")
AUTHOR = ("author_hash", "author_id", "author_name")
# Far beyond any real post; longer is damage or an attack, not something to store.
LONGEST = {
    "platform": 40, "kind": 40, "post_id": 200, "parent_id": 200, "url": 8_000, "title": 20_000,
    "text": 200_000, "query": 2_000,
}  # fmt: skip
MOST_TAGS = 1_000
# An id that a spreadsheet program has turned into a number and rounded: 7.34568E+18
_ROUNDED = r"^[0-9](?:\.[0-9]+)?[eE]\+[0-9]{2}$"
# The first 8 hex digits of a note's id are the second it was made (mostly within hours of its posting).
_NOTE = r"^([0-9a-f]{8})[0-9a-f]{16}$"
_NOTE_HOURS = 6  # of 341 real notes 90 % were posted within so long of it
_FIRST_NOTE = pl.datetime(2013, 1, 1, time_zone="UTC")
_LAST_NOTE = pl.datetime(2050, 1, 1, time_zone="UTC")
# All a row may bring; every column is text, but `tags` may also be a list.
FIELDS = (*WORDS, "tags", *AUTHOR, *COUNTS, *TIMES)

PLATFORMS = {
    "小红书": "xhs", "xiaohongshu": "xhs", "redbook": "xhs", "rednote": "xhs", "xiaohongshu.com": "xhs",
    "微博": "weibo", "新浪微博": "weibo", "wb": "weibo", "抖音": "douyin", "dy": "douyin",
    "快手": "kuaishou", "ks": "kuaishou", "bili": "bilibili", "b站": "bilibili", "哔哩哔哩": "bilibili",
    "知乎": "zhihu", "贴吧": "tieba", "百度贴吧": "tieba", "什么值得买": "smzdm", "豆瓣": "douban",
    "淘宝": "taobao", "京东": "jd", "拼多多": "pdd", "得物": "dewu", "闲鱼": "xianyu",
    "天猫": "tmall", "淘宝网": "taobao", "阿里巴巴": "1688", "1688.com": "1688", "抖店": "douyin",
    "抖音电商": "douyin", "快手小店": "kuaishou", "亚马逊": "amazon",
}  # fmt: skip


def read_rows(rows: pl.DataFrame, seen_at: datetime | None = None) -> tuple[pl.DataFrame, pl.Series]:
    """Text columns of FIELDS (any may be absent) -> (RAW_POSTS of the good rows, reason per row or null).

    `seen_at`: when rows that do not say `observed_at` were seen; times such as 3天前 count from there.
    """
    rows = _complete(rows)
    columns: dict[str, pl.Series] = {}
    unreadable: dict[str, pl.Series] = {}
    for name in COUNTS:
        columns[name], unreadable[name] = read_counts(rows[name])
    counts = pl.DataFrame({name: columns[name] for name in COUNTS})
    columns["counts_as_shown"] = rounded(rows.select(COUNTS), counts)
    for name in TIMES:
        columns[name], unreadable[name] = read_instants(rows[name])
    seen = columns["observed_at"].fill_null(seen_at) if seen_at else columns["observed_at"]
    relative, hours_off = _relative(rows["published_at"], unreadable["published_at"], seen)
    columns["published_at"] = columns["published_at"].zip_with(relative.is_null(), relative)
    unreadable["published_at"] &= relative.is_null()
    columns["author_digest"] = author_digests(rows)
    read = rows.select(*WORDS, "tags", bare_day=is_bare_day(pl.col("published_at"))).with_columns(**columns)
    read = read.with_columns(_platform(), _kind(), _blank_is_null("post_id", "parent_id", "url", "query"))
    read = read.with_columns(
        published_at=pl.coalesce("published_at", _made_at()),
        published_within_hours=pl.coalesce(
            hours_off,
            pl.when(pl.col("published_at").is_null() & _made_at().is_not_null()).then(_NOTE_HOURS),
            pl.when("bare_day").then(HALF_DAY_HOURS),
        ).cast(pl.Int64),
    )
    reasons = read.select(_reason(rows, unreadable)).to_series()
    return conform(read.filter(reasons.is_null()), RAW_POSTS, "raw posts"), reasons


def _relative(shown: pl.Series, unread: pl.Series, seen: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Times counted from when the row was seen: (instants, hours off), null where there is none."""
    if not unread.any():
        return shown.clear(len(shown)).cast(INSTANT), shown.clear(len(shown)).cast(pl.Int64)
    return read_relative(pl.select(pl.when(unread).then(shown)).to_series(), seen)


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


def _made_at() -> pl.Expr:
    """When a note of xhs was made, by its id; null for anything else."""
    seconds = pl.col("post_id").str.extract(_NOTE, 1).str.to_integer(base=16, strict=False)
    at = pl.from_epoch(seconds, time_unit="s").dt.replace_time_zone("UTC").cast(INSTANT)
    is_note = (pl.col("platform") == "xhs") & (pl.col("kind") == "post")
    return pl.when(is_note & at.is_between(_FIRST_NOTE, _LAST_NOTE)).then(at)


def _reason(rows: pl.DataFrame, unreadable: dict[str, pl.Series]) -> pl.Expr:
    """The first thing wrong with a row; null where it is good."""
    platform, kind = pl.col("platform").fill_null(""), pl.col("kind")
    blank = pl.all_horizontal(
        pl.col(name).fill_null("").str.strip_chars() == "" for name in ("title", "text")
    )
    wrong: list[pl.Expr] = [
        pl.when(platform == "").then(pl.lit("platform missing")),
        pl.when(platform.str.contains(r"[:\s]")).then(_said("platform {} not a name", platform)),
        pl.when(~kind.is_in(KINDS_OF_POST)).then(_said("unknown kind {}", kind)),
        pl.when(blank).then(pl.lit("no title and no text")),
        pl.when(pl.col("tags").list.len() > MOST_TAGS).then(pl.lit(f"more than {MOST_TAGS} tags")),
    ]
    for name in ("post_id", "parent_id"):
        rounded = pl.col(name).str.contains(_ROUNDED)
        why = f"{name} {{}} was rounded by a spreadsheet program; export again with ids as text"
        wrong.append(pl.when(rounded).then(pl.format(why, name)))
    for name, most in LONGEST.items():
        long = pl.col(name).str.len_chars() > most
        wrong.append(pl.when(long).then(pl.lit(f"{name} is longer than {most:,} letters")))
    for name, flags in unreadable.items():
        if flags.any():
            noun = "time" if name in TIMES else "count"
            if name == "published_at":
                shown = rows[name].fill_null("")
                is_relative = read_relative(shown, pl.repeat(_FIRST_NOTE, len(shown), eager=True))[
                    0
                ].is_not_null()
                why = "published_at {} counts from when it was seen; say that as observed_at"
                wrong.append(pl.when(pl.lit(flags & is_relative)).then(_said(why, pl.lit(rows[name]))))
            wrong.append(pl.when(pl.lit(flags)).then(_said(f"{name} {{}} not a {noun}", pl.lit(rows[name]))))
    return pl.coalesce(wrong).alias("reason")


def _said(reason: str, what: pl.Expr) -> pl.Expr:
    return pl.format(reason, what.str.slice(0, 40))
