"""Fit linear models over hashed n-grams: deterministic, from texts and their labels."""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from domain.errors import BadSettings
from nlp import ngrams
from nlp.linear import KIND, LinearModel, Question

FEWEST = 4  # posts an n-gram must be in
FEWEST_LARGE = 2
STRENGTH = 4.0  # of the fit against the pull to zero
# What a text of another kind counts for the weights of one kind of text.
ELSEWHERE = 0.1
# How an n-gram may count, and the strength of the fit that goes with it.
WORTHS = {"ratio": 20.0, "rarity": 5.0}


def fit(said: sparse.csr_matrix, answers: dict[str, pl.Series], *, largest: int | None = None) -> LinearModel:
    """A model of each question's answers (String series, one a row of `said`; null: not asked).

    `largest` keeps only so many buckets, those with the greatest weights.
    """
    counts = np.asarray((said > 0).sum(axis=0)).ravel()
    buckets = np.flatnonzero(counts >= FEWEST)
    known = said[:, buckets].tocsr()
    questions = {}
    for name, labels in answers.items():
        asked = labels.is_not_null().to_numpy()
        questions[name] = _fit_one(known[asked], labels.drop_nulls().to_numpy())
    return _largest(LinearModel(buckets, questions, bits_of(said)), largest)


def bits_of(said: sparse.csr_matrix) -> int:
    return int(said.shape[1]).bit_length() - 1


def _fit_one(said: sparse.csr_matrix, labels: NDArray[np.str_]) -> Question:
    model = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3).fit(said, labels)
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


def fit_texts(
    texts: pl.Series,
    answers: dict[str, pl.Series],
    kinds: pl.Series | None = None,
    *,
    worth: str = "ratio",
    balanced: bool = False,
    largest: int | None = None,
) -> LinearModel:
    """A model of plain texts, with room for a large vocabulary; texts of any length count the same.

    worth: an n-gram counts by how much more of one answer it has (`ratio`: Wang and Manning 2012, Baselines
    and Bigrams) or by how rare it is (`rarity`). kinds: what kind of text each is (a platform, reviews or
    posts); people praise differently in each, so each gets weights of its own, learned mostly from its own.
    balanced: a rare answer counts as much as a common one. largest: so many n-grams, those in most texts.
    """
    if worth not in WORTHS:
        raise BadSettings(f"worth {worth!r} is not known", hint=f"Use one of {', '.join(WORTHS)}")
    said = ngrams.matrix(texts, bits=ngrams.BITS_LARGE)
    said.data[:] = 1
    counts = np.asarray(said.sum(axis=0)).ravel()
    buckets = np.flatnonzero(counts >= FEWEST_LARGE)
    if largest is not None and len(buckets) > largest:
        buckets = np.sort(buckets[np.argsort(-counts[buckets], kind="stable")[:largest]])
    known = said[:, buckets].tocsr()
    even = np.ones(known.shape[0], dtype=np.float32)
    told: list[tuple[str, pl.Series, NDArray[np.float32]]] = []
    if kinds is None:
        told = [(name, labels, even) for name, labels in answers.items()]
    else:
        told.append((KIND, kinds, even))
        for kind in kinds.unique().sort():
            mostly = np.where((kinds == kind).to_numpy(), 1.0, ELSEWHERE).astype(np.float32)
            told += [(f"{name}{KIND}{kind}", labels, mostly) for name, labels in answers.items()]
    questions = {}
    for name, labels, counted in told:
        asked = labels.is_not_null().to_numpy()
        questions[name] = _fit_whole(
            known[asked], labels.drop_nulls().to_numpy(), counted[asked], worth=worth, balanced=balanced
        )
    return LinearModel(buckets, questions, bits_of(said))


def _fit_whole(
    said: sparse.csr_matrix,
    labels: NDArray[np.str_],
    counted: NDArray[np.float32],
    *,
    worth: str,
    balanced: bool,
) -> Question:
    """One class against the others at a time, over texts scaled to length one."""
    classes = sorted({str(label) for label in labels})
    weights = np.zeros((said.shape[1], len(classes)), dtype=np.float32)
    worths, bias = np.zeros_like(weights), np.zeros(len(classes), dtype=np.float32)
    pair = len(classes) == 2
    for at, label in enumerate(classes):
        if pair and at == 0:
            continue  # the second class against the first says all
        mine = labels == label
        value = _ratio(said, mine, counted) if worth == "ratio" else _rarity(said)
        whole = said @ sparse.diags(value)
        length = np.sqrt(np.maximum(np.asarray(whole.multiply(whole).sum(axis=1)).ravel(), 1e-12))
        model = LogisticRegression(
            C=WORTHS[worth], solver="liblinear", tol=1e-3, class_weight="balanced" if balanced else None
        )
        model.fit(sparse.diags(1 / length) @ whole, mine, sample_weight=counted)
        weights[:, at], bias[at], worths[:, at] = model.coef_[0] * value, model.intercept_[0], value
    if pair:
        weights = np.column_stack([-weights[:, 1] / 2, weights[:, 1] / 2])
        bias, worths = np.array([-bias[1] / 2, bias[1] / 2], dtype=np.float32), worths[:, [1, 1]]
    return Question(tuple(classes), weights, bias, worths)


def _ratio(
    said: sparse.csr_matrix, mine: NDArray[np.bool_], counted: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How far an n-gram's share among the class is from that among the others, as |log|, each plus one."""
    inside, outside = (counted[rows] @ said[rows] + 1 for rows in (mine, ~mine))
    return np.abs(np.log((inside / inside.sum()) / (outside / outside.sum()))).astype(np.float32)


def _rarity(said: sparse.csr_matrix) -> NDArray[np.float32]:
    found = np.asarray(said.sum(axis=0)).ravel()
    return (np.log((said.shape[0] + 1) / np.maximum(found, 1)) + 1).astype(np.float32)


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
        classes = model.answers()[name]
        best = np.argmax(shares.select([f"{name}/{label}" for label in classes]).to_numpy(), axis=1)
        pairs = [(str(want), classes[at]) for want, at in zip(answers, best, strict=True) if want is not None]
        if pairs:
            wanted, told = zip(*pairs, strict=True)
            scores[f"accuracy_{name}"] = float(accuracy_score(wanted, told))
            scores[f"macro_f1_{name}"] = float(f1_score(wanted, told, average="macro", zero_division=0))
    return scores
