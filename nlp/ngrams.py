"""Character n-grams of many short texts at once, hashed to numbers, in numpy alone.

What was found in a text can be put out of sight first: a brand is a brand to the models, whichever it
is, so that they read how people talk and not what of. Folded: case, full width, digits.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

# Buckets are numbers of so many bits: enough for posts of our own, more for large sets.
BITS, BITS_LARGE = 18, 20
# A voice shows at once; the body of a long text quotes many, and time stays bounded.
READ = 600
ORDERS = (1, 2, 3, 4)
# Texts at once: bounds the memory, changes nothing else.
BATCH = 5_000
# One private-use letter a kind of mention, and one for either end of a text.
MASKS = {
    kind: 0xE000 + at
    for at, kind in enumerate(
        ("product", "brand", "factory", "belt", "channel", "price", "material", "aspect")
    )
}
_EDGE, _GONE = 0xE0FF, 0xFFFFFFFF
_ROLL, _SPREAD = np.uint64(1_000_003), np.uint64(0x9E3779B97F4A7C15)

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]


def encode(texts: pl.Series, mentions: pl.DataFrame | None = None) -> tuple[Codes, Places]:
    """All texts as one array of code points, and where each begins in it.

    mentions: row (place in the series), kind, start, end in code points; none overlap.
    """
    texts = texts.fill_null("").str.head(READ)
    sizes = texts.str.len_chars().to_numpy().astype(np.int64) + 2
    starts = np.cumsum(sizes) - sizes
    codes = np.full(int(sizes.sum()), _EDGE, dtype=np.uint32)
    inside = np.ones(len(codes), dtype=bool)
    inside[starts] = inside[starts + sizes - 1] = False
    codes[inside] = _fold(np.frombuffer("".join(texts.to_list()).encode("utf-32-le"), dtype="<u4"))
    if mentions is not None and mentions.height:
        limit = (starts + sizes - 1)[mentions["row"].to_numpy()]
        begin = starts[mentions["row"].to_numpy()] + 1 + mentions["start"].to_numpy()
        end = np.minimum(begin - mentions["start"].to_numpy() + mentions["end"].to_numpy(), limit)
        kind = mentions["kind"].replace_strict(MASKS, return_dtype=pl.UInt32).to_numpy()
        seen = begin < end
        begin, end, kind = begin[seen], end[seen], kind[seen]
        edges = np.zeros(len(codes) + 1, dtype=np.int32)
        np.add.at(edges, begin, 1)
        np.add.at(edges, end, -1)
        codes[np.cumsum(edges[:-1]) > 0] = _GONE
        codes[begin] = kind
        kept = codes != _GONE
        starts = (np.cumsum(kept) - kept)[starts]
        codes = codes[kept]
    return codes, starts


def _fold(codes: Codes) -> Codes:
    """Full width to ASCII, capitals to small ones, every digit to 0."""
    codes = np.where((codes >= 0xFF01) & (codes <= 0xFF5E), codes - 0xFEE0, codes)
    codes = np.where((codes >= 0x41) & (codes <= 0x5A), codes + 0x20, codes)
    return np.where((codes >= 0x30) & (codes <= 0x39), 0x30, codes).astype(np.uint32)


def grams(
    codes: Codes, starts: Places, wanted: NDArray[np.bool_] | None = None, *, bits: int = BITS
) -> tuple[Places, Places]:
    """(row, bucket) of every n-gram once a text; only buckets that are `wanted` where that is given."""
    rows = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(codes))))
    rolled = np.zeros(len(codes), dtype=np.uint64)
    found = []
    for order in ORDERS:
        size = len(codes) - order + 1
        if size <= 0:
            break
        rolled = rolled[:size] * _ROLL + codes[order - 1 :]
        buckets = ((rolled + np.uint64(order)) * _SPREAD >> np.uint64(64 - bits)).astype(np.int64)
        whole = rows[:size] == rows[order - 1 :]
        if wanted is not None:
            whole &= wanted[buckets]
        found.append(rows[:size][whole] << bits | buckets[whole])
    pairs = distinct(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return pairs >> bits, pairs & (2**bits - 1)


def distinct(numbers: Places) -> Places:
    """Each number once, ascending; np.unique hashes, and is ten times slower at millions of numbers."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def scale(codes: Codes, starts: Places) -> NDArray[np.float64]:
    """What one n-gram weighs in each text: less in a long one."""
    return 1 / np.sqrt(np.diff(np.append(starts, len(codes))) * len(ORDERS))


def matrix(texts: pl.Series, mentions: pl.DataFrame | None = None, *, bits: int = BITS) -> sparse.csr_matrix:
    """The texts as rows of a sparse matrix, for fitting; mentions as in `encode`."""
    parts = []
    for at in range(0, max(len(texts), 1), BATCH):
        codes, starts = encode(texts.slice(at, BATCH), rows_of(mentions, at))
        rows, buckets = grams(codes, starts, bits=bits)
        values = scale(codes, starts)[rows].astype(np.float32)
        parts.append(sparse.csr_matrix((values, (rows, buckets)), shape=(len(starts), 2**bits)))
    return sparse.vstack(parts).tocsr()


def rows_of(mentions: pl.DataFrame | None, at: int) -> pl.DataFrame | None:
    """The mentions of one batch, their rows counted from its first text."""
    if mentions is None:
        return None
    some = mentions.filter(pl.col("row").is_between(at, at + BATCH - 1))
    return some.with_columns(pl.col("row").cast(pl.Int64) - at)
