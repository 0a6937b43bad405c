"""What past weeks taught, refitted every four weeks on those whose four weeks after were complete by then.

Walk-forward: a week is judged by models that saw nothing of it or of anything later. Which weeks refit is
read off the calendar, so the daily job and a file of many origins come to the same models.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from signals.features import FUTURE, History
from signals.forecast import Forecaster, Foretold
from signals.ranking import Ranker
from signals.weekly import Matrix

REFIT_WEEKS = 4
FAR = 12  # weeks of the longer forecast
MEMORY = 156  # weeks of examples
WARM = 26  # weeks of history before the first example
LEAST_WEEKS, LEAST_EXAMPLES, LEAST_RISEN = 20, 1000, 60  # below: nothing is learned, formulas stand


@dataclass(frozen=True, slots=True)
class Example:
    """A past week: features and outcomes of the entities that were looked at then."""

    rows: NDArray[np.int64]
    features: NDArray[np.float32]
    eligible: NDArray[np.bool_]  # loud enough for the list; the forecast learns from these alone
    risen: NDArray[np.bool_]
    fell: NDArray[np.bool_]
    level: Matrix  # voices a week in the four weeks up to it
    usual_change: Matrix


@dataclass(frozen=True, slots=True)
class Models:
    """What was fitted in a week; `far` is None while too few examples have their 12 weeks after."""

    ranker: Ranker
    near: Forecaster
    far: Forecaster | None


@dataclass(slots=True)
class Learner:
    """Models of one platform by the week they were fitted in; made when first asked for."""

    history: History
    looked_at: Callable[[int], NDArray[np.int64]]  # rows that are judged in a week
    eligible: NDArray[np.bool_]  # S x W: those of them that compete for the list
    examples: dict[int, Example | None] = field(default_factory=dict)
    models: dict[int, Models | None] = field(default_factory=dict)

    def tell(self, rows: NDArray[np.int64], w: int) -> tuple[Matrix, Foretold, Foretold | None] | None:
        """(score, forecast of four weeks, of twelve) of these rows as of week w.

        None where too little was ever seen to learn from.
        """
        models = self._models_of(w)
        if models is None or not len(rows):
            return None
        features = self.history.at(rows, w)
        level, change = self._level(rows, w), usual_change(self.history, rows, w)
        with _threads().limit(limits=1):
            near = models.near.foretell(features, level, change)
            far = None if models.far is None else models.far.foretell(features, level, change)
            return models.ranker.score(features), near, far

    def _models_of(self, w: int) -> Models | None:
        fitted_at = w - self.history.grid.ends[w].toordinal() // 7 % REFIT_WEEKS
        if fitted_at not in self.models:
            self.models[fitted_at] = self._fit(fitted_at)
        return self.models[fitted_at]

    def _fit(self, at: int) -> Models | None:
        weeks = range(max(WARM, at - FUTURE - MEMORY + 1), at - FUTURE + 1)
        past = [(week, example) for week in weeks if (example := self._example(week)) is not None]
        risen = sum(int((example.risen & example.eligible).sum()) for _, example in past)
        rows = sum(int(example.eligible.sum()) for _, example in past)
        if len(past) < LEAST_WEEKS or risen < LEAST_RISEN or rows - risen < LEAST_EXAMPLES:
            return None
        features, risen_then, fell = (
            np.concatenate([getattr(example, name) for _, example in past])
            for name in ("features", "risen", "fell")
        )
        ages = np.repeat(np.arange(len(past))[::-1], [len(example.rows) for _, example in past])
        # More threads than free cores make these small fits many times slower.
        with _threads().limit(limits=1):
            near = self._forecaster(past, FUTURE)
            if near is None:
                return None
            far = self._forecaster([one for one in past if one[0] <= at - FAR], FAR)
            return Models(Ranker.fit(features, risen_then, fell, ages), near, far)

    def _forecaster(self, past: list[tuple[int, Example]], span: int) -> Forecaster | None:
        """Learned from the eligible rows of these weeks whose `span` weeks after were crawled."""
        if len(past) < LEAST_WEEKS:
            return None
        parts = []
        for age, (week, example) in enumerate(reversed(past)):
            came, ahead = self._came(example.rows, week, span)
            some = example.eligible & ahead
            ages = np.full(int(some.sum()), age)
            parts.append(
                (example.features[some], example.level[some], came[some], example.usual_change[some], ages)
            )
        features, level, came, change, ages = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Forecaster.fit(features, level, came, change, ages) if len(ages) >= LEAST_EXAMPLES else None

    def _came(self, rows: NDArray[np.int64], week: int, span: int) -> tuple[Matrix, NDArray[np.bool_]]:
        """Voices a week in the `span` weeks after, at the exposure before them; whether half was seen."""
        four = self.history.sums(rows, week - 3, week + 1)[1]
        after, ahead = self.history.sums(rows, week + 1, week + 1 + span)
        seen = np.broadcast_to(ahead > 0.5 * four * span / FUTURE, rows.shape)
        return after / FUTURE * four / np.maximum(ahead, 1e-9), seen

    def _example(self, week: int) -> Example | None:
        if week not in self.examples:
            self.examples[week] = self._look_back(week)
        return self.examples[week]

    def _look_back(self, week: int) -> Example | None:
        rows = self.looked_at(week)
        if not len(rows) or self.history.failed(week):
            return None
        four = self.history.sums(rows, week - 3, week + 1)[1]
        ahead = self.history.sums(rows, week + 1, week + 1 + FUTURE)[1]
        rows = rows[np.broadcast_to((ahead > 0.5 * four) & (four > 0), rows.shape)]
        if not len(rows):
            return None
        return Example(
            rows,
            self.history.at(rows, week),
            self.eligible[rows, week],
            self.history.sustained(rows, week),
            self.history.fell_back(rows, week),
            self._level(rows, week),
            usual_change(self.history, rows, week),
        )

    def _level(self, rows: NDArray[np.int64], w: int) -> Matrix:
        return self.history.sums(rows, w - 3, w + 1)[0] / 4


@cache
def _threads() -> ThreadpoolController:
    """Found once: to look through the loaded libraries takes longer than to judge a week."""
    return ThreadpoolController()


def usual_change(history: History, rows: NDArray[np.int64], w: int) -> Matrix:
    """How far the entity's month usually is from that of a year before, in voices a week, at least 0.25."""
    now = history.sums(rows, w - 3, w + 1)[1] / 4
    ends = np.arange(w, 54, -4)
    if not len(ends):
        return np.full(len(rows), 0.25)
    voices = history.voices[rows]
    exposure = history.exposure if len(history.exposure) == 1 else history.exposure[rows]
    share, seen = [], []
    for last in (ends + 1, ends - 51):
        possible = exposure[:, last] - exposure[:, last - 4]
        share.append((voices[:, last] - voices[:, last - 4]) / np.maximum(possible, 1e-9))
        seen.append(possible > 0)
    change = np.where(seen[0] & seen[1], np.abs(share[0] - share[1]), 0.0).mean(1)
    usual: Matrix = np.maximum(change * now, 0.25)
    return usual
