"""What the posts of a week talk about, as themes whose ids stay the same from week to week.

BERTopic with the parts that suit short Chinese posts: word vectors of these posts instead of a language
model (measured better than TF-IDF by 11 to 19 points of NMI), k-means instead of HDBSCAN, so that every
post has a theme (HDBSCAN leaves about a third without one), no UMAP, tokens cut beforehand. Its import
takes seconds, so only `find_themes` imports it. Left out: naming a theme by a sentence, merging by hand.
"""

# ruff: noqa: PLC0415

import math
import warnings
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from threadpoolctl import threadpool_limits

from domain.errors import ModelMissing
from domain.frames import THEMES, conform, empty
from nlp import stop_words
from nlp.word_vectors import Matrix, embed_posts, train_word_vectors

ASSIGNMENTS = pl.Schema({"key": pl.String, "theme": pl.String, "confidence": pl.Float64})

FEWEST_POSTS = 60
FEWEST_THEMES, MOST_THEMES = 5, 40
WORDS_A_THEME = 10
EVIDENCE_A_THEME = 5
SAME_THEME = 0.25  # overlap of two word lists from which they are one theme
TINY = 1e-12

# How much more a goods word says of a post and of a theme than another word.
GOODS_WEIGHT = 3.0
WORDS_LOOKED_AT = 3 * WORDS_A_THEME
# 316, 29.9, 100ml, 3支, 50%: an amount names nothing
_AMOUNT = r"^[\d.,]+%?(?:[a-z]{1,3}|\p{Han}{1,2})?$"


@dataclass(frozen=True, slots=True)
class Themes:
    """What `find_themes` found.

    `frame` keeps THEMES, one row a theme, biggest first. `assignments` has key, theme and confidence of
    every post; confidence runs from 0 (another theme is as near, or no known word) to 1 (at the centre).
    """

    frame: pl.DataFrame
    assignments: pl.DataFrame


def find_themes(
    posts: pl.DataFrame,
    previous: pl.DataFrame | None = None,
    *,
    as_of: date,
    seed: int = 0,
    themes: int | None = None,
    goods_words: frozenset[str] = frozenset(),
) -> Themes:
    """Themes of `posts` (key: text, unique; tokens: list of text), about sqrt(posts / 2) of them.

    `previous` is THEMES of earlier days (rows of `as_of` or later are not looked at). A theme met again
    keeps its id; `posts_before` is its posts on the newest of those days, 0 where it was not among them
    and null where there was no earlier day. Fewer than 60 posts with words give empty frames: too few to
    speak of themes. Same posts, previous and seed, same themes. Raises ModelMissing without bertopic.
    """
    if posts.height < FEWEST_POSTS:
        return Themes(empty(THEMES), empty(ASSIGNMENTS))
    _import_bertopic()
    documents = posts.select("key", tokens=_telling_words(stop_words.every())).sort("key")
    if documents.filter(pl.col("tokens").list.len() > 0).height < FEWEST_POSTS:
        return Themes(empty(THEMES), empty(ASSIGNMENTS))
    # One thread: sums come out the same on every machine, and on a busy one the many small steps of
    # LAPACK wait for their slowest thread (measured: 2 s became 18 s).
    with threadpool_limits(1):
        return _themes_of(documents, *_earlier(previous, as_of), as_of, seed, themes, goods_words)


def _themes_of(
    documents: pl.DataFrame,
    earlier: pl.DataFrame,
    last_day: pl.DataFrame,
    as_of: date,
    seed: int,
    themes: int | None,
    goods_words: frozenset[str],
) -> Themes:
    known = train_word_vectors(documents["tokens"], seed=seed)
    telling = np.array([GOODS_WEIGHT if word in goods_words else 1.0 for word in known.words])
    known = replace(known, weights=known.weights * telling)
    if not known.words:
        return Themes(empty(THEMES), empty(ASSIGNMENTS))
    every_row = embed_posts(pl.concat([documents["tokens"], last_day["words"].rename("tokens")]), known)
    points, anchors = np.vsplit(every_row, [documents.height])
    wanted = themes or min(max(round(math.sqrt(documents.height / 2)), FEWEST_THEMES), MOST_THEMES)
    distinct = len(np.unique(points.round(9), axis=0))  # k-means cannot part posts of the same words
    starts = _starting_points(points, anchors, min(wanted, distinct), seed)
    numbers, words = _bertopic(documents["tokens"], points, starts, seed, goods_words)
    ids = _keep_ids(words, earlier, as_of)
    assignments = documents.select(
        "key",
        theme=pl.Series(ids, dtype=pl.String).gather(numbers),
        confidence=pl.Series(_confidence(points, numbers, len(ids))),
    )
    frame = (
        pl.DataFrame({"theme": ids, "words": words}, schema={"theme": pl.String, "words": pl.List(pl.String)})
        .join(_sizes_and_evidence(assignments), on="theme")
        .join(last_day.select("theme", posts_before="posts"), on="theme", how="left")
        .with_columns(
            as_of=pl.lit(as_of),
            posts_before=pl.col("posts_before").fill_null(pl.lit(0 if last_day.height else None, pl.Int64)),
        )
        .sort("posts", "theme", descending=[True, False])
    )
    return Themes(conform(frame, THEMES, "themes"), conform(assignments, ASSIGNMENTS, "theme assignments"))


def _telling_words(stop: frozenset[str]) -> pl.Expr:
    """The tokens that can name a theme: two characters or more, a letter among them, no stop word, no amount.

    Not what stands in square brackets (a mask like [phone], an emoji like [捂脸]). A token of several words
    ("hot water") is held together, as BERTopic joins and cuts at spaces.
    """
    token = pl.element().str.strip_chars()
    opened, closed = token.is_in(["[", "【"]), token.is_in(["]", "】"])
    inside = pl.any_horizontal(opened.shift(step) for step in (1, 2, 3)) & pl.any_horizontal(
        closed.shift(-step) for step in (1, 2, 3)
    )
    word = token.str.to_lowercase().str.replace_all(r"\s+", "_")
    telling = (word.str.len_chars() > 1) & word.str.contains(r"\p{L}") & ~word.is_in(list(stop))
    telling = telling & ~word.str.contains(_AMOUNT) & ~inside.fill_null(False)
    return pl.col("tokens").fill_null([]).list.eval(word.filter(telling))


def _first_goods(weighed: list[tuple[str, float]], goods_words: frozenset[str]) -> list[str]:
    """The words of a theme, strongest first, a goods word counting GOODS_WEIGHT times."""
    ranked = sorted(weighed, key=lambda pair: -pair[1] * (GOODS_WEIGHT if pair[0] in goods_words else 1.0))
    return [word for word, _ in ranked[:WORDS_A_THEME]]


def _earlier(previous: pl.DataFrame | None, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The newest row of each theme known before `as_of`, and the themes of the newest of those days."""
    known = (empty(THEMES) if previous is None else previous).filter(pl.col("as_of") < as_of)
    known = known.sort("as_of", "theme", descending=[True, False])
    return known.unique("theme", keep="first", maintain_order=True), known.filter(
        pl.col("as_of") == pl.col("as_of").max()
    )


def _import_bertopic() -> None:
    """Load bertopic and scikit-learn, both of which change the warning filters of the whole process."""
    with warnings.catch_warnings():
        try:
            import bertopic  # noqa: F401
        except ModuleNotFoundError as missing:
            hint = "Install it without its language models: pip install --no-deps bertopic==0.17.4"
            raise ModelMissing("Themes need bertopic", hint=hint) from missing


def _starting_points(points: Matrix, anchors: Matrix, count: int, seed: int) -> Matrix:
    """Where k-means begins: at last week's themes, then k-means++ for the rest."""
    from sklearn.cluster import kmeans_plusplus

    anchors = anchors[np.any(anchors != 0, axis=1)][:count]
    if len(anchors) == count:
        return anchors
    return np.vstack([anchors, kmeans_plusplus(points, count - len(anchors), random_state=seed)[0]])


def _bertopic(
    tokens: pl.Series, points: Matrix, starts: Matrix, seed: int, goods_words: frozenset[str]
) -> tuple[NDArray[np.int64], list[list[str]]]:
    """The theme number of each post, and the words of each theme by c-TF-IDF, strongest first."""
    vocabulary = tokens.explode(empty_as_null=False).unique(maintain_order=True).to_list()
    if len(vocabulary) == 1:  # c-TF-IDF cannot weigh a single word
        return np.zeros(len(tokens), dtype=np.int64), [vocabulary]

    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import CountVectorizer

    # As many clusters as starting points, so k-means begins where the themes of last week lay.
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=KMeans(len(starts), init=starts, n_init=1, random_state=seed),
        vectorizer_model=CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=WORDS_LOOKED_AT,
    )
    numbers, _ = model.fit_transform(tokens.list.join(" ").to_list(), points)
    # BERTopic fills a short list up with "" and reads a post without words as "emptydoc".
    words = [
        _first_goods(
            [pair for pair in model.get_topic(number) if pair[0] not in ("", "emptydoc")], goods_words
        )
        for number in range(max(numbers) + 1)
    ]
    return np.asarray(numbers), words


def _keep_ids(words: list[list[str]], earlier: pl.DataFrame, as_of: date) -> list[str]:
    """An id per theme: that of the earlier theme with the most like words, one to one, else a new one."""
    ids: dict[int, str] = {}
    if earlier.height:
        likeness = _likeness(words, earlier["words"].to_list())
        for mine, theirs in zip(*linear_sum_assignment(-likeness), strict=True):
            if likeness[mine, theirs] >= SAME_THEME:
                ids[mine] = earlier["theme"][int(theirs)]
    fresh = (f"{as_of:%Y%m%d}-{n:02d}" for n in range(1, len(words) + 1))
    return [ids.get(n) or next(fresh) for n in range(len(words))]


def _likeness(mine: list[list[str]], theirs: list[list[str]]) -> Matrix:
    """Cosine of word lists, where the word at rank r = 0, 1, … weighs 1 / log2(r + 2), as in DCG."""
    column = {word: at for at, word in enumerate(dict.fromkeys(chain(*mine, *theirs)))}
    rows = np.zeros((len(mine) + len(theirs), len(column)))
    for row, words in zip(rows, [*mine, *theirs], strict=True):
        row[[column[word] for word in words]] = 1 / np.log2(np.arange(len(words)) + 2)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), TINY)
    return rows[: len(mine)] @ rows[len(mine) :].T


def _confidence(points: Matrix, numbers: NDArray[np.int64], count: int) -> Matrix:
    """1 - distance to the own centre / distance to the next one (the simplified silhouette), at least 0."""
    member = np.equal.outer(np.arange(count), numbers) / np.bincount(numbers, minlength=count)[:, None]
    centres = member @ points
    squares = (points**2).sum(1)[:, None] - 2 * points @ centres.T + (centres**2).sum(1)
    distances = np.sqrt(np.maximum(squares, 0))
    every = np.arange(len(points))
    own = distances[every, numbers]
    distances[every, numbers] = np.inf
    margin = 1 - own / np.maximum(distances.min(axis=1), TINY)
    return np.where(points.any(axis=1), np.clip(margin, 0, 1), 0.0)


def _sizes_and_evidence(assignments: pl.DataFrame) -> pl.DataFrame:
    return (
        assignments.sort("confidence", "key", descending=[True, False])
        .group_by("theme", maintain_order=True)
        .agg(posts=pl.len().cast(pl.Int64), evidence=pl.col("key").head(EVIDENCE_A_THEME))
    )
