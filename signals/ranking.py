"""How likely a rise lasts, less how likely it falls back: mean log-odds of linear models and boosted trees.

The first carry over where little was seen, the second know thresholds; together they are better than
either. Taking off what falls back keeps flashes from the head of the list; of two rises that are as sure the
quieter stands first, as it has its peak before it (docs/track-record.md).
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from signals.features import MONTH_LOG
from signals.weekly import Matrix

CLIP = 4.0  # standard deviations
ENSEMBLE = 2  # forests, on even and odd weeks: neighbouring weeks share most of their labels
FALLS = 0.25  # weight of the log-odds that nothing of the rise is left
QUIET = 0.4  # log-odds lost by unit of log(1 + voices of the month)


@dataclass(frozen=True, slots=True)
class Ranker:
    center: Matrix
    scale: Matrix
    holds: Any
    falls: Any
    trees: tuple[Any, ...]

    @classmethod
    def fit(
        cls,
        features: NDArray[np.float32],
        risen: NDArray[np.bool_],
        fell: NDArray[np.bool_],
        ages: NDArray[np.int64],
    ) -> "Ranker":
        """From features (N x F), whether the rise lasted or was gone, and each example's age in weeks."""
        center, scale = features.mean(0, dtype=np.float64), features.std(0, dtype=np.float64) + 1e-6
        standard = _standard(features, center, scale)
        holds, falls = (LogisticRegression(C=0.02, solver="newton-cholesky", max_iter=15) for _ in range(2))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # near enough: it is ridge-bound
            holds.fit(standard, risen)
            falls.fit(standard, fell if 0 < fell.sum() < len(fell) else ~risen)
        trees = []
        for turn in range(ENSEMBLE):
            some = ages % ENSEMBLE == turn
            if not 0 < risen[some].sum() < some.sum():  # nothing to tell apart in these weeks alone
                some = np.ones(len(ages), bool)
            forest = HistGradientBoostingClassifier(
                max_iter=80, learning_rate=0.09, max_leaf_nodes=8, min_samples_leaf=200,
                l2_regularization=5.0, max_features=0.3, early_stopping=False, random_state=turn,
            )  # fmt: skip
            trees.append(forest.fit(features[some], risen[some]))
        return cls(center, scale, holds, falls, tuple(trees))

    def score(self, features: NDArray[np.float32]) -> Matrix:
        """Log-odds that the four weeks to come hold 1.5 times the base, less what falls or is loud."""
        standard = _standard(features, self.center, self.scale)
        forest = np.mean([trees.decision_function(features) for trees in self.trees], axis=0)
        holds = (self.holds.decision_function(standard) + forest) / 2
        falls = self.falls.decision_function(standard)
        odds: Matrix = holds - FALLS * falls - QUIET * features[:, MONTH_LOG]
        return odds


def _standard(features: NDArray[np.float32], center: Matrix, scale: Matrix) -> NDArray[np.float32]:
    found: NDArray[np.float32] = np.clip((features - center) / scale, -CLIP, CLIP).astype(np.float32)
    return found
