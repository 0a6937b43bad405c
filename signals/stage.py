"""The stage of an entity's talk, read from the weeks up to now; recomputed, nothing is remembered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signals.weekly import Matrix

ENTER_Z = 2.33  # an episode opens where the lift is above 1 with 99 % certainty ...
STAY_LIFT = 1.15  # ... and lasts while the lift stays above this: two thresholds, so that it does not flicker
SURGE_LIFT, SURGE_SURE = 3.0, 2.0
FADED = 0.6  # of the episode's peak: above it the level has held (plateau), below it cools
REMEMBERED_WEEKS = 8
NEVER = 999


@dataclass(frozen=True, slots=True)
class Episodes:
    """S x W: weeks the running episode has lasted (0 = none), weeks since the last one ended, and how much of
    its peak is left."""

    weeks: NDArray[np.int64]
    since: NDArray[np.int64]
    left: Matrix


def find_episodes(
    share: Matrix, opens: NDArray[np.bool_], lift: Matrix, known: NDArray[np.bool_]
) -> Episodes:
    """Episodes from weekly share (voices per exposure), where one opens, and the lift that keeps it open.

    A week that is not known (no coverage) changes nothing: a crawl that fails does not cool anything down.
    """
    weeks, since = np.zeros(share.shape, np.int64), np.full(share.shape, NEVER, np.int64)
    left = np.zeros(share.shape)
    lasted, ended = np.zeros(len(share), np.int64), np.full(len(share), NEVER, np.int64)
    peak, remains = np.zeros(len(share)), np.zeros(len(share))
    for week in range(share.shape[1]):
        seen, now = known[:, week], share[:, week]
        on = np.where(seen, opens[:, week] | ((lasted > 0) & (lift[:, week] > STAY_LIFT)), lasted > 0)
        ended = np.where(on, 0, ended + 1)
        peak = np.where(on & seen, np.where(lasted == 0, now, np.maximum(peak, now)), peak)
        remains = np.where(seen, now / np.maximum(peak, 1e-12), remains)
        lasted = np.where(on, lasted + seen, 0)
        weeks[:, week], since[:, week], left[:, week] = lasted, ended, remains
    return Episodes(weeks, since, left)


def stages(
    weeks: NDArray[np.int64],
    since: NDArray[np.int64],
    left: Matrix,
    lift: Matrix,
    low: Matrix,
    alert: NDArray[np.bool_],
) -> NDArray[np.str_]:
    """Stage of each row: emerging, rising, surging, plateau, cooling or none (domain.signal.STAGES)."""
    on, after = weeks > 0, (weeks == 0) & (since <= REMEMBERED_WEEKS)
    return np.select(
        [
            (on | alert) & (lift >= SURGE_LIFT) & (low >= SURGE_SURE) & ((weeks >= 2) | alert),
            alert | (on & (weeks >= 3) & (low > 1.0)),
            on & (weeks >= 3),
            on,
            after & (left >= FADED),
            after,
        ],
        ["surging", "rising", "plateau", "emerging", "plateau", "cooling"],
        "none",
    )
