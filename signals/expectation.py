"""What was to be expected of an entity, how sure that is, and how surprising what came is.

Counts are negative binomial around level x exposure. The level is the rate of the 12 weeks before; how far
counts stray from it (dispersion) is read from how wrong this same expectation was for the entity over two
years, shrunk towards all entities.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from signals.weekly import Matrix, preceding

YEAR, MEMORY = 52, 104  # weeks of the level of a year, and of errors looked back on
PRIOR_DISPERSION = 0.3  # of weekly voices, before anything was seen (typical of hot-list terms)
PRIOR_WEIGHT = 100.0  # as much as some ten well-counted weeks
FRESH = 8  # weeks whose errors are not yet used: a rise must not be its own excuse
SHRINK_WEEKS = 2.0  # well-counted weeks of its own that weigh as much as what all entities show
LEAST_DISPERSION = 0.02
# The dispersion itself is only known to a factor: a log-normal spread of 0.4 over four points. Without it
# p-values below .001 come twice too often on planted series.
SPREAD_FACTORS = np.exp(0.4 * np.array([-1.6, -0.5, 0.5, 1.6]))
SPREAD_SHARES = np.array([0.12, 0.38, 0.38, 0.12])


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
    seen: Matrix,
    exposure: Matrix,
    *,
    span: int,
    base: int,
    prior: float,
    year: bool,
    alive: NDArray[np.bool_],
) -> Expectation:
    """Expectation of each `span`-week window from the windows that fill the `base` weeks before it.

    `prior` voices are added to the base. With `year` the level is at least that of the 52 weeks before:
    what was usual within the year is no news. `alive` (S x W) says which entities make up the pool of a
    week.
    """
    exposure = np.broadcast_to(exposure, seen.shape)
    told, behind = _windows_before(seen, span, base // span), _windows_before(exposure, span, base // span)
    rate = (told + prior) / np.maximum(behind, 1e-9)
    if year:
        told_year, behind_year = (_windows_before(a, span, YEAR // span) for a in (seen, exposure))
        rate = np.maximum(rate, (told_year + prior) / np.maximum(behind_year, 1e-9))
    known = (behind > 0) & (exposure > 0)
    mean = np.where(known, rate * exposure, 0.0)
    unsure = np.where(known, 1.0 / (rate * behind + prior), 1.0)
    return Expectation(seen, mean, _spread(seen, mean, unsure, known, span, alive), unsure, known)


def tail(seen: Matrix, mean: Matrix, spread: Matrix, unsure: Matrix) -> Matrix:
    """P(X >= seen), X negative binomial with this mean and variance mean + (spread + unsure) mean ** 2."""
    p = np.zeros(np.broadcast(seen, mean).shape)
    for factor, share in zip(SPREAD_FACTORS, SPREAD_SHARES, strict=True):
        size = 1.0 / (spread * factor + unsure)
        p += share * betainc(np.maximum(seen, 1e-9), size, mean / (size + mean))
    return np.where(seen > 0, p, 1.0)


def lift_bounds(
    seen: Matrix, mean: Matrix, spread: Matrix | float, unsure: Matrix | float, z: float = 1.2816
) -> tuple[Matrix, ...]:
    """Lift over the mean and its interval (80 % for the z given), on the log scale: (lift, low, high)."""
    lift = (seen + 0.5) / (mean + 0.5)
    margin = np.exp(z * np.sqrt(1.0 / (seen + 0.5) + spread + unsure))
    return lift, lift / margin, lift * margin


def _windows_before(values: Matrix, span: int, count: int) -> Matrix:
    """Sum over the `count` windows of `span` weeks that do not touch the window ending at each week."""
    out = np.zeros(values.shape)
    for back in range(span, span * count + 1, span):
        out[:, back:] += values[:, :-back]
    return out


def _spread(
    seen: Matrix, mean: Matrix, unsure: Matrix, known: NDArray[np.bool_], span: int, alive: NDArray[np.bool_]
) -> Matrix:
    """Dispersion by moments from the errors of windows that ended FRESH weeks before this one began.

    Each error weighs by what it can tell (a week of many voices at most 1 / dispersion ** 2), or one huge
    entity would be the pool.
    """
    weight = np.where(known, 1.0 / (1.0 + (unsure + PRIOR_DISPERSION) * mean) ** 2, 0.0)
    excess = preceding(((seen - mean) ** 2 - mean - unsure * mean**2) * weight, MEMORY, gap=span - 1 + FRESH)
    told = preceding(mean**2 * weight, MEMORY, gap=span - 1 + FRESH)
    pool = np.maximum(
        ((excess * alive).sum(0) + PRIOR_DISPERSION * PRIOR_WEIGHT) / ((told * alive).sum(0) + PRIOR_WEIGHT),
        LEAST_DISPERSION,
    )
    shrink = SHRINK_WEEKS / pool**2
    spread: Matrix = np.maximum((excess + pool * shrink) / (told + shrink), 0.1 * pool)
    return spread
