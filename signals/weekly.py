"""Daily voices and exposure as matrices in weeks that end on the as-of day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Days = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Voices of S entities over 7 x W days, and the exposure behind them (one row for all, or one an entity).

    A day without exposure is missing: it has neither voices nor exposure here.
    """

    entities: NDArray[np.str_]
    voices: Days
    exposure: Days
    ends: list[date]

    def week_of(self, day: date) -> int:
        return (day - self.ends[0]).days // 7


def voices_of(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts with `voices`: authors, and posts without a known one; one author posting 40 times is one."""
    return counts.with_columns(voices=pl.col("authors") + pl.col("unknown_authors"))


def build_weekly(counts: pl.DataFrame, coverage: pl.DataFrame, last: date, most_weeks: int) -> Weekly | None:
    """Weeks of one platform that end on the weekday of `last`; None if no whole week is seen or nobody spoke.

    `counts` has day, entity, voices; `coverage` has day, posts_seen. Days after `last` are not read.
    """
    covered = coverage.filter((pl.col("day") <= last) & (pl.col("posts_seen") > 0))
    first_seen = covered["day"].min()
    if not isinstance(first_seen, date):
        return None
    weeks = min(((last - first_seen).days + 1) // 7, most_weeks)
    if weeks < 1:
        return None
    start = last - timedelta(days=7 * weeks - 1)
    exposure = np.zeros((1, 7 * weeks), np.float32)
    inside = covered.filter(pl.col("day") >= start)
    np.add.at(exposure[0], _index(inside, start), inside["posts_seen"].to_numpy())

    told = counts.filter(pl.col("day").is_between(start, last) & (pl.col("voices") > 0))
    if told.is_empty():
        return None
    names = told["entity"].unique().sort()
    voices = np.zeros((len(names), 7 * weeks), np.float32)
    row = told["entity"].replace_strict(names, np.arange(len(names)), return_dtype=pl.Int64).to_numpy()
    np.add.at(voices, (row, _index(told, start)), told["voices"].to_numpy())
    voices[:, exposure[0] == 0] = 0
    ends = [start + timedelta(days=7 * week + 6) for week in range(weeks)]
    return Weekly(names.to_numpy().astype(np.str_), voices, exposure, ends)


def add_up(platforms: list[Weekly], rates: list[Matrix]) -> Weekly | None:
    """All platforms together. `rates`: voices per exposure of each entity of each platform, 0 = unknown.

    The exposure of an entity becomes the voices its platforms would bring at these rates, so that
    expectations add up over platforms; a platform whose rate is unknown brings neither expectation nor
    voices.
    """
    if not platforms:
        return None
    longest = max(platforms, key=lambda grid: len(grid.ends))
    names = np.unique(np.concatenate([grid.entities for grid in platforms]))
    voices = np.zeros((len(names), longest.voices.shape[1]), np.float32)
    exposure = np.zeros_like(voices)
    for grid, rate in zip(platforms, rates, strict=True):
        rows, days = np.searchsorted(names, grid.entities), grid.voices.shape[1]
        known = rate > 0
        voices[rows[known], -days:] += grid.voices[known]
        exposure[rows[known], -days:] += rate[known, None].astype(np.float32) * grid.exposure
    return Weekly(names, voices, exposure, longest.ends)


def weeks_of(grid: Weekly) -> tuple[Matrix, Matrix]:
    """Voices and exposure by week (S x W; exposure may be 1 x W)."""
    voices, exposure = (
        days.reshape(len(days), -1, 7).sum(2, dtype=np.float64) for days in (grid.voices, grid.exposure)
    )
    return voices, exposure


def preceding(values: Matrix, columns: int, gap: int = 0) -> Matrix:
    """Sum over the `columns` weeks that end `gap` + 1 weeks before each (gap = -1: with the week itself)."""
    total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, 1)], 1)
    end = np.clip(np.arange(values.shape[1]) - gap, 0, None)
    sums: Matrix = total[:, end] - total[:, np.clip(end - columns, 0, None)]
    return sums


def _index(frame: pl.DataFrame, start: date) -> NDArray[np.int64]:
    return (frame["day"] - start).dt.total_days().to_numpy()
