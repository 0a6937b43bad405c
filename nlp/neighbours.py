"""What each hit stands beside: the rules of every kind of thing ask for it."""

import polars as pl

from nlp.lexicon import TRIGGERS, Lexicon

# characters of text kept left and right of a hit
BEFORE, AFTER = 8, 14


def with_kinds(hits: pl.DataFrame, full: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Hits that name a thing, one row a kind it may be, with what stands left and right.

    Adds `kind`, `norm`, `category`, `common`, `form`; `before`/`after` (a few characters of text);
    `left_kind`, `left_gap`, `right_kind`, `right_gap` (the nearest other thing or trigger, gap in
    characters, null where there is none).
    """
    triggers = lexicon.cues.filter(pl.col("role").is_in(TRIGGERS)).unique(
        "key", keep="first", maintain_order=True
    )
    known = pl.concat(
        [
            lexicon.terms.unique("key", keep="first", maintain_order=True).select("key", mark="kind"),
            triggers.select("key", mark="role"),
        ]
    ).unique("key", keep="first", maintain_order=True)
    line = hits.join(known, on="key", how="inner", maintain_order="left")
    line = line.with_columns(
        left_kind=pl.col("mark").shift(1).over("row"),
        left_gap=pl.col("start") - pl.col("end").shift(1).over("row"),
        right_kind=pl.col("mark").shift(-1).over("row"),
        right_gap=pl.col("start").shift(-1).over("row") - pl.col("end"),
    )
    found = line.join(lexicon.terms, on="key", how="inner", maintain_order="left")
    texts = full.gather(found["row"]).alias("full")
    found = found.with_columns(texts).with_columns(
        before=pl.col("full").str.slice(
            pl.max_horizontal(pl.col("start") - BEFORE, 0), pl.min_horizontal("start", BEFORE)
        ),
        after=pl.col("full").str.slice(pl.col("end"), AFTER),
        chinese_post=pl.col("full").str.contains(r"\p{Han}"),
    )
    return found.drop("full", "mark")
