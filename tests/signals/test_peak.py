"""The peak window: what earlier years say of the weeks to come."""

from datetime import timedelta

import numpy as np
import pytest

from signals.features import History
from signals.peak import peak_window
from signals.season import lunar_feasts
from signals.weekly import Weekly

WEEKS = 130
W = WEEKS - 1
AHEAD = 5  # weeks after the last one at which the season peaked a year and two years ago


def windows(last, *peaks, height=60, dark=()):
    """peak_from and peak_until of one entity with these peaks (weeks back from the last)."""
    weekly = np.full(WEEKS, 7.0)
    for back in peaks:
        weekly[W - back] += height
    days = np.repeat(weekly / 7, 7)[None, :].astype(np.float32)
    exposure = np.ones_like(days)
    for start, stop in dark:
        exposure[0, 7 * start : 7 * stop] = days[0, 7 * start : 7 * stop] = 0
    ends = [last - timedelta(weeks=W - n) for n in range(WEEKS)]
    history = History.of(Weekly(np.array(["a"]), days, exposure, ends), lunar_feasts(range(2020, 2028)))
    first, until = peak_window(history, np.array([0]), W)
    return first[0], until[0]


def test_two_years_agree(last):
    begin, end = windows(last, 52 - AHEAD, 104 - AHEAD)
    peak = last + timedelta(weeks=AHEAD)
    assert begin <= peak <= end
    assert (end - begin).days + 1 <= 7 * 5


def test_years_that_disagree_say_nothing(last):
    assert windows(last, 52 - 2, 104 - 10) == (None, None)


@pytest.mark.parametrize("peaks", [(), (52 - AHEAD,), (104 - AHEAD,)])
def test_a_peak_must_come_every_year(last, peaks):
    assert windows(last, *peaks) == (None, None)


def test_a_peak_that_is_over_is_not_told(last):
    assert windows(last, 52 + 3, 104 + 3) == (None, None)


def test_small_peaks_are_none(last):
    assert windows(last, 52 - AHEAD, 104 - AHEAD, height=30) == (None, None)


def test_a_year_without_a_crawl_says_nothing(last):
    assert windows(last, 52 - AHEAD, 104 - AHEAD, dark=[(W - 64, W - 38)]) == (None, None)
