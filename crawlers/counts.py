"""Counts as sites show them ("2.3万", "1w", "10+", "1,234", "None") into whole numbers.

Unknown is null, never 0: empty cells, "None", and the button label that a site shows in place of a count.
"""

import polars as pl

UNKNOWN = [
    "", "none", "null", "nan", "nil", "n/a", "na", "-", "--", "—", "$undefined", "undefined",
    "赞", "点赞", "收藏", "评论", "分享", "转发", "暂无", "未知",
]  # fmt: skip
_SCALES = {"千": 1e3, "k": 1e3, "万": 1e4, "萬": 1e4, "w": 1e4, "m": 1e6, "亿": 1e8, "億": 1e8, "b": 1e9}
_SHOWN = r"^([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*([千k万萬wm亿億b]?)\s*[+＋]?$"
_LARGEST = 1e15
# Written out in full: 1,204 is no rounding
_EXACT = r"^[0-9][0-9,，_\s]*(?:\.0+)?$"


def read_counts(shown: pl.Series) -> tuple[pl.Series, pl.Series]:
    """String series -> (Int64 series, Boolean series: true where there is something we cannot read).

    A negative number (some exports write -1 for "hidden") is unknown, not a count.
    """
    plain = shown.cast(pl.Int64, strict=False)
    if plain.null_count() == shown.null_count():
        return plain.set(plain < 0, None), pl.repeat(False, len(shown), eager=True)
    text = pl.col("shown")
    parsed = (
        pl.DataFrame({"shown": shown, "plain": plain})
        .with_columns(text.str.strip_chars().str.to_lowercase().str.replace_all(r"[,，_\s]", ""))
        .with_columns(
            number=text.str.extract(_SHOWN, 1).cast(pl.Float64, strict=False),
            scale=text.str.extract(_SHOWN, 2).replace_strict(_SCALES, default=1.0),
            unknown=text.is_null() | text.is_in(UNKNOWN) | text.str.contains(r"^-[0-9.]+$"),
        )
        .select(
            count=pl.coalesce(
                "plain", (pl.col("number") * pl.col("scale")).round().cast(pl.Int64, strict=False)
            ),
            unknown="unknown",
            huge=pl.col("number") * pl.col("scale") > _LARGEST,
        )
    )
    count = parsed["count"].set((parsed["count"] < 0).fill_null(False), None)
    unreadable = (count.is_null() & ~parsed["unknown"]) | parsed["huge"].fill_null(False)
    return count, unreadable


def rounded(shown: pl.DataFrame, counts: pl.DataFrame) -> pl.Series:
    """The counts that a site had rounded, as it showed them: `likes=1.2万 views=10+`; null = exact.

    Both frames have the same columns: what was shown, and the Int64 that was read from it.
    """
    inexact = [
        pl.when(
            pl.lit(counts[name]).is_not_null() & ~pl.col(name).str.strip_chars().str.contains(_EXACT)
        ).then(pl.format("{}={}", pl.lit(name), pl.col(name).str.replace_all(r"\s", "")))
        for name in shown.columns
        if shown[name].null_count() < len(shown) and counts[name].null_count() < len(shown)
    ]
    if not inexact:
        return pl.Series("rounded", [None] * len(shown), pl.String)
    joined = pl.concat_str(inexact, separator=" ", ignore_nulls=True)
    return shown.select(rounded=pl.when(joined != "").then(joined)).to_series()
