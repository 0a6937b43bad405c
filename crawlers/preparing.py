"""RAW_POSTS -> POSTS: what a post is called, whose it is, and without what it may be stored; facts, too."""

from datetime import datetime

import polars as pl
import polars_hash as plh

from crawlers.addresses import clean_addresses
from crawlers.authors import keyed_authors
from crawlers.contract import Facts
from crawlers.privacy import mask_personal, mask_tags
from domain.first_party import FACT_TABLES
from domain.frames import INSTANT, POSTS, RAW_POSTS, conform


def prepare(
    raw: pl.DataFrame,
    *,
    author_key: bytes,
    source: str,
    fetched_at: datetime,
    provenance: str | None = None,
) -> pl.DataFrame:
    """Observations ready for the log: ids, keyed authors, masked texts, clean addresses; rows in their order.

    A post without id is named "h" + 16 hex digits of sha256 over its address, else over its folded title
    and text: the same headline on a further day is a further observation of the same post.
    `observed_at` is what the origin says, else `published_at`, else `fetched_at`.
    """
    raw = conform(raw, RAW_POSTS, "raw posts")
    fetched = pl.lit(fetched_at).cast(INSTANT)
    posts = raw.with_columns(
        clean_addresses(raw["url"]),
        post_id=_named(raw.with_columns(clean_addresses(raw["url"]))),
        title=mask_personal(raw["title"]),
        text=mask_personal(raw["text"]),
        query=mask_personal(raw["query"]),
        tags=mask_tags(raw["tags"]),
        author=keyed_authors(raw["author_digest"], author_key),
        observed_at=pl.coalesce("observed_at", "published_at", fetched),
        fetched_at=fetched,
        source=pl.lit(source),
        provenance=pl.lit(provenance, pl.String),
    )
    key = pl.concat_str("platform", pl.lit(":"), "post_id")
    return conform(posts.with_columns(key.alias("key")), POSTS, "posts")


def _named(raw: pl.DataFrame) -> pl.Series:
    """The post ids, made up where there is none."""
    nameless = raw["post_id"].is_null()
    if not nameless.any():
        return raw["post_id"]
    words = pl.concat_str(pl.col("title").fill_null(""), pl.lit("\n"), pl.col("text").fill_null(""))
    folded = words.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    made = (
        raw.filter(nameless)
        .select(word=pl.coalesce("url", folded))
        .select(pl.concat_str(pl.lit("h"), plh.col("word").chash.sha2_256().str.slice(0, 16)))
        .to_series()
    )
    return raw["post_id"].clone().scatter(nameless.arg_true(), made)


def prepare_facts(
    facts: Facts, *, source: str, fetched_at: datetime, provenance: str | None = None
) -> pl.DataFrame:
    """Rows ready for their table: addresses clean, `observed_at` that of the file, else `fetched_at`."""
    rows = facts.rows.with_columns(
        observed_at=pl.coalesce("observed_at", pl.lit(fetched_at).cast(INSTANT)),
        source=pl.lit(source),
        provenance=pl.lit(provenance, pl.String),
    )
    if "url" in rows.columns:
        rows = rows.with_columns(clean_addresses(rows["url"]))
    table = FACT_TABLES[facts.table]
    return conform(rows, table.schema, table.name)
