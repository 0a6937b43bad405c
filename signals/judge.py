"""One platform's weeks judged: the last four weeks, the month without its best days, last year's same weeks.

The alarm is decided on four weeks of voices: a week alone is a poor witness, since talk on neighbouring days
hangs together. They are held against two years (the longer the base, the surer the level and how far it
strays), must be loud against the last 12 weeks too, and their rise must not lie in their four best days.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from signals.contract import TOO_SHORT, Params
from signals.expectation import Expectation, expect, lift_bounds, tail
from signals.features import History
from signals.forecast import ABSTAINED, Foretold
from signals.learning import Learner
from signals.peak import peak_window
from signals.season import same_time
from signals.stage import ENTER_Z, Episodes, find_episodes, stages
from signals.weekly import Matrix, Weekly, preceding, weeks_of

BASE, MONTH, BEST_DAYS, ALIVE = 12, 4, 4, 13  # weeks, weeks, days left out of the month, weeks
LEVEL = 104  # weeks before the month that say what is usual
WITHOUT_BEST = 1.5  # times the month expected, that the month without its best days must hold
LOOKED_AT = 4  # voices in four weeks, one of them in the last
LEAST_WEEKS = 8  # of history before anything is judged: four to expect from, four to judge
STANDS_OUT = 0.1  # the last week's own p-value while an alarm is told
EXPLAINED = 0.01  # last year explains a month that is no rarer than this given last year's factor
CROWD_SPREAD = 0.1  # what the formula grants everyone: without it the loudest entities lead the list
NEAR = ("forecast_4w", "forecast_low", "forecast_high")
FAR = ("forecast_12w", "forecast_12w_low", "forecast_12w_high")


@dataclass(frozen=True, slots=True)
class Judge:
    """What is known of each entity (S) in each week (W) from that week and those before it alone."""

    grid: Weekly
    params: Params
    feasts: dict[tuple[str, int], date]
    week: Expectation
    month: Expectation
    history: History
    learner: Learner
    recent: Matrix  # voices in the four weeks up to each
    alive: NDArray[np.bool_]
    episodes: Episodes

    @classmethod
    def of(cls, grid: Weekly, params: Params, feasts: dict[tuple[str, int], date]) -> "Judge":
        weekly, behind = weeks_of(grid)
        alive, recent = preceding(weekly, ALIVE, -1) > 0, preceding(weekly, MONTH, -1)
        week = expect(weekly, behind, span=1, base=BASE, alive=alive)
        usual = expect(weekly, behind, span=1, base=LEVEL, alive=alive)
        month = expect(weekly, behind, span=MONTH, base=LEVEL, alive=alive, like=usual)
        share = np.where(behind > 0, (weekly + 0.5) / np.maximum(behind, 1e-9), 0.0)
        lift, sure, _ = lift_bounds(weekly, week.mean, week.spread, week.unsure, ENTER_Z)
        enough = (recent >= params.month_voices) & (weekly >= params.week_voices)
        episodes = find_episodes(share, week.known & enough & (sure > 1.0), lift, week.known)
        history = History.of(grid, feasts)
        looked_at = (recent >= LOOKED_AT) & (weekly >= 1) & month.known
        learner = Learner(history, lambda w: np.flatnonzero(looked_at[:, w]), enough)
        return cls(grid, params, feasts, week, month, history, learner, recent, alive, episodes)

    def at(self, w: int) -> pl.DataFrame:
        """One row for each entity looked at: 4 voices in four weeks and 1 in the week, or a fading episode.

        Columns: entity, score, p_value, q_value, stands (alarm before any season), stage, voices, expected,
        lift, lift_low, lift_high, weeks_up, month_seen, month_expected, month_kept (without its best days),
        few_days (the rise lies in those), last_year (factor, null = unknown), repeats (it explains the rise),
        the forecasts of the next four and twelve weeks or why there is none,
        and the peak window earlier years point to.
        """
        judged_at_all = self.alive[:, w] & self.month.known[:, w] & (w >= LEAST_WEEKS - 1)
        alive = np.flatnonzero(judged_at_all)
        week, month, episodes = self.week, self.month, self.episodes
        p = tail(*month.at(alive, w))
        q = np.asarray(false_discovery_control(p) if len(p) else p, np.float64)
        weeks, since = episodes.weeks[alive, w], episodes.since[alive, w]
        left, recent, voices = episodes.left[alive, w], self.recent[alive, w], week.seen[alive, w]
        enough = (recent >= self.params.month_voices) & (voices >= self.params.week_voices)
        now = week.at(alive, w)
        loud = enough & week.known[alive, w]
        loud[loud] = tail(*(part[loud] for part in now)) <= STANDS_OUT
        kept = _without_best(self.grid, alive, w)
        few_days = kept < WITHOUT_BEST * month.mean[alive, w]
        stands = (q <= self.params.q_limit) & loud & ~few_days
        lift, low, high = lift_bounds(*now)
        stage = stages(weeks, since, left, lift, low, stands)
        factor, doubt, judged = self._last_year(alive, w)
        may_repeat = judged & (factor > 1.2)
        month_seen, month_mean, month_spread, month_unsure = month.at(alive, w)
        repeats = may_repeat & (p < 0.05)
        asked = np.flatnonzero(repeats)
        given = tail(
            month_seen[asked],
            (month_mean * factor)[asked],
            month_spread[asked],
            (month_unsure + doubt)[asked],
        )
        repeats[asked] = given > EXPLAINED

        looked_at = (recent >= LOOKED_AT) & (voices >= 1) | np.isin(stage, ["plateau", "cooling"])
        found = pl.DataFrame(
            {
                "entity": self.grid.entities[alive].astype(object), "p_value": p,
                "q_value": q, "stands": stands, "stage": stage.astype(object),
                "voices": voices.astype(np.int64), "expected": now[1],
                "lift": lift, "lift_low": low, "lift_high": high, "weeks_up": weeks,
                "month_seen": month_seen, "month_expected": month_mean, "month_kept": kept,
                "few_days": few_days, "last_year": np.where(judged, factor, np.nan), "repeats": repeats,
            },
            schema_overrides={"entity": pl.String, "stage": pl.String},
        )  # fmt: skip
        return found.filter(looked_at).with_columns(
            pl.col("last_year").fill_nan(None),
            *self._foretold(alive[looked_at], w),
            *peak_window(self.history, alive[looked_at], w),
        )

    def _foretold(self, rows: NDArray[np.int64], w: int) -> list[pl.Series]:
        """The score and the forecasts: learned from past weeks, a formula and none where they are too few."""
        learned = self.learner.tell(rows, w)
        if learned is None:
            voices, best = self.week.seen[rows, w], self.history.best_day[rows, w]
            calm = lift_bounds(voices - best, self.week.mean[rows, w] * 6 / 7, CROWD_SPREAD, 0.0)[1]
            reason = pl.Series("abstained", [TOO_SHORT] * len(rows), pl.String)
            return [pl.Series("score", np.log(calm)), *_told(None, NEAR, len(rows)), reason,
                    *_told(None, FAR, len(rows))]  # fmt: skip
        score, near, far = learned
        reason = pl.Series("abstained", np.where(near.sure, "", ABSTAINED).tolist(), pl.String)
        return [pl.Series("score", score), *_told(near, NEAR, len(rows)), reason.replace("", None),
                *_told(far, FAR, len(rows))]  # fmt: skip

    def _last_year(self, rows: NDArray[np.int64], w: int) -> tuple[Matrix, Matrix, NDArray[np.bool_]]:
        """How far the same weeks of earlier years stood above their own expectation.

        Returns the factor (two usual voices are assumed beside what is known), its relative variance, and
        whether there was such a year to look at.
        """
        seen, mean = np.zeros(len(rows)), np.zeros(len(rows))
        for years_back in (1, 2):
            then = same_time(self.grid.ends[w], years_back, self.feasts)
            at = round((then - self.grid.ends[0]).days / 7)
            for column in range(max(at - 1, LEAST_WEEKS - 1), min(at + 2, w)):
                known = self.month.known[rows, column]
                seen += np.where(known, self.month.seen[rows, column], 0.0)
                mean += np.where(known, self.month.mean[rows, column], 0.0)
        return (seen + 2.0) / (mean + 2.0), 1.0 / (seen + 2.0), mean > 0


def _told(found: Foretold | None, names: tuple[str, str, str], rows: int) -> list[pl.Series]:
    """Forecast, low and high as columns; null where we abstain."""
    if found is None:
        return [pl.Series(name, [None] * rows, pl.Float64) for name in names]
    return [
        pl.Series(name, np.where(found.sure, column, np.nan)).fill_nan(None)
        for name, column in zip(names, (found.forecast, found.low, found.high), strict=True)
    ]


def _without_best(grid: Weekly, rows: NDArray[np.int64], w: int) -> Matrix:
    """Voices of these rows in the month up to week w without its BEST_DAYS loudest days."""
    days = grid.voices[rows, max(7 * (w + 1 - MONTH), 0) : 7 * (w + 1)]
    left = days.shape[1] - BEST_DAYS
    kept: Matrix = np.partition(days, left, axis=1)[:, :left].sum(1, dtype=np.float64)
    return kept
