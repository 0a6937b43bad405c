"""Fit linear models over hashed n-grams: deterministic, from texts and their labels."""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from nlp import ngrams
from nlp.linear import LinearModel, Question

FEWEST = 4  # posts an n-gram must be in
STRENGTH, STRENGTH_LARGE = 4.0, 5.0  # of the fit against the pull to zero


def fit(
    said: sparse.csr_matrix,
    answers: dict[str, pl.Series],
    *,
    strength: float = STRENGTH,
    fewest: int = FEWEST,
    balanced: bool = False,
    rare: bool = False,
    largest: int | None = None,
) -> LinearModel:
    """A model of each question's answers (String series, one a row of `said`; null: not asked).

    `rare` counts an n-gram by how rare it is (for large sets), `balanced` weighs a rare answer as much as a
    common one, `largest` keeps only so many buckets, those with the greatest weights.
    """
    counts = np.asarray((said > 0).sum(axis=0)).ravel()
    buckets = np.flatnonzero(counts >= fewest)
    known = said[:, buckets]
    worth = np.log((said.shape[0] + 1) / counts[buckets]) if rare else np.ones(len(buckets))
    worth = (worth / np.average(worth, weights=counts[buckets])).astype(np.float32)
    known = known.multiply(worth).tocsr()
    questions = {}
    for name, labels in answers.items():
        asked = labels.is_not_null().to_numpy()
        found = _fit_one(known[asked], labels.drop_nulls().to_numpy(), strength, balanced)
        questions[name] = Question(found.classes, found.weights * worth[:, None], found.bias)
    return _largest(LinearModel(buckets, questions, bits_of(said)), largest)


def bits_of(said: sparse.csr_matrix) -> int:
    return int(said.shape[1]).bit_length() - 1


def _fit_one(said: sparse.csr_matrix, labels: NDArray[np.str_], strength: float, balanced: bool) -> Question:
    weight = "balanced" if balanced else None
    model = LogisticRegression(C=strength, max_iter=200, tol=1e-3, class_weight=weight).fit(said, labels)
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # one column for the second class: as two that differ by it
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.concatenate([-bias / 2, bias / 2])
    classes = tuple(str(label) for label in model.classes_)
    return Question(classes, weights.astype(np.float32), bias.astype(np.float32))


def mean(models: list[LinearModel], *, largest: int | None = None) -> LinearModel:
    """The model whose weights are the mean of theirs; they must answer the same questions."""
    buckets = np.unique(np.concatenate([model.buckets for model in models]))
    questions = {}
    for name, first in models[0].questions.items():
        weights = np.zeros((len(buckets), len(first.classes)), dtype=np.float32)
        for model in models:
            weights[np.searchsorted(buckets, model.buckets)] += model.questions[name].weights / len(models)
        bias = np.mean([model.questions[name].bias for model in models], axis=0, dtype=np.float32)
        questions[name] = Question(first.classes, weights, bias)
    return _largest(LinearModel(buckets, questions, models[0].bits), largest)


def _largest(model: LinearModel, largest: int | None) -> LinearModel:
    if largest is None or len(model.buckets) <= largest:
        return model
    strength = np.max([np.abs(q.weights).max(axis=1) for q in model.questions.values()], axis=0)
    kept = np.sort(np.argsort(-strength, kind="stable")[:largest])
    questions = {name: Question(q.classes, q.weights[kept], q.bias) for name, q in model.questions.items()}
    return LinearModel(model.buckets[kept], questions, model.bits)


def fit_texts(texts: pl.Series, answers: dict[str, pl.Series], *, largest: int | None = None) -> LinearModel:
    """A model of plain texts, with room for a large vocabulary."""
    said = ngrams.matrix(texts, bits=ngrams.BITS_LARGE)
    return fit(said, answers, strength=STRENGTH_LARGE, rare=True, largest=largest)


def score_texts(
    model: LinearModel,
    texts: pl.Series,
    gold: dict[str, list[str | None]],
    mentions: pl.DataFrame | None = None,
) -> dict[str, float]:
    """accuracy_QUESTION and macro_f1_QUESTION over the texts that have an answer."""
    shares = model.log_shares(texts, mentions)
    scores = {}
    for name, answers in gold.items():
        classes = model.questions[name].classes
        best = np.argmax(shares.select([f"{name}/{label}" for label in classes]).to_numpy(), axis=1)
        pairs = [(str(want), classes[at]) for want, at in zip(answers, best, strict=True) if want is not None]
        if pairs:
            wanted, told = zip(*pairs, strict=True)
            scores[f"accuracy_{name}"] = float(accuracy_score(wanted, told))
            scores[f"macro_f1_{name}"] = float(f1_score(wanted, told, average="macro", zero_division=0))
    return scores
