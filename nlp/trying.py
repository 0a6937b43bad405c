"""A word tried before it is an entry: which posts it would match, and what it would hide there."""

from dataclasses import dataclass, replace

import polars as pl

from domain.errors import BadInput
from nlp import folding, matching
from nlp.lexicon import KINDS, Lexicon
from nlp.segment import RustTokenizer

FOUND = pl.Schema({"key": pl.String(), "text": pl.String()})
HIDDEN = pl.Schema({"name": pl.String(), "kind": pl.String(), "posts": pl.Int64(), "example": pl.String()})
AROUND = 24


@dataclass(frozen=True, slots=True)
class Trial:
    """What an entry would do. `matched` (FOUND) with the words around; `unread`: posts that hold the letters
    where they are no word, or lie under a longer name; `hidden` (HIDDEN): names no longer found there."""

    known: str
    matched: pl.DataFrame
    unread: pl.DataFrame
    hidden: pl.DataFrame


def try_term(posts: pl.DataFrame, lexicon: Lexicon, term: str, kind: str) -> Trial:
    """The trial of one word over posts (key, title, text). `known`: the kinds the word has already.

    Raises BadInput for a word or kind that cannot be an entry.
    """
    if not term.strip() or kind not in KINDS.values():
        raise BadInput(f"{term!r} as {kind!r} is no entry", hint=f"Kinds: {', '.join(KINDS.values())}")
    key = term.strip().lower()
    whole = folding.folded(posts.select(full=matching.full_text())["full"])
    rows = whole.str.to_lowercase().str.contains(key, literal=True).fill_null(False)
    posts, texts = posts.filter(rows), matching.without_links(whole.filter(rows))
    added = pl.DataFrame(
        [(term.strip(), kind, term.strip(), None, False, key)], schema=lexicon.terms.schema, orient="row"
    )
    larger = replace(lexicon, terms=pl.concat([lexicon.terms, added]))
    before = matching.find_hits(texts, lexicon, RustTokenizer(lexicon.words))
    after = matching.find_hits(texts, larger, RustTokenizer(larger.words))
    hits = after.filter(pl.col("key") == key).unique("row", keep="first", maintain_order=True)
    about = hits.with_columns(full=texts.gather(hits["row"]), at=pl.col("start").cast(pl.Int64))
    begin = pl.max_horizontal(pl.col("at") - AROUND, 0)
    shown = about.select(
        key=posts["key"].gather(hits["row"]),
        text=pl.col("full").str.slice(begin, 2 * AROUND + len(key)).str.replace_all(r"\s+", " "),
    )
    places = pl.Series(range(len(texts)), dtype=hits.schema["row"])
    missed = pl.DataFrame({"row": places}).join(hits, on="row", how="anti")["row"]
    kinds = lexicon.terms.select("key", "norm", "kind").unique(["key", "kind"])
    lost = before.filter(pl.col("key") != key).join(after, on=["row", "start", "end"], how="anti")
    lost = lost.join(kinds, on="key").with_columns(
        post=posts["key"].gather(lost.join(kinds, on="key")["row"])
    )
    hidden = lost.group_by(name="norm", kind="kind").agg(
        posts=pl.col("post").n_unique().cast(pl.Int64), example=pl.col("post").sort().first()
    )
    return Trial(
        known=", ".join(lexicon.terms.filter(pl.col("key") == key)["kind"].unique().sort()),
        matched=shown.cast(dict(FOUND)),
        unread=pl.DataFrame(
            {
                "key": posts["key"].gather(missed),
                "text": texts.gather(missed).str.replace_all(r"\s+", " ").str.head(2 * AROUND),
            },
            schema=FOUND,
        ),
        hidden=hidden.select(HIDDEN.names())
        .cast(dict(HIDDEN))
        .sort(["posts", "name"], descending=[True, False]),
    )
