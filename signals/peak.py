"""When the talk peaks, where earlier years say so: the same weeks of last year and of the year before."""

from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from signals.features import BASE, History
from signals.season import same_time
from signals.weekly import Matrix

BEFORE, AHEAD = 3, 12  # weeks before and after the week among which the peak is looked for
STRONG, LEAST = 3.0, 20  # the three weeks around a peak: times the base, voices
APART = 2  # weeks two years' peaks may lie apart and still be one season
YEARS = 2  # looked back on; one year alone says little more than chance (docs/track-record.md)
ROOM = 1  # weeks on both sides


def peak_window(history: History, rows: NDArray[np.int64], w: int) -> list[pl.Series]:
    """peak_from and peak_until (days, both included) of these rows as of week w; null where nothing is said.

    Said is: last year and the year before, the weeks that match the 12 ahead had a peak of three times their
    base, at about the same time. A peak that is over is not told.
    """
    peaks = []
    for back in range(1, YEARS + 1):
        then = same_time(history.grid.ends[w], back, history.feasts)
        at = round((then - history.grid.ends[0]).days / 7)
        if at - BEFORE - BASE >= 0 and at + AHEAD + 2 <= w:
            peaks.append(_peak(history, rows, at))
    nothing = np.zeros(len(rows))
    first, last = (how([peak for peak, _ in peaks], axis=0) if peaks else nothing for how in (np.min, np.max))
    told = np.all([strong for _, strong in peaks], axis=0) & (last - first <= APART) & (last + ROOM >= 1)
    told &= len(peaks) == YEARS
    end = history.grid.ends[w]
    days = [
        (
            (end + timedelta(days=7 * (int(low) - ROOM) - 6), end + timedelta(days=7 * (int(high) + ROOM)))
            if said
            else (None, None)
        )
        for said, low, high in zip(told, first, last, strict=True)
    ]
    return [
        pl.Series(name, [pair[side] for pair in days], pl.Date)
        for side, name in enumerate(("peak_from", "peak_until"))
    ]


def _peak(history: History, rows: NDArray[np.int64], at: int) -> tuple[Matrix, NDArray[np.bool_]]:
    """Where the highest rate of the weeks around `at` lay, counted from it, and whether it stood out."""
    base, behind = history.sums(rows, at - BEFORE - BASE, at - BEFORE)
    rates = np.zeros((len(rows), BEFORE + AHEAD + 1))
    stands = np.zeros(rates.shape, bool)
    for column, week in enumerate(range(at - BEFORE, at + AHEAD + 1)):
        seen, possible = history.sums(rows, week - 1, week + 2)
        rates[:, column] = np.where(possible > 0, seen / np.maximum(possible, 1e-9), 0.0)
        usual = (base + 1) / np.maximum(behind, 1e-9) * possible
        stands[:, column] = (seen >= LEAST) & (seen >= STRONG * usual) & (behind > 0)
    best = rates.argmax(1)
    return (best - BEFORE).astype(np.float64), stands[np.arange(len(rows)), best]
