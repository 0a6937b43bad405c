"""Language of a post: zh, en or other, from its letters."""

import polars as pl


def language(full: pl.Expr) -> pl.Expr:
    """Chinese where at least a tenth of the letters are Han and none is kana or hangul-led."""
    han = full.str.count_matches(r"\p{Han}")
    other = full.str.count_matches(r"[\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Arabic}\p{Cyrillic}]")
    latin = full.str.count_matches(r"[A-Za-z]")
    marked = full.str.count_matches(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
    return (
        pl.when(
            (other > han + latin) | (other * 3 > han + latin + other) | (marked * 12 > latin) & (marked > 3)
        )
        .then(pl.lit("other"))
        .when((han > 0) & (han * 6 >= latin))
        .then(pl.lit("zh"))
        .when(latin >= 2)
        .then(pl.lit("en"))
        .when(han > 0)
        .then(pl.lit("zh"))
        .otherwise(pl.lit("other"))
    )
