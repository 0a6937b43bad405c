"""Copies of one text, edited or not: which posts say the same, and which of these were sent together.

Why not MinHash from a library: a copy with three characters in ten changed keeps a quarter of its shingles,
and banding that still finds it finds half of everything. Weighted by how rare they are, pairs of characters
part copies (.4 and more) from posts on the same matter (.1) well, and who shares rare triples is found by
sorting. A pure function of the frame: the order of its rows changes nothing.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from domain.errors import BadFrame
from nlp.ngrams import distinct

# Letters a text needs: 求链接 and 好看 are said by everybody.
FEWEST_LETTERS = 12
# Letters that are compared; what follows is seldom what makes a post another one.
READ = 400
SIMILAR = 0.25
# A group was sent together: so many posts within an hour, by at most this share of authors.
TOGETHER, AUTHORS_SHARE = 4, 0.5
# Raise when another pair of texts would be called copies: months counted before are then stale.
RULES_VERSION = 1
REASON = "copy"

COPIES = {
    "key": pl.String, "cluster": pl.String, "size": pl.UInt32, "copy": pl.Boolean, "repeated": pl.Boolean,
    "coordinated": pl.Boolean,
}  # fmt: skip
_NEEDED = ("key", "text", "author", "published_at", "seen_at")
_TAGS = r"#[^#\s]{1,30}(?:\[话题\])?#?|https?://\S+|@\S+|\[[\p{Han}A-Za-z]{1,5}\]"
_BITS = 22
_PAIRS_AT_ONCE = 400_000
# How often neighbours are looked for, and how often two must have been neighbours.
_TURNS, _SHARED = 2, 2

Places = NDArray[np.int64]


def find_copies(posts: pl.DataFrame) -> pl.DataFrame:
    """Posts that share their text with another: key, cluster (key of its first post), size, `copy` (an
    earlier post says the same), `repeated` (by an author who said it before), `coordinated` (the cluster was
    sent together).

    posts: key, text, author (null unknown), published_at and seen_at (instants, null unknown, seen_at null
    last). Coordinated: four posts or more within one hour of the clock, by half as many known authors or
    fewer. A copy stays one whatever comes later, and no later post makes an earlier one a copy. Raises
    BadFrame.
    """
    missing = [column for column in _NEEDED if column not in posts.columns]
    if missing:
        raise BadFrame(f"posts: columns missing: {', '.join(missing)}", hint=f"Needed: {', '.join(_NEEDED)}")
    told = posts.select(*_NEEDED, letters=letters(pl.col("text"))).filter(
        pl.col("letters").str.len_chars() >= FEWEST_LETTERS
    )
    told = told.sort("seen_at", "key", nulls_last=True)
    if told.is_empty():
        return pl.DataFrame(schema=COPIES)
    texts = told.select("letters").unique(maintain_order=True).with_row_index("place")
    groups, later = _groups(texts["letters"])
    texts = texts.with_columns(pl.Series("group", groups, dtype=pl.Int64), pl.Series("later", later))
    told = told.join(texts, on="letters", how="left", maintain_order="left")
    again = pl.int_range(pl.len()).over("letters") > 0
    copies = told.with_columns(
        size=pl.len().over("group").cast(pl.UInt32),
        cluster=pl.col("key").first().over("group"),
        copy=pl.col("later") | again,
    ).filter(pl.col("size") > 1)
    copies = copies.with_columns(
        repeated=pl.col("author").is_not_null() & ~pl.struct("cluster", "author").is_first_distinct()
    )
    return copies.join(_together(copies), on="cluster", how="left", maintain_order="left").select(
        "key", "cluster", "size", "copy", "repeated", pl.col("coordinated").fill_null(False)
    )


def as_spam(labels: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    """Labels whose copies are spam, with the reason: those of a group sent together, and those an author
    says again. What several people say alike on their own stays theirs."""
    voiced = copies.filter(pl.col("copy") & (pl.col("coordinated") | pl.col("repeated")))
    told_before = pl.col("key").is_in(voiced["key"].implode())
    return labels.with_columns(
        spam=pl.when(told_before).then(1.0).otherwise(pl.col("spam")),
        spam_reasons=pl.when(told_before)
        .then(pl.col("spam_reasons").list.concat(pl.lit([REASON], dtype=pl.List(pl.String))))
        .otherwise(pl.col("spam_reasons")),
    )


def letters(text: pl.Expr) -> pl.Expr:
    """What is compared: letters and digits in lower case, without tags, links and names."""
    plain = text.fill_null("").str.normalize("NFKC").str.to_lowercase().str.replace_all(_TAGS, "")
    return plain.str.replace_all(r"[^\p{L}\p{N}]", "").str.head(READ)


def _together(copies: pl.DataFrame) -> pl.DataFrame:
    """cluster, coordinated: an hour of the clock with many posts by few known authors."""
    known = copies.drop_nulls(["published_at", "author"])
    hours = known.group_by("cluster", hour=pl.col("published_at").dt.truncate("1h"))
    counted = hours.agg(posts=pl.len(), authors=pl.col("author").n_unique())
    many = (pl.col("posts") >= TOGETHER) & (pl.col("authors") <= AUTHORS_SHARE * pl.col("posts"))
    return counted.group_by("cluster").agg(coordinated=many.any())


def _groups(texts: pl.Series) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """A group number a text, and whether it is like an earlier one."""
    pairs, triples = _shingles(texts, 2), _shingles(texts, 3)
    left, right = _candidates(triples)
    alike = _alike(pairs, left, right)
    links = sparse.coo_matrix(
        (np.ones(int(alike.sum()), dtype=np.int8), (left[alike], right[alike])),
        shape=(len(texts), len(texts)),
    )
    later = np.zeros(len(texts), dtype=bool)
    later[right[alike]] = True
    return connected_components(links, directed=False)[1], later


def _shingles(texts: pl.Series, order: int) -> sparse.csr_matrix:
    """texts x hashed runs of `order` letters, each once, weighted by rarity; rows of length 1."""
    sizes = texts.str.len_chars().to_numpy().astype(np.int64)
    codes = np.frombuffer("".join(texts.to_list()).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    rows = np.repeat(np.arange(len(texts)), sizes)
    end = len(codes) - order + 1
    rolled = np.zeros(end, dtype=np.uint64)
    for step in range(order):
        rolled = rolled * np.uint64(1_000_003) + codes[step : step + end]
    buckets = (rolled * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - _BITS)).astype(np.int64)
    whole = rows[:end] == rows[order - 1 :]
    places = distinct(rows[:end][whole] << _BITS | buckets[whole])
    rows, buckets = places >> _BITS, places & (2**_BITS - 1)
    counts = np.bincount(buckets, minlength=2**_BITS)
    weights = np.log((len(texts) + 1) / counts[buckets]).astype(np.float32) + np.float32(0.1)
    lengths = np.sqrt(np.bincount(rows, weights=weights.astype(np.float64) ** 2, minlength=len(texts)))
    # rows come sorted: no need to have them sorted again
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(texts)))]).astype(np.int64)
    shares = (weights / lengths[rows]).astype(np.float32)
    return sparse.csr_matrix((shares, buckets, ends), shape=(len(texts), 2**_BITS))


def _candidates(triples: sparse.csr_matrix) -> tuple[Places, Places]:
    """Pairs worth comparing: texts that stand side by side among those that share a triple.

    The texts of each triple are put in the order of their own rarest triple, so that copies, which mostly
    share it, are neighbours; the list stays as long as the texts are, however large a cluster.
    """
    rows = np.repeat(np.arange(triples.shape[0]), np.diff(triples.indptr))
    buckets = triples.indices.astype(np.int64)
    found = []
    for turn in range(_TURNS):
        mark = _marks(triples, turn)
        order = np.lexsort((rows, mark[rows], buckets))
        beside = buckets[order][1:] == buckets[order][:-1]
        found.append((rows[order][:-1][beside], rows[order][1:][beside]))
    left = np.concatenate([np.minimum(a, b) for a, b in found]).astype(np.int64)
    right = np.concatenate([np.maximum(a, b) for a, b in found]).astype(np.int64)
    both, times = np.unique(left << 32 | right, return_counts=True)
    both = both[times >= _SHARED]
    return both >> 32, both & 0xFFFFFFFF


def _marks(triples: sparse.csr_matrix, turn: int) -> Places:
    """A number a text that copies likely have in common: its smallest shingle by a hash of the turn."""
    salted = (triples.indices.astype(np.uint64) + np.uint64(1 + turn)) * np.uint64(0xD1B54A32D192ED03)
    values = (salted >> np.uint64(20)).astype(np.int64)
    starts = triples.indptr[:-1]
    filled = np.diff(triples.indptr) > 0
    marks = np.zeros(triples.shape[0], dtype=np.int64)
    marks[filled] = np.minimum.reduceat(values, starts[filled])
    return marks


def _alike(pairs: sparse.csr_matrix, left: Places, right: Places) -> NDArray[np.bool_]:
    """Whether the rarity-weighted pairs of letters of two texts agree enough."""
    alike = np.zeros(len(left), dtype=bool)
    for at in range(0, len(left), _PAIRS_AT_ONCE):
        part = slice(at, at + _PAIRS_AT_ONCE)
        same = pairs[left[part]].multiply(pairs[right[part]]).sum(axis=1)
        alike[part] = np.asarray(same).ravel() >= SIMILAR
    return alike
