"""What past weeks teach: the order of the list, the forecast, and when nothing is said."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from signals.contract import TOO_SHORT, Params
from signals.detect import detect_file
from signals.detectors.negative_binomial import detect
from signals.features import MONTH_LOG, History
from signals.forecast import ABSTAINED
from signals.judge import Judge
from signals.ranking import QUIET, Ranker
from signals.season import lunar_feasts
from signals.weekly import build_weekly

WEEKS = 110


@pytest.fixture(scope="module")
def eventful(world):
    """Bursts of one week beside rises of twelve weeks, some of each in every month."""

    made = world(weeks=WEEKS, entities=120, per_week=10.0, seed=8)
    rng = np.random.default_rng(4)
    for row in range(len(made.names)):
        for start in range(rng.integers(0, 140), 7 * WEEKS - 84, 140):
            lasts = 84 if (row + start) % 2 else 7
            made.voices[row, start : start + lasts] += rng.poisson(3, lasts)
    return made


@pytest.fixture(scope="module")
def told(eventful, last):

    return detect_file(eventful.counts(), eventful.coverage(), last - timedelta(weeks=20), last)


def test_a_short_history_teaches_nothing(world, last):
    made = world()
    found = detect(made.counts(), made.coverage(), last)
    assert found["abstained"].unique().to_list() == [TOO_SHORT]
    assert found["forecast_4w"].null_count() == len(found)
    assert found["score"].null_count() == 0


def test_a_forecast_or_a_reason(told):
    foretold = told.filter(pl.col("abstained").is_null())
    assert len(foretold) / len(told) > 0.6
    assert set(told["abstained"].drop_nulls()) <= {ABSTAINED, TOO_SHORT}
    assert foretold.filter(
        (pl.col("forecast_low") > pl.col("forecast_4w")) | (pl.col("forecast_high") < pl.col("forecast_4w"))
    ).is_empty()
    silent = told.filter(pl.col("abstained").is_not_null())
    assert silent["forecast_4w"].null_count() == len(silent)


def test_intervals_hold_four_of_five(told, eventful):
    week = {name: n for n, name in enumerate(eventful.names)}
    inside = []
    for row in told.filter(pl.col("forecast_4w").is_not_null()).iter_rows(named=True):
        day = eventful.days.index(row["as_of"]) + 1
        ahead = eventful.voices[week[row["entity"]], day : day + 28]
        if len(ahead) == 28:
            inside.append(row["forecast_low"] <= ahead.sum() / 4 <= row["forecast_high"])
    assert len(inside) > 500
    assert 0.65 < np.mean(inside) < 0.93


def test_twelve_weeks_ahead_or_nothing(told):
    foretold = told.filter(pl.col("forecast_12w").is_not_null())
    assert len(foretold) / len(told) > 0.4
    assert foretold.filter(
        (pl.col("forecast_12w_low") > pl.col("forecast_12w"))
        | (pl.col("forecast_12w_high") < pl.col("forecast_12w"))
    ).is_empty()
    # Bursts of a week even out: the mean of twelve weeks is surer than that of four.
    wide, narrow = (
        foretold.select((pl.col(f"{name}_high") - pl.col(f"{name}_low")).mean()).item()
        for name in ("forecast", "forecast_12w")
    )
    assert 0 < narrow < wide


def test_twelve_weeks_are_learned_from_complete_ones_alone(eventful, last):
    """What comes after the origin changes no forecast of twelve weeks, however far it reaches."""
    until = last - timedelta(weeks=13)
    early = [frame.filter(pl.col("day") <= until) for frame in (eventful.counts(), eventful.coverage())]
    columns = ["entity", "forecast_12w", "forecast_12w_low", "forecast_12w_high"]
    full = detect_file(eventful.counts(), eventful.coverage(), until, until).select(columns)
    assert full["forecast_12w"].null_count() < len(full)
    assert_frame_equal(full, detect_file(*early, until, until).select(columns))


def test_the_job_and_the_file_learn_the_same(told, eventful, last):
    job = detect(eventful.counts(), eventful.coverage(), last).filter(platform="weibo")
    same = ["entity", "score", "forecast_4w", "forecast_low", "forecast_high", "abstained"]
    assert_frame_equal(told.filter(as_of=last).select(same), job.select(same), rel_tol=1e-6)


def test_later_days_teach_nothing(told, eventful, last):
    until = last - timedelta(weeks=9)
    early = [frame.filter(pl.col("day") <= until) for frame in (eventful.counts(), eventful.coverage())]
    cut = detect_file(*early, until - timedelta(weeks=2), until)
    assert_frame_equal(told.filter(pl.col("as_of").is_between(until - timedelta(weeks=2), until)), cut)


def test_features_are_finite_from_the_first_week_on(eventful, last):
    counts = eventful.counts().with_columns(voices="authors")
    grid = build_weekly(counts, eventful.coverage(), last, WEEKS)
    history = History.of(grid, lunar_feasts(range(2023, 2028)))
    rows = np.arange(len(grid.entities))
    for w in (0, 1, 30, WEEKS - 1):
        features = history.at(rows, w)
        assert np.isfinite(features).all()
        assert features.shape == history.at(rows[:1], 0).repeat(len(rows), 0).shape


def test_models_are_refitted_every_four_weeks(eventful, last):
    counts = eventful.counts().with_columns(voices="authors")
    grid = build_weekly(counts, eventful.coverage(), last, WEEKS)
    judge = Judge.of(grid, Params(), lunar_feasts(range(2023, 2028)))
    for w in range(WEEKS - 26, WEEKS):
        judge.at(w)
    fitted = sorted(judge.learner.models)
    assert len(fitted) in (7, 8)
    assert set(np.diff(fitted)) == {4}
    # A model never saw an outcome that was not complete in the week it was fitted in.
    assert max(judge.learner.examples) + 4 <= fitted[-1]


def test_the_quieter_of_two_rises_stands_first():
    """Loudness teaches nothing here, so that of the same features the quieter row goes up."""
    rng = np.random.default_rng(2)
    features = rng.normal(size=(1200, MONTH_LOG + 1)).astype(np.float32)
    risen = features[:, 0] + rng.normal(size=1200) > 1
    ranker = Ranker.fit(features, risen, ~risen & (features[:, 1] > 0), np.arange(1200) % 30)
    pair = np.repeat(features[:1], 2, axis=0)
    pair[:, MONTH_LOG] = 4.0, 40.0  # beyond the clip and every threshold both are the same to the models
    quiet, loud = ranker.score(pair)
    assert quiet - loud == pytest.approx(QUIET * 36, abs=1e-3)


def test_models_of_one_outcome_alone(eventful):
    """Nothing fell back, or nothing rose in every second week: a model is fitted all the same."""
    rng = np.random.default_rng(2)
    features = rng.normal(size=(1200, MONTH_LOG + 1)).astype(np.float32)
    ages = np.arange(1200) % 30
    risen = (features[:, 0] > 1) & (ages % 2 == 0)
    ranker = Ranker.fit(features, risen, np.zeros(1200, bool), ages)
    assert np.isfinite(ranker.score(features)).all()
