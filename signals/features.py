"""What is known of an entity as of a week, as numbers a model can learn from. Nothing later than the week."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from signals.season import same_time
from signals.weekly import Matrix, Weekly

BASE, FUTURE = 12, 4  # weeks before the week that are its base, weeks after it that are foretold
BACK = 1.1  # times the base: below it nothing is left of a rise
RISEN, ENOUGH, SURE = 1.5, 8, 0.01  # sustained: the rate over the base, voices, binomial p
NOISE_WEEK, NOISE_MONTH = 0.3, 0.15  # dispersion taken for granted in the z-values
# Spans of days (from, to, counted back from the end of the week) whose rate stands beside the base.
DAYS = ((1, 0), (2, 0), (3, 0), (4, 1), (7, 3), (10, 3), (14, 7), (21, 14), (28, 21))
LOUD_WEEKS = 6  # weeks up to this one in which it is counted how often the rate was RISEN times the base
# Spans of weeks (from, to, counted back from the week; to is not in it) whose rate stands beside the base.
SPANS = (
    (0, -1), (1, 0), (2, 1), (3, 2), (4, 3), (3, -1), (1, -1), (7, 3), (11, 7), (24, 12), (25, -1), (52, 12),
    (51, -1), (104, 52),
)  # fmt: skip
MONTH_LOG = len(SPANS) + 1  # column of the features: log(1 + voices of the month)


@dataclass(frozen=True, slots=True)
class History:
    """Running sums (S x W + 1) of one platform's weeks, so that any span costs two look-ups."""

    grid: Weekly
    feasts: dict[tuple[str, int], date]
    voices: Matrix
    exposure: Matrix  # 1 x W + 1, or S x W + 1
    active_days: Matrix
    swings: Matrix  # squared changes of the log rate from week to week
    best_day: Matrix  # S x W
    first: NDArray[np.int64]

    @classmethod
    def of(cls, grid: Weekly, feasts: dict[tuple[str, int], date]) -> "History":
        days = grid.voices.reshape(len(grid.entities), -1, 7)
        weekly = days.sum(2, dtype=np.float64)
        exposure = grid.exposure.reshape(len(grid.exposure), -1, 7).sum(2, dtype=np.float64)
        rate = np.where(exposure > 0, np.log((weekly + 0.5) / np.maximum(exposure, 1e-9)), np.nan)
        change = np.nan_to_num(np.diff(rate, axis=1, prepend=rate[:, :1]))
        first = np.where(weekly.any(1), (weekly > 0).argmax(1), weekly.shape[1])
        return cls(
            grid,
            feasts,
            _running(weekly),
            _running(exposure),
            _running((days > 0).sum(2, dtype=np.float64)),
            _running(change**2),
            days.max(2).astype(np.float64),
            first,
        )

    def sums(self, rows: NDArray[np.int64], start: int, stop: int) -> tuple[Matrix, Matrix]:
        """Voices and exposure of these rows in the weeks start .. stop - 1."""
        start, stop = max(start, 0), max(stop, 0)
        voices = self.voices[rows, stop] - self.voices[rows, start]
        if len(self.exposure) == 1:
            return voices, self.exposure[:, stop] - self.exposure[:, start]
        return voices, self.exposure[rows, stop] - self.exposure[rows, start]

    def failed(self, w: int) -> bool:
        """The crawl saw less than half of what it usually does."""
        exposure = np.diff(self.exposure, axis=1).mean(0)
        return bool(exposure[w] < 0.5 * np.median(exposure[max(0, w - BASE) : w + 1]))

    def last_year(self, w: int) -> list[int]:
        """The weeks that correspond to w: one and two years ago, by the sun and by the moon."""
        found = []
        for years in (1, 2):
            then = same_time(self.grid.ends[w], years, self.feasts)
            found += [w - 52 * years, round((then - self.grid.ends[0]).days / 7)]
        return found

    def at(self, rows: NDArray[np.int64], w: int) -> NDArray[np.float32]:
        """Features (len(rows) x F) as of week w; never NaN, 0 where nothing is known."""
        base, behind = self.sums(rows, w - BASE, w)
        rate = (base + 0.5) / np.maximum(behind, 1e-9)
        (week, now), (month, four) = self.sums(rows, w, w + 1), self.sums(rows, w - 3, w + 1)
        told: list[Matrix] = []
        for start, stop in SPANS:
            seen, possible = self.sums(rows, w - start, w - stop)
            told.append(np.log((seen + 1) / (rate * possible + 1)))
        mean, mean_month = rate * now, rate * four
        told += [np.log1p(week), np.log1p(month), np.log1p(base), np.log(mean + 0.05)]
        told += [
            (week - mean) / np.sqrt(mean + 0.5 + NOISE_WEEK * mean**2),
            (week - mean) / np.sqrt(mean + 0.5),
        ]
        told += [(month - mean_month) / np.sqrt(mean_month + 0.5 + NOISE_MONTH * mean_month**2)]
        told += [(month - mean_month) / np.sqrt(mean_month + 0.5)]
        best = self.best_day[rows, w]
        calm = week - best + 0.5
        told.append(np.log(calm / (mean * 6 / 7 + 0.5)) - 1.28 * np.sqrt(1 / calm + 0.1))
        told.append(best / np.maximum(week, 1))
        told.append(self.best_day[rows, max(w - 3, 0) : w + 1].max(1) / np.maximum(month, 1))
        active = self.active_days[rows]
        told += [_span(active, w - back, w + 1) for back in (0, 3)] + [_span(active, w - BASE, w) / 84]
        days = self.grid.voices[rows, 7 * w : 7 * w + 7].astype(np.float64)
        possible = self.grid.exposure[:, 7 * w : 7 * w + 7].mean(0, dtype=np.float64)
        late = possible[4:].sum() / max(possible.sum(), 1e-9)
        told += [np.log((days[:, 4:].sum(1) + 0.5) / (week * late + 0.5)), days[:, 6]]
        swings = self.swings[rows]
        told += [np.sqrt(_span(swings, w - 25, w + 1) / 26), np.sqrt(_span(swings, w - 11, w - 3) / 8)]
        told.append(np.minimum(w - self.first[rows], 104).astype(np.float64))
        past = np.diff(self.voices[rows, max(w - 51, 0) : max(w - 2, 1)], axis=1)
        most = past.max(1) if past.shape[1] else np.zeros(len(rows))
        told.append((past > 0).mean(1) if past.shape[1] else np.zeros(len(rows)))
        told += [np.log((most + 1) / (mean + 1)), np.log((week + 1) / (most + 1))]
        for then in self.last_year(w):
            known = then >= BASE and then + FUTURE < w
            before, usual = self.sums(rows, then - BASE, then)
            for start, stop in ((then + 1, then + 5), (then - 3, then + 1)):
                seen, possible_then = self.sums(rows, start, stop)
                expected = (before + 2) / np.maximum(usual, 1e-9) * possible_then + 2
                told.append(np.log((seen + 2) / expected) if known else np.zeros(len(rows)))
        told += [np.log(np.maximum(span * 12 / weeks, 1e-9) / np.maximum(behind, 1e-9)) + 0 * week
                 for span, weeks in ((now, 1), (four, 4))]  # fmt: skip
        told += self._lately(rows, w, rate)
        return np.clip(np.nan_to_num(np.stack(told, 1)), -1e6, 1e6).astype(np.float32)

    def _lately(self, rows: NDArray[np.int64], w: int, rate: Matrix) -> list[Matrix]:
        """The month by day beside the base's rate, without its best days, and how many weeks stood above."""
        days = self.grid.voices[rows, max(7 * w - 21, 0) : 7 * w + 7].astype(np.float64)
        exposure = self.grid.exposure if len(self.grid.exposure) == 1 else self.grid.exposure[rows]
        possible = exposure[:, max(7 * w - 21, 0) : 7 * w + 7].astype(np.float64)
        length = days.shape[1]
        told: list[Matrix] = []
        for start, stop in DAYS:
            part = slice(max(length - start, 0), max(length - stop, 0))
            told.append(np.log((days[:, part].sum(1) + 1) / (rate * possible[:, part].sum(1) + 1)))
        ranked, usual = np.sort(days, 1), rate * possible.sum(1) / length
        for best in (4, 1):
            told.append(np.log((ranked[:, :-best].sum(1) + 0.5) / (usual * (length - best) + 0.5)))
        told += [(days[:, -back:] > 0).sum(1).astype(np.float64) for back in (14, 3)]
        told.append((length - 1 - days.argmax(1)).astype(np.float64))
        above = np.zeros((len(rows), LOUD_WEEKS), bool)
        for back in range(min(LOUD_WEEKS, w + 1)):
            seen, behind = self.sums(rows, w - back, w - back + 1)
            above[:, back] = seen >= RISEN * rate * behind
        running = np.where(above.all(1), LOUD_WEEKS, (~above).argmax(1))
        return [*told, above.sum(1).astype(np.float64), running.astype(np.float64)]

    def sustained(self, rows: NDArray[np.int64], w: int) -> NDArray[np.bool_]:
        """Whether the four weeks after w hold the rise: 1.5 times the base, 8 voices, binomial p < 0.01."""
        (base, behind), (after, ahead) = (
            self.sums(rows, w - BASE, w),
            self.sums(rows, w + 1, w + 1 + FUTURE),
        )
        share = ahead / np.maximum(ahead + behind, 1e-9)
        p = binom.sf(after - 1, after + base, share)
        risen = (after + 0.5) * behind >= RISEN * (base + 0.5) * ahead
        held: NDArray[np.bool_] = (after >= ENOUGH) & risen & (p < SURE)
        return held

    def fell_back(self, rows: NDArray[np.int64], w: int) -> NDArray[np.bool_]:
        """Whether the four weeks after w are back at the base: below 1.1 times its rate."""
        (base, behind), (after, ahead) = (
            self.sums(rows, w - BASE, w),
            self.sums(rows, w + 1, w + 1 + FUTURE),
        )
        below: NDArray[np.bool_] = (after + 0.5) * behind < BACK * (base + 0.5) * ahead
        return below


def _running(weekly: Matrix) -> Matrix:
    return np.concatenate([np.zeros((len(weekly), 1)), np.cumsum(weekly, 1)], 1)


def _span(running: Matrix, start: int, stop: int) -> Matrix:
    found: Matrix = running[:, max(stop, 0)] - running[:, max(start, 0)]
    return found
