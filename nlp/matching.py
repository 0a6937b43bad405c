"""All terms of all kinds in one pass over the texts, as places in code points.

One Aho-Corasick automaton (polars) finds every form at every place. What it finds is kept only where
it is a word: Latin and digits need a border, Chinese must agree with the segmentation (现代工业 holds no
代工, 苹果树 no 苹果). Of what is left the longest at the leftmost place wins.
"""

import re

import numpy as np
import polars as pl

from nlp.lexicon import Lexicon
from nlp.segment import Tokenizer

# Longer posts are read up to here: time and memory stay bounded whatever arrives.
TEXT_LIMIT = 20_000

_LINK = re.compile(r"(?:https?://|www\.)[!-~]{1,500}")

# More names than this in one post are no text; the first ones are read.
HITS_READ = 600
# 0 free, 1 digit, 2 letter
_CLASS = np.zeros(256, dtype=np.uint8)
_CLASS[ord("0") : ord("9") + 1] = 1
_CLASS[ord("a") : ord("z") + 1] = _CLASS[ord("A") : ord("Z") + 1] = 2


def full_text(title: str = "title", text: str = "text") -> pl.Expr:
    """title + newline + text, as the offsets count."""
    joined = pl.concat_str(pl.col(title).fill_null(""), pl.lit("\n"), pl.col(text).fill_null(""))
    return joined.str.head(TEXT_LIMIT)


def without_links(full: pl.Series) -> pl.Series:
    """The same texts with addresses blanked out, character for character: a shop in a URL is no mention."""
    rows = full.str.contains(r"://|www\.").arg_true()
    if rows.is_empty():
        return full
    blank = [_LINK.sub(lambda link: " " * len(link[0]), text) for text in full.gather(rows).to_list()]
    return full.clone().scatter(rows, pl.Series(blank, dtype=pl.String))


def find_hits(full: pl.Series, lexicon: Lexicon, tokenizer: Tokenizer) -> pl.DataFrame:
    """`row` (place in the series), `start`, `end` (code points), `text` as written, `key` in lower case.

    Sorted by row and start; no two overlap.
    """
    options = {"ascii_case_insensitive": True, "overlapping": True}
    found = pl.select(full.alias("full")).select(
        pl.row_index("row"),
        at=pl.col("full").str.find_many(lexicon.patterns, **options),
        text=pl.col("full").str.extract_many(lexicon.patterns, **options),
    )
    found = found.filter(pl.col("at").list.len() > 0).explode("at", "text")
    if found.is_empty():
        return pl.DataFrame(schema=HITS)
    found = found.with_columns(pl.col("row").cast(pl.UInt32))
    places = _places(full, found)
    found = found.with_columns(places["start"], places["end"], key=pl.col("text").str.to_lowercase()).filter(
        places["bordered"]
    )
    found = found.filter(_is_word(full, found, tokenizer))
    found = found.filter(_leftmost_longest(found))
    traps = lexicon.tables["traps"].select(key=pl.col("term").str.to_lowercase())
    found = found.join(traps, on="key", how="anti", maintain_order="left")
    found = found.sort("row", "start").select(*HITS)
    crowded = found["row"].value_counts().filter(pl.col("count") > HITS_READ)
    if not crowded.is_empty():
        found = found.filter(pl.int_range(pl.len()).over("row") < HITS_READ)
    return found


def _leftmost_longest(found: pl.DataFrame) -> pl.Series:
    """Which hits a reader from left to right takes who prefers the longest word at each place.

    Chosen only now: a form that was no word (不是一个厂 in 是不是一个厂) must not hide one that is.
    """
    order = found.with_row_index("at_first").sort(["row", "start", "end"], descending=[False, False, True])
    kept = np.zeros(found.height, dtype=bool)
    last_row, free_from = -1, 0
    for place, row, start, end in order.select("at_first", "row", "start", "end").iter_rows():
        if row != last_row:
            last_row, free_from = row, 0
        if start >= free_from:
            kept[place] = True
            free_from = end
    return pl.Series(kept)


HITS = {"row": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "text": pl.String, "key": pl.String}


def _places(full: pl.Series, found: pl.DataFrame) -> dict[str, pl.Series]:
    """Byte offsets to code points, and whether Latin ends stand free, over one buffer of all texts."""
    buffer = np.frombuffer("".join(full.to_list()).encode(), dtype=np.uint8)
    sizes = full.str.len_bytes().to_numpy().astype(np.int64)
    starts_of = np.cumsum(sizes) - sizes
    row = found["row"].to_numpy()
    base, limit = starts_of[row], starts_of[row] + sizes[row]
    begin = base + found["at"].to_numpy()
    end = begin + found["text"].str.len_bytes().to_numpy()

    counted = np.zeros(len(buffer) + 1, dtype=np.int64)
    np.cumsum((buffer & 0xC0) != 0x80, out=counted[1:])
    before = np.where(begin > base, buffer[np.maximum(begin - 1, 0)], 0)
    after = np.where(end < limit, buffer[np.minimum(end, len(buffer) - 1)], 0)
    # iPhone15 is an iPhone, LV5 a level, PT1688 a part: digits end a name of three letters and more
    short = end - begin < 3
    first, last, before, after = (_CLASS[at] for at in (buffer[begin], buffer[end - 1], before, after))
    glued = (before > 0) & (first > 0) & (short | (before == first) | (first == 1))
    glued |= (after > 0) & (last > 0) & (short | (after == last))
    return {
        "start": pl.Series("start", counted[begin] - counted[base]),
        "end": pl.Series("end", counted[end] - counted[base]),
        "bordered": pl.Series("bordered", ~glued),
    }


def _is_word(full: pl.Series, found: pl.DataFrame, tokenizer: Tokenizer) -> pl.Series:
    """Whether both ends fall between two words; only texts with a Chinese hit are segmented."""
    chinese = found["text"].str.contains(r"\p{Han}")
    rows = found["row"].filter(chinese).unique().sort()
    texts = full.gather(rows)
    lengths: list[int] = []
    for text in texts.to_list():
        lengths.extend(map(len, tokenizer.cut(text)))
    sizes = texts.str.len_chars().to_numpy().astype(np.int64)
    border = np.zeros(int(sizes.sum()) + 1, dtype=bool)
    border[0] = True
    border[np.cumsum(np.array(lengths, dtype=np.int64))] = True

    first = np.full(len(full), -1, dtype=np.int64)
    first[rows.to_numpy()] = np.cumsum(sizes) - sizes
    base = first[found["row"].to_numpy()]
    begin, end = base + found["start"].to_numpy(), base + found["end"].to_numpy()
    inside = chinese.to_numpy()
    return pl.Series(~inside | (border[np.where(inside, begin, 0)] & border[np.where(inside, end, 0)]))
