"""Voices a week over the next four weeks: a median, an 80 % interval, or an abstention with its reason.

The median of log(what came / the last four weeks) is linear in the features (least absolute deviations by
reweighted least squares); how far it errs is linear on the log scale too; past errors, scaled by it, give
the interval. Where the error to be expected is among the worst quarter, beside what the entity's months
usually differ by, nothing is foretold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.weekly import Matrix

ABSTAINED = "此类条目过去的预测误差偏大，不作预测"
FEW = 0.25  # voices a week added before logarithms
RIDGE, ROUNDS, NEAR = 50.0, 6, 0.1
CLIP = 4.0  # standard deviations
WORST = 0.75  # quantile of the expected error above which nothing is foretold
RECENT = 52  # weeks of examples that set it
WIDEST = 2.5  # of the interval on the log scale, each side


@dataclass(frozen=True, slots=True)
class Foretold:
    """Voices a week: forecast and 80 % interval; `sure` is False where we abstain."""

    forecast: Matrix
    low: Matrix
    high: Matrix
    sure: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Forecaster:
    center: Matrix
    scale: Matrix
    median: Matrix
    error: Matrix
    bounds: Matrix  # 10 % and 90 % quantile of past errors over their expected size
    worst: float

    @classmethod
    def fit(
        cls,
        features: NDArray[np.float32],
        level: Matrix,
        came: Matrix,
        change: Matrix,
        ages: NDArray[np.int64],
    ) -> "Forecaster":
        """From features (N x F), levels and outcomes in voices a week, and each example's age in weeks."""
        center, scale = features.mean(0, dtype=np.float64), features.std(0, dtype=np.float64) + 1e-6
        x = _design(features, center, scale)
        y = np.log((came + FEW) / (level + FEW))
        median = _ridge(x, y, np.ones(len(y)))
        for _ in range(ROUNDS):
            median = _ridge(x, y, 1.0 / np.maximum(np.abs(y - x @ median), NEAR))
        left = y - x @ median
        error = _ridge(x, np.log(np.abs(left) + 0.05), np.ones(len(y)))
        size = np.exp(x @ error)
        told = (level + FEW) * np.exp(x @ median)
        recent = ages < RECENT
        worst = float(np.quantile((told * np.minimum(size, 2.0) / change)[recent], WORST))
        bounds = np.quantile(left / size, [0.1, 0.9])
        return cls(center, scale, median, error, bounds, worst)

    def foretell(self, features: NDArray[np.float32], level: Matrix, change: Matrix) -> Foretold:
        x = _design(features, self.center, self.scale)
        middle, size = x @ self.median, np.exp(x @ self.error)
        low, high = (np.clip(bound * size, -WIDEST, WIDEST) for bound in self.bounds)
        told = [np.maximum((level + FEW) * np.exp(middle + move) - FEW, 0.0) for move in (0.0, low, high)]
        sure = (level + FEW) * np.exp(middle) * np.minimum(size, 2.0) / change <= self.worst
        return Foretold(told[0], np.minimum(told[1], told[0]), np.maximum(told[2], told[0]), sure)


def _design(features: NDArray[np.float32], center: Matrix, scale: Matrix) -> Matrix:
    """Standardised features and a column of ones."""
    x: Matrix = np.clip((features - center) / scale, -CLIP, CLIP)
    return np.column_stack([x, np.ones(len(x))])


def _ridge(x: Matrix, y: Matrix, weight: Matrix) -> Matrix:
    weighted = x * weight[:, None]
    solved = np.linalg.solve(weighted.T @ x + RIDGE * np.eye(x.shape[1]), weighted.T @ y)
    return np.asarray(solved, np.float64)
