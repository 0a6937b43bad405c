"""What answers teach: how much each kind of agreement says about whether a factory finds an alert relevant.

Logistic regression whose prior is the usual weights (maximum a posteriori, Newton's method): a few answers
move them a little, many decide. Bishop, Pattern Recognition and Machine Learning, 4.3 and 4.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.alert import Answer

FEATURES = ("process", "material", "category", "belt", "moq", "lead")
RELEVANT = frozenset({"can_make", "sample", "sampled", "ordered"})
IRRELEVANT = frozenset({"not_relevant"})
# How far from the usual weights some ten answers may pull.
PRIOR_VARIANCE = 4.0
STEPS = 25


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight a feature and the intercept, on the log-odds scale."""

    of: tuple[float, ...]
    intercept: float


USUAL_WEIGHTS = Weights((2.0, 1.2, 0.8, 0.5, 0.4, 0.3), -2.0)


def chance(features: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    """N x 6 features -> the chance that each match is relevant."""
    odds = features @ np.array(weights.of) + weights.intercept
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
    return result


def learn(answers: Sequence[Answer], usual: Weights = USUAL_WEIGHTS) -> Weights:
    """The weights after these answers; a request for silence says nothing about the match."""
    told = [
        one for one in answers if one.answer in RELEVANT | IRRELEVANT and len(one.features) == len(usual.of)
    ]
    if not told:
        return usual
    x = np.array([[*one.features, 1.0] for one in told])
    y = np.array([one.answer in RELEVANT for one in told], dtype=float)
    prior = np.array([*usual.of, usual.intercept])
    at = prior.copy()
    for _ in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-(x @ at)))
        slope = x.T @ (y - p) - (at - prior) / PRIOR_VARIANCE
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.eye(len(at)) / PRIOR_VARIANCE
        step = np.linalg.solve(curve, slope)
        at = at + step
        if np.abs(step).max() < 1e-9:
            break
    return Weights(tuple(map(float, at[:-1])), float(at[-1]))
