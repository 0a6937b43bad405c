"""Asks that nobody answered (求而未得).

An ask is a post with POST_LABELS.ask by a voice that is no seller. Its thread are the post it hangs on (or
is) and everything under that. It is `answered` when another voice of the thread, not asking itself and not
earlier, names something of a kind that answers it (ANSWERS) and that the ask does not name itself;
`unanswered` when the thread was collected (something else of it is here, or the platform says that it has
no comments) and nobody did; else `unknown`: what was not collected cannot be said to be silent. Counts of
voices over four weeks, no share, so no interval; a good with one voice is shown.
"""

import polars as pl

from reports.indexes.voices import heard

ANSWERS = {
    "link": ("channel", "brand", "factory"),
    "where": ("channel", "brand", "factory", "belt"),
    "factory": ("factory", "belt", "channel"),
    "dupe": ("brand", "product", "channel", "factory"),
    "wait": ("channel", "brand", "factory", "product"),
    "want": ("channel", "brand", "factory", "product"),
}
STATES = ("answered", "unanswered", "unknown")


def asks(voices: pl.DataFrame, mentions: pl.DataFrame, threads: pl.DataFrame) -> pl.DataFrame:
    """One row an ask: key, voice, ask, good (entity of a product, else of a brand, null where none is
    named), state.

    `mentions` is MENTIONS with `entity`; `threads` is THREADS. A comment that names no good asks for that
    of the post it hangs on.
    """
    placed = threads.unique("key", keep="first").with_columns(up=pl.coalesce("parent", "key"))
    # an answer to a comment hangs on the comment; two steps up are enough for every platform read here
    for _ in range(2):
        above = placed.select(up="key", higher="parent")
        placed = placed.join(above.drop_nulls(), on="up", how="left").with_columns(
            up=pl.coalesce("higher", "up")
        )
        placed = placed.drop("higher")
    thread = placed.select("key", "comments", "published_at", "kind", root="up")
    asked = voices.filter(pl.col("ask").is_not_null(), ~pl.col("seller")).join(thread, on="key", how="left")
    asked = asked.with_columns(root=pl.coalesce("root", "key"))
    named = mentions.filter(pl.col("norm").is_not_null()).select("key", "kind", "entity").unique()
    answers = pl.DataFrame(
        [(ask, kind) for ask, kinds in ANSWERS.items() for kind in kinds],
        schema={"ask": pl.String, "names": pl.String},
        orient="row",
    )
    others = (
        voices.filter(pl.col("ask").is_null())
        .join(thread.select("key", "root", later="published_at"), on="key")
        .select("root", "later", other="key", who="voice")
        .join(named.select(other="key", names="kind", entity="entity"), on="other")
    )
    told = (
        asked.select("key", "voice", "ask", "root", "published_at")
        .join(others, on="root")
        .filter(pl.col("who") != pl.col("voice"), pl.col("other") != pl.col("key"))
        .filter((pl.col("later") >= pl.col("published_at")).fill_null(value=True))
        .join(answers, on=["ask", "names"])
        .join(named.select("key", "entity"), on=["key", "entity"], how="anti")
        .select("key")
        .unique()
    )
    seen = thread.group_by("root").agg(here=pl.len())
    asked = asked.join(seen, on="root", how="left")
    alone = pl.col("here").fill_null(1) < 2
    nobody = (pl.col("comments") == 0).fill_null(value=False) & (pl.col("kind") != "comment")
    state = (
        pl.when(pl.col("key").is_in(told["key"].implode()))
        .then(pl.lit("answered"))
        .when(~alone | nobody)
        .then(pl.lit("unanswered"))
        .otherwise(pl.lit("unknown"))
    )
    goods = named.filter(pl.col("kind").is_in(["product", "brand"]))
    # product sorts behind brand, and says more
    products = goods.sort("key", "kind", "entity", descending=[False, True, False]).unique(
        "key", keep="first", maintain_order=True
    )
    own = products.select("key", own="entity")
    above = products.select(root="key", above="entity")
    return (
        asked.with_columns(state=state)
        .join(own, on="key", how="left")
        .join(above, on="root", how="left")
        .select("key", "voice", "ask", "category", good=pl.coalesce("own", "above"), state="state")
        .sort("key")
    )


def unmet(asked: pl.DataFrame) -> pl.DataFrame:
    """good, ask, and for each of STATES its voices and `STATE_keys`; most unanswered voices first.

    A voice that asks again is unanswered until one of its asks is answered. Asks without a good go under
    good null.
    """
    cell = ["good", "ask"]
    rank = pl.col("state").replace_strict({"answered": 0, "unanswered": 1, "unknown": 2})
    best = asked.filter(rank == rank.min().over([*cell, "voice"]))
    found = best.select(cell).unique()
    counts = heard(best, [*cell, "state"])
    for name in STATES:
        own = counts.filter(pl.col("state") == name).select(
            *cell, pl.col("voices").alias(name), pl.col("keys").alias(f"{name}_keys")
        )
        found = found.join(own, on=cell, how="left", nulls_equal=True).with_columns(pl.col(name).fill_null(0))
    return found.with_columns(pl.col("^.*_keys$").fill_null([])).sort(
        "unanswered",
        "unknown",
        "answered",
        "good",
        "ask",
        descending=[True, True, True, False, False],
        nulls_last=True,
    )
