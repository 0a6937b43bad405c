"""Spellings folded before anything is matched: traditional and full-width characters, invisible ones.

Traditional and full-width characters are replaced one for one, so no place moves. Invisible characters
(zero-width, bidirectional marks) are taken out and every place is counted back to the text as written.
"""

from functools import cache
from pathlib import Path

import polars as pl

TABLE = Path(__file__).parent / "lexicon" / "traditional.tsv"
# zero-width, soft hyphen, bidirectional marks; the joiner U+200D is kept, it builds emoji
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_HIDDEN = frozenset(
    "\u00ad\u180e\u200b\u200c\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
    + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
)
# full-width letters and digits; ，：！ are Chinese punctuation and stay
_WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE |= {0x3000: 0x20}


@cache
def _table() -> dict[int, int]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return _WIDE | {ord(pair[0]): ord(pair[1]) for pair in pairs if len(pair[0]) == 1}


@cache
def _folds() -> str:
    return "[" + "".join(map(chr, _table())) + "]"


def visible(posts: pl.DataFrame) -> tuple[pl.DataFrame, dict[int, tuple[str, list[int]]]]:
    """The posts (row, title, text) without invisible characters; of each row that held some the text as
    written (title, newline, text) and the place there of every character left, the end included."""
    hidden = pl.any_horizontal(pl.col("title", "text").str.contains(f"[{_INVISIBLE}]")).fill_null(False)
    marked = posts.filter(hidden).select("row", "title", "text")
    if marked.is_empty():
        return posts, {}
    written = {}
    for row, title, text in marked.iter_rows():
        full = f"{title or ''}\n{text or ''}"
        places = [at for at, character in enumerate(full) if character not in _HIDDEN]
        written[row] = (full, [*places, len(full)])
    clean = pl.col("title", "text").str.replace_all(f"[{_INVISIBLE}]", "")
    return posts.with_columns(clean), written


def folded(full: pl.Series) -> pl.Series:
    """The same texts, character for character, in simplified and half-width characters."""
    rows = full.str.contains(_folds()).fill_null(False).arg_true()
    if rows.is_empty():
        return full
    table = _table()
    return full.clone().scatter(
        rows, pl.Series([text.translate(table) for text in full.gather(rows).to_list()], dtype=pl.String)
    )


def as_written(mentions: pl.DataFrame, full: pl.Series, plain: pl.Series) -> pl.DataFrame:
    """Mentions with the text the post has at their place, where `plain` was folded from `full`."""
    changed = pl.Series("row", (full != plain).arg_true(), dtype=mentions.schema["row"])
    if changed.is_empty():
        return mentions
    texts = full.gather(mentions["row"]).alias("full")
    cut = pl.col("full").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    text = pl.when(pl.col("row").is_in(changed.implode())).then(cut).otherwise("text")
    return mentions.with_columns(texts).with_columns(text=text).drop("full")


def placed(
    frame: pl.DataFrame, written: dict[int, tuple[str, list[int]]], ends: tuple[str, ...]
) -> pl.DataFrame:
    """Places and texts of `ends` ("" or "subject", "object") counted in the posts as written."""
    if not written or frame.is_empty():
        return frame
    rows = frame.filter(pl.col("row").is_in(list(written)))
    if rows.is_empty():
        return frame
    others = frame.filter(~pl.col("row").is_in(list(written)))
    moved = []
    for row in rows.iter_rows(named=True):
        full, places = written[row["row"]]
        for end in ends:
            start, stop, text = (f"{end}_start", f"{end}_end", end) if end else ("start", "end", "text")
            if row[start] is not None and row[stop] < len(places):
                row[start], row[stop] = places[row[start]], places[row[stop] - 1] + 1
                row[text] = full[row[start] : row[stop]]
        moved.append(row)
    return pl.concat([others, pl.DataFrame(moved, schema=frame.schema, orient="row")]).sort(
        "row", maintain_order=True
    )
