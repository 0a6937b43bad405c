"""Who is counted in an index: voices, not posts."""

import polars as pl

from domain.frames import NOT_GOODS
from reports.claims import SELLERS
from reports.inputs import Talk

# As in the daily counts: from here on a post is spam, a copy of a group or one its author said before.
SPAM_LIMIT = 0.5
# Letters from which on two unsigned texts that are equal are one text; 求链接 is said by everybody.
SAME_TEXT = 12


def voiced(talk: Talk) -> pl.DataFrame:
    """Clean posts about goods of the four weeks: QUOTABLE's key, platform, day, speaker, polarity, with
    intent, ask, category, `seller` (Boolean), `voice` and `said` (title and text, "" where unseen).

    A voice is an author, however much they write. An unknown author is one voice a post, and the same words
    without an author are one voice together. Copies sent together and what an author says again are left out
    (POST_LABELS.spam).
    """
    labels = talk.labels.unique("key", keep="first", maintain_order=True)
    said = pl.concat_str(pl.col("title").fill_null(""), pl.lit("\n"), pl.col("text").fill_null(""))
    letters = pl.col("said").str.replace_all(r"[^\p{L}\p{N}]", "")
    unsigned = pl.when(letters.str.len_chars() >= SAME_TEXT).then("text:" + letters).otherwise(pl.col("key"))
    return (
        talk.posts.unique("key", keep="first", maintain_order=True)
        .join(labels.select("key", "intent", "ask", "category", "spam"), on="key", maintain_order="left")
        .filter(pl.col("spam").fill_null(0.0) < SPAM_LIMIT, pl.col("category").ne_missing(NOT_GOODS))
        .with_columns(said=said)
        .select(
            "key",
            "platform",
            "day",
            "speaker",
            "polarity",
            "intent",
            "ask",
            "category",
            "said",
            seller=pl.col("speaker").is_in(SELLERS).fill_null(value=False),
            voice=pl.coalesce("author", unsigned),
        )
    )


def heard(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """`by`, voices, keys: how many voices, and the posts they spoke in, in order."""
    return rows.group_by(by).agg(
        voices=pl.col("voice").n_unique().cast(pl.Int64), keys=pl.col("key").unique().sort()
    )


def named_once(mentions: pl.DataFrame, kind: str) -> pl.DataFrame:
    """key, norm of the posts that name exactly one thing of that kind: what they say can be said of it."""
    named = (
        mentions.filter(pl.col("kind") == kind, pl.col("norm").is_not_null()).select("key", "norm").unique()
    )
    return named.filter(pl.len().over("key") == 1)


def ends_named(relations: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """RELATIONS with `subject` and `object` as the norm of the mention under their span, where there is one;
    with subject_kind and object_kind."""
    own = mentions.join(relations.select("key").unique(), on="key", how="semi", maintain_order="left")
    spans = own.select("key", "start", "end", "norm", "kind").unique(
        ["key", "start", "end"], keep="first", maintain_order=True
    )
    told = relations
    for side in ("subject", "object"):
        ends = spans.rename({"norm": "_norm", "kind": f"{side}_kind"})
        on = ["key", f"{side}_start", f"{side}_end"]
        told = (
            told.join(ends, left_on=on, right_on=["key", "start", "end"], how="left", maintain_order="left")
            .with_columns(pl.coalesce("_norm", side).alias(side))
            .drop("_norm")
        )
    return told
