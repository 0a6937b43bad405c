"""Word vectors learned from the posts at hand: no model file, no network, ten seconds for 100,000 posts.

Positive PMI of words within a window, with the context counts smoothed by the power 0.75 (Levy, Goldberg
and Dagan 2015), then a randomized SVD (Halko, Martinsson and Tropp 2011). A post is the mean of its
words weighted by a / (a + p(word)), less the common mean of all posts (Arora, Liang and Ma 2017; the
mean rather than the first component, which is as good here and needs no second SVD).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float64]

CONTEXT_POWER = 0.75
SIF_A = 1e-3
TINY = 1e-9  # shorter is rounding, not direction


@dataclass(frozen=True, slots=True)
class WordVectors:
    """`words[i]` has the vector `vectors[i]` (unit length) and, inside a post, the weight `weights[i]`."""

    words: list[str]
    vectors: Matrix
    weights: Matrix


def train_word_vectors(
    docs: pl.Series, *, dims: int = 100, window: int = 5, min_count: int = 2, seed: int = 0
) -> WordVectors:
    """Vectors of the words that occur at least `min_count` times in `docs` (a series of token lists).

    `dims` is an upper bound: few words give fewer dimensions. The same tokens and seed give the same vectors.
    """
    words, doc_ids, word_ids = _flatten(docs, min_count)
    if not words:
        return WordVectors([], np.zeros((0, 1)), np.zeros(0))
    pmi = _positive_pmi(_cooccurrence(doc_ids, word_ids, len(words), window))
    left, strength, _ = _randomized_svd(pmi, min(dims, len(words)), seed)
    vectors = _unit_rows(left * np.sqrt(strength))
    frequency = np.bincount(word_ids, minlength=len(words)) / len(word_ids)
    return WordVectors(words, vectors, SIF_A / (SIF_A + frequency))


def embed_posts(docs: pl.Series, known: WordVectors) -> Matrix:
    """One row per post, unit length; a post without a known word is a row of zeros."""
    rows = _post_word_weights(docs, known) @ known.vectors
    spoken = np.any(rows != 0, axis=1)
    if spoken.any():
        rows[spoken] -= rows[spoken].mean(axis=0)
    return _unit_rows(rows)


def _flatten(docs: pl.Series, min_count: int) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """The kept words in order (commonest first, ties by the word), and post and word number of each token."""
    tokens = _one_token_a_row(docs)
    counted = (
        tokens.group_by("word")
        .len()
        .filter(pl.col("len") >= min_count)
        .sort("len", "word", descending=[True, False])
        .select("word")
        .with_row_index("id")
    )
    kept = tokens.join(counted, on="word", how="inner", maintain_order="left")
    return (
        counted["word"].to_list(),
        kept["doc"].cast(pl.Int64).to_numpy(),
        kept["id"].cast(pl.Int64).to_numpy(),
    )


def _one_token_a_row(docs: pl.Series) -> pl.DataFrame:
    lists = pl.DataFrame({"word": docs}, schema={"word": pl.List(pl.String)}).with_row_index("doc")
    return lists.filter(pl.col("word").list.len() > 0).explode("word").drop_nulls("word")


def _cooccurrence(
    docs: NDArray[np.int64], words: NDArray[np.int64], size: int, window: int
) -> sparse.csr_matrix:
    """How often two words stand within `window` words of each other in one post; symmetric."""
    total = sparse.csr_matrix((size, size), dtype=np.float64)
    for step in range(1, window + 1):
        same_post = docs[:-step] == docs[step:]
        before, after = words[:-step][same_post], words[step:][same_post]
        total += sparse.csr_matrix((np.ones(len(before)), (before, after)), shape=(size, size))
    return (total + total.T).tocsr()


def _positive_pmi(pairs: sparse.csr_matrix) -> sparse.csr_matrix:
    """log p(word, context) / (p(word) p'(context)), kept where positive."""
    per_word = np.asarray(pairs.sum(axis=1)).ravel()
    per_context = per_word**CONTEXT_POWER
    cells = pairs.tocoo()
    expected = per_word[cells.row] * per_context[cells.col] / max(per_context.sum(), 1.0)
    values = np.log(cells.data / expected)
    above = values > 0
    return sparse.csr_matrix((values[above], (cells.row[above], cells.col[above])), shape=pairs.shape)


def _randomized_svd(
    matrix: sparse.csr_matrix, rank: int, seed: int, *, spare: int = 10, rounds: int = 4
) -> tuple[Matrix, Matrix, Matrix]:
    """The `rank` strongest singular triples; `spare` more directions are searched and dropped again."""
    width = min(rank + spare, matrix.shape[1])
    sketch = matrix @ np.random.default_rng(seed).standard_normal((matrix.shape[1], width))
    basis, _ = np.linalg.qr(sketch)
    for _ in range(rounds):
        basis, _ = np.linalg.qr(matrix.T @ basis)
        basis, _ = np.linalg.qr(matrix @ basis)
    small, strength, right = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    return (basis @ small)[:, :rank], strength[:rank], right[:rank]


def _post_word_weights(docs: pl.Series, known: WordVectors) -> sparse.csr_matrix:
    ids = pl.DataFrame({"word": known.words}, schema={"word": pl.String}).with_row_index("id")
    cells = _one_token_a_row(docs).join(ids, on="word", how="inner", maintain_order="left")
    rows, columns = cells["doc"].to_numpy(), cells["id"].to_numpy()
    shape = (len(docs), len(known.words))
    return sparse.csr_matrix((known.weights[columns], (rows, columns)), shape=shape)


def _unit_rows(rows: Matrix) -> Matrix:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Matrix = np.divide(rows, length, out=np.zeros_like(rows), where=length > TINY)
    return unit
