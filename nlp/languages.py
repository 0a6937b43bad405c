"""Language of a post, from its letters: zh, en, vi, ko or other. Only zh and en are read.

vi and ko are recognised so that what is not read can be counted and shown, not mistaken for silence.
"""

import polars as pl

READ = ("zh", "en")
# letters that only Vietnamese has, and all its marked ones (é and ê are French as well)
_OWN = "đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_VIETNAMESE = f"(?i)[{_OWN}]"
_MARKED = rf"(?i)[{_OWN}ăâêôàáãèéìíĩòóõùúũý\x{{0300}}\x{{0301}}\x{{0303}}\x{{0309}}\x{{0323}}]"


def language(full: pl.Expr) -> pl.Expr:
    """Chinese where at least a seventh of the letters are Han and no other script leads; the others alike."""
    han = full.str.count_matches(r"\p{Han}")
    hangul = full.str.count_matches(r"\p{Hangul}")
    other = full.str.count_matches(r"[\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Arabic}\p{Cyrillic}]")
    latin = full.str.count_matches(r"[A-Za-z]")
    vietnamese = full.str.count_matches(_VIETNAMESE)
    marked = full.str.count_matches(_MARKED)
    foreign = (other > han + latin) | (other * 3 > han + latin + other)
    return (
        pl.when(foreign & (hangul * 2 > other))
        .then(pl.lit("ko"))
        .when(foreign)
        .then(pl.lit("other"))
        .when((vietnamese > 1) & (marked * 8 > latin) & (han * 2 < latin))
        .then(pl.lit("vi"))
        .when((han > 0) & (han * 6 >= latin))
        .then(pl.lit("zh"))
        .when(latin >= 2)
        .then(pl.lit("en"))
        .when(han > 0)
        .then(pl.lit("zh"))
        .otherwise(pl.lit("other"))
    )


def is_read(lang: pl.Expr, full: pl.Expr) -> pl.Expr:
    """Whether the rules know the language; a text without letters (1688, an emoji) is read as it is."""
    return lang.is_in(READ) | ~full.str.contains(r"\p{L}")
