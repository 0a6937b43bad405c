"""Counts as sites show them, and what of them was rounded."""

import polars as pl

from crawlers.counts import read_counts, rounded


def test_rounded_counts_are_kept_as_shown():
    shown = pl.DataFrame(
        {
            "likes": ["1.2万", "1,204", " 3 ", None, "赞", "12.0"],
            "views": ["10+", None, "1 w", "999", None, "5千"],
            "heat": [None] * 6,
        },
        schema=dict.fromkeys(("likes", "views", "heat"), pl.String),
    )
    counts = pl.DataFrame({name: read_counts(shown[name])[0] for name in shown.columns})
    assert rounded(shown, counts).to_list() == [
        "likes=1.2万 views=10+",
        None,
        "views=1w",
        None,
        None,
        "views=5千",
    ]
    assert rounded(shown.clear(), counts.clear()).to_list() == []


def test_counts_in_full_are_never_called_rounded():
    shown = pl.DataFrame({"likes": [f"{n:,}" for n in (0, 7, 1_000, 98_765_432)] + ["-1", "None"]})
    counts = pl.DataFrame({"likes": read_counts(shown["likes"])[0]})
    assert rounded(shown, counts).null_count() == 6
