"""What was to be expected of an entity, how sure that is, and how surprising what came is.

Counts are negative binomial around level x exposure. The level is the rate of the weeks before; how far
counts stray from it (dispersion) is read from how wrong this same expectation was for the entity over two
years, shrunk towards what is known otherwise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from signals.weekly import Matrix, preceding

MEMORY = 104  # weeks of errors looked back on
PRIOR_DISPERSION = 0.3  # of weekly voices, before anything was seen (typical of hot-list terms)
PRIOR_WEIGHT = 100.0  # as much as some ten well-counted weeks
FRESH = 4  # weeks whose errors are not yet used: a rise must not be its own excuse
SHRINK_WEEKS = 2.0  # well-counted windows of its own that weigh as much as what is known otherwise
LEAST_DISPERSION = 0.02
# The dispersion itself is only known to a factor: a log-normal spread of 0.4 over four points. Without it
# p-values below .001 come twice too often on planted series.
SPREAD_FACTORS = np.exp(0.4 * np.array([-1.6, -0.5, 0.5, 1.6]))
SPREAD_SHARES = np.array([0.12, 0.38, 0.38, 0.12])
UNLIKELY = 0.2  # above it a doubt of the dispersion changes no decision


@dataclass(frozen=True, slots=True)
class Expectation:
    """S x W: what came (`seen`) and what was expected: the mean, the relative variance around it (`spread`)
    and of the mean itself (`unsure`). `known` is False where there was no exposure to expect from."""

    seen: Matrix
    mean: Matrix
    spread: Matrix
    unsure: Matrix
    known: NDArray[np.bool_]

    def at(self, rows: NDArray[np.int64], week: int) -> tuple[Matrix, Matrix, Matrix, Matrix]:
        """(seen, mean, spread, unsure) of these rows in one week, as `tail` and `lift_bounds` take them."""
        return self.seen[rows, week], self.mean[rows, week], self.spread[rows, week], self.unsure[rows, week]


def expect(
    weekly: Matrix,
    behind: Matrix,
    *,
    span: int,
    base: int,
    alive: NDArray[np.bool_],
    like: Expectation | None = None,
) -> Expectation:
    """Expectation of each `span` weeks of voices from the rate of the `base` weeks before them.

    `weekly` and `behind` are voices and exposure by week (the latter may be 1 x W). The dispersion is
    shrunk towards that of all entities in `alive` (S x W); with `like`, the expectation of shorter spans of
    the same entities, towards that of the same entity: 26 separate months tell little of it, 104 weeks more.
    """
    seen, exposure = preceding(weekly, span, -1), preceding(behind, span, -1)
    told, possible = preceding(weekly, base, span - 1) + 0.5, preceding(behind, base, span - 1)
    known = np.broadcast_to((possible > 0) & (exposure > 0), seen.shape)
    mean = np.where(known, told * (exposure / np.maximum(possible, 1e-9)), 0.0)
    unsure = np.where(known, 1.0 / told, 1.0)
    spread = _spread(seen, mean, unsure, known, span, alive, None if like is None else like.spread)
    return Expectation(seen, mean, spread, unsure, known)


def tail(seen: Matrix, mean: Matrix, spread: Matrix, unsure: Matrix) -> Matrix:
    """P(X >= seen), X negative binomial with this mean and variance mean + (spread + unsure) mean ** 2.

    Where that is below UNLIKELY, over what the dispersion may be as well.
    """
    p: Matrix = np.where(seen > 0, _upper(seen, mean, spread + unsure), 1.0)
    rare = np.flatnonzero(p < UNLIKELY)
    seen, mean, spread, unsure = (np.broadcast_to(a, p.shape)[rare] for a in (seen, mean, spread, unsure))
    mixed = np.zeros(len(rare))
    for factor, share in zip(SPREAD_FACTORS, SPREAD_SHARES, strict=True):
        mixed += share * _upper(seen, mean, spread * factor + unsure)
    p[rare] = mixed
    return p


def _upper(seen: Matrix, mean: Matrix, variance: Matrix) -> Matrix:
    size = 1.0 / variance
    upper: Matrix = betainc(np.maximum(seen, 1e-9), size, mean / (size + mean))
    return upper


def lift_bounds(
    seen: Matrix, mean: Matrix, spread: Matrix | float, unsure: Matrix | float, z: float = 1.2816
) -> tuple[Matrix, ...]:
    """Lift over the mean and its interval (80 % for the z given), on the log scale: (lift, low, high)."""
    lift = (seen + 0.5) / (mean + 0.5)
    margin = np.exp(z * np.sqrt(1.0 / (seen + 0.5) + spread + unsure))
    return lift, lift / margin, lift * margin


def _spread(
    seen: Matrix,
    mean: Matrix,
    unsure: Matrix,
    known: NDArray[np.bool_],
    span: int,
    alive: NDArray[np.bool_],
    like: Matrix | None,
) -> Matrix:
    """Dispersion by moments from the errors of windows that ended FRESH weeks before this one began.

    Each error weighs by what it can tell (a window of many voices at most 1 / dispersion ** 2), or one huge
    entity would be the pool.
    """
    gap = span - 1 + FRESH
    weight = np.where(known, 1.0 / (1.0 + (unsure + PRIOR_DISPERSION) * mean) ** 2, 0.0)
    excess = preceding(((seen - mean) ** 2 - mean - unsure * mean**2) * weight, MEMORY, gap)
    told = preceding(mean**2 * weight, MEMORY, gap)
    if like is None:
        before = PRIOR_DISPERSION
        pool = ((excess * alive).sum(0) + before * PRIOR_WEIGHT) / ((told * alive).sum(0) + PRIOR_WEIGHT)
        otherwise = np.broadcast_to(np.maximum(pool, LEAST_DISPERSION), seen.shape)
    else:
        # Noise of neighbouring weeks evens out over a longer span: by how much, all entities say together.
        before = PRIOR_DISPERSION * PRIOR_WEIGHT
        even = ((excess * alive).sum(0) + before / 2) / ((told * like * alive).sum(0) + before)
        otherwise = np.maximum(like * np.clip(even, 0.1, 2.0), LEAST_DISPERSION / 4)
    shrink = SHRINK_WEEKS / np.maximum(otherwise, LEAST_DISPERSION / 2) ** 2
    spread: Matrix = np.maximum((excess + otherwise * shrink) / (told + shrink), 0.1 * otherwise)
    return np.maximum(spread, LEAST_DISPERSION / 4)
