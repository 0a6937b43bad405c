"""One platform's weeks judged: this week's voices, the month without its best days, last year's same weeks.

A week alone is a poor witness: one loud day can make it, and talk on neighbouring days hangs together. So
the alarm is decided on four weeks without their four best days, against the 12 weeks before and the year,
and told only while the last week itself stands out. On planted series (trend benchmark, two seeds) the
false share of alarm episodes falls from 0.87, a plain negative binomial test of the week, to 0.24.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from signals.contract import Params
from signals.expectation import Expectation, expect, lift_bounds, tail
from signals.season import same_time
from signals.stage import ENTER_Z, Episodes, find_episodes, stages
from signals.weekly import Matrix, Weekly, preceding, windows

BASE, MONTH, BEST_DAYS, ALIVE = 12, 4, 4, 13  # weeks, weeks, days left out of the month, weeks
LEAST_WEEKS = 8  # of history before anything is judged: four to expect from, four to judge
STANDS_OUT = 0.05  # the last week's own p-value while an alarm is told
EXPLAINED = 0.01  # last year explains a month that is no rarer than this given last year's factor
CROWD_SPREAD = 0.1  # what the ranking grants everyone: without it the loudest entities lead the list


@dataclass(frozen=True, slots=True)
class Judge:
    """What is known of each entity (S) in each week (W) from that week and those before it alone."""

    grid: Weekly
    params: Params
    feasts: dict[tuple[str, int], date]
    week: Expectation
    month: Expectation
    calm_seen: Matrix  # the week without its best day
    calm_mean: Matrix
    recent: Matrix  # voices in the four weeks up to each
    alive: NDArray[np.bool_]
    episodes: Episodes

    @classmethod
    def of(cls, grid: Weekly, params: Params, feasts: dict[tuple[str, int], date]) -> "Judge":
        weekly, behind = windows(grid, 1, 0)
        alive, recent = preceding(weekly, ALIVE, -1) > 0, preceding(weekly, MONTH, -1)
        week = expect(weekly, behind, span=1, base=BASE, prior=0.5, year=False, alive=alive)
        month = expect(
            *windows(grid, MONTH, BEST_DAYS), span=MONTH, base=BASE, prior=1.0, year=True, alive=alive
        )
        calm_seen, calm_behind = windows(grid, 1, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(behind > 0, (weekly + 0.5) / behind, 0.0)
            calm_mean = np.where(behind > 0, week.mean * calm_behind / behind, 0.0)
        lift, sure, _ = lift_bounds(weekly, week.mean, week.spread, week.unsure, ENTER_Z)
        enough = (recent >= params.month_voices) & (weekly >= params.week_voices)
        episodes = find_episodes(share, week.known & enough & (sure > 1.0), lift, week.known)
        return cls(grid, params, feasts, week, month, calm_seen, calm_mean, recent, alive, episodes)

    def at(self, w: int) -> pl.DataFrame:
        """One row for each entity looked at: 4 voices in four weeks and 1 in the week, or a fading episode.

        Columns: entity, score, p_value, q_value, stands (alarm before any season), stage, voices, expected,
        lift, lift_low, lift_high, weeks_up, month_seen, month_expected, last_year (factor, null = unknown),
        repeats (last year explains it).
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
        loud = week.known[alive, w] & (tail(*now) <= STANDS_OUT)
        stands = (q <= self.params.q_limit) & enough & loud
        lift, low, high = lift_bounds(*now)
        stage = stages(weeks, since, left, lift, low, stands)
        factor, doubt, judged = self._last_year(alive, w)
        may_repeat = judged & (factor > 1.2)
        month_seen, month_mean, month_spread, month_unsure = month.at(alive, w)
        given = tail(month_seen, month_mean * factor, month_spread, month_unsure + doubt)
        repeats = may_repeat & (given > EXPLAINED) & (p < 0.05)
        calm_seen, calm_mean = self.calm_seen[alive, w] + 0.5, self.calm_mean[alive, w] + 0.5
        calm_low = lift_bounds(calm_seen, calm_mean, CROWD_SPREAD, 0.0)[1]

        looked_at = (recent >= 4) & (voices >= 1) | np.isin(stage, ["plateau", "cooling"])
        return pl.DataFrame(
            {
                "entity": self.grid.entities[alive].astype(object), "score": np.log(calm_low), "p_value": p,
                "q_value": q, "stands": stands, "stage": stage.astype(object),
                "voices": voices.astype(np.int64), "expected": now[1],
                "lift": lift, "lift_low": low, "lift_high": high, "weeks_up": weeks,
                "month_seen": month_seen, "month_expected": month_mean,
                "last_year": np.where(judged, factor, np.nan), "repeats": repeats,
            },
            schema_overrides={"entity": pl.String, "stage": pl.String},
        ).filter(looked_at).with_columns(pl.col("last_year").fill_nan(None))  # fmt: skip

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
