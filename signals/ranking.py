"""How likely a rise lasts: the mean log-odds of a logistic regression and of boosted trees.

The first carries over where little was seen, the second knows thresholds; together they are better than
either (docs/track-record.md).
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from signals.weekly import Matrix

CLIP = 4.0  # standard deviations
TREES_EVERY = 2  # weeks: neighbouring weeks share most of their labels


@dataclass(frozen=True, slots=True)
class Ranker:
    center: Matrix
    scale: Matrix
    linear: Any
    trees: Any

    @classmethod
    def fit(
        cls, features: NDArray[np.float32], risen: NDArray[np.bool_], ages: NDArray[np.int64]
    ) -> "Ranker":
        """From features (N x F), whether the rise lasted, and the age of each example in weeks."""
        center, scale = features.mean(0, dtype=np.float64), features.std(0, dtype=np.float64) + 1e-6
        linear = LogisticRegression(C=0.02, max_iter=60)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # near enough: it is ridge-bound
            linear.fit(_standard(features, center, scale), risen)
        trees = HistGradientBoostingClassifier(
            max_iter=90, learning_rate=0.06, max_leaf_nodes=6, min_samples_leaf=150, l2_regularization=5.0,
            early_stopping=False, random_state=0,
        )  # fmt: skip
        some = ages % TREES_EVERY == 0
        trees.fit(features[some], risen[some])
        return cls(center, scale, linear, trees)

    def score(self, features: NDArray[np.float32]) -> Matrix:
        """Log-odds that the four weeks to come hold 1.5 times the base."""
        linear = self.linear.decision_function(_standard(features, self.center, self.scale))
        p = np.clip(self.trees.predict_proba(features)[:, 1], 1e-6, 1 - 1e-6)
        odds: Matrix = (linear + np.log(p / (1 - p))) / 2
        return odds


def _standard(features: NDArray[np.float32], center: Matrix, scale: Matrix) -> Matrix:
    found: Matrix = np.clip((features - center) / scale, -CLIP, CLIP)
    return found
