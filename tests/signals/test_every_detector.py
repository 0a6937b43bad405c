"""Checks that every detector must pass, before its author writes a test."""

import re
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from domain.errors import BadFrame
from domain.frames import COVERAGE, DAILY_COUNTS, SIGNALS, conform
from domain.signal import ALL_PLATFORMS, KINDS, STAGES
from signals.contract import Params, find_detectors

DETECTORS = find_detectors()
EVERY = pytest.mark.parametrize("name", DETECTORS)
# What a rule of others does not hold by its own nature; a test fails where this list is wrong either way.
WEAK = {
    "ratio_3x": {"noise", "flash", "lasting"},
    "three_sd": {"noise", "flash", "lasting"},
    "percentile": {"noise", "flash"},
}
NO_COUNTS, NO_COVERAGE = pl.DataFrame(schema=DAILY_COUNTS), pl.DataFrame(schema=COVERAGE)


def expect(name: str, promise: str, held: bool) -> None:
    """The detector keeps the promise, or is known not to: a rule that is weak here must show it here."""
    assert held == (promise not in WEAK.get(name, ()))


def test_detectors_are_found():
    assert set(DETECTORS) >= {"negative_binomial", *WEAK}


def test_the_table_of_the_documentation_names_them_all():
    text = (Path(__file__).parents[2] / "docs" / "add-a-detector.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.M)) == set(DETECTORS)


@EVERY
def test_rows_keep_the_contract(name, world, last):
    made = world()
    made.voices[0, -28:] += 6
    found = DETECTORS[name](made.counts(), made.coverage(), last)
    assert len(conform(found, SIGNALS, "signals")) >= 60
    assert found.columns == list(SIGNALS)
    assert set(found["platform"]) == {"weibo", ALL_PLATFORMS}
    assert found["as_of"].unique().to_list() == [last]
    assert found["detector"].unique().to_list() == [name]
    assert set(found["stage"]) <= set(STAGES)
    assert set(found["kind"].drop_nulls()) <= set(KINDS)
    assert not found.select("entity", "platform").is_duplicated().any()
    assert found["p_value"].is_between(0, 1).all()
    assert (found["q_value"] >= found["p_value"]).all()
    assert (found["lift_low"] <= found["lift"]).all()
    assert (found["lift"] <= found["lift_high"]).all()
    assert found["why"].str.len_chars().min() > 10
    assert found.filter(pl.col("forecast_4w").is_null() & pl.col("abstained").is_null()).is_empty()


@EVERY
def test_nothing_in_nothing_out(name, world, last):
    made = world()
    assert DETECTORS[name](NO_COUNTS, NO_COVERAGE, last).schema == SIGNALS
    assert DETECTORS[name](NO_COUNTS, made.coverage(), last).is_empty()
    assert DETECTORS[name](made.counts(), NO_COVERAGE, last).is_empty()


@EVERY
def test_a_wrong_frame_is_refused(name, world, last):
    made = world()
    with pytest.raises(BadFrame, match="authors"):
        DETECTORS[name](made.counts().drop("authors"), made.coverage(), last)


@EVERY
@pytest.mark.parametrize("days", [1, 6, 7, 20])
def test_too_short_a_history_says_nothing(name, days, world, last):
    made = world()
    since = last - timedelta(days=days - 1)
    counts, coverage = (frame.filter(pl.col("day") >= since) for frame in (made.counts(), made.coverage()))
    assert DETECTORS[name](counts, coverage, last).is_empty()


@EVERY
def test_a_constant_series_does_not_rise(name, world, last):
    made = world()
    made.voices[:] = 3
    found = DETECTORS[name](made.counts(), made.coverage(), last)
    assert len(found) == 120
    assert not found["alert"].any()
    assert found["lift"].to_list() == pytest.approx([1.0] * 120, abs=0.05)


@EVERY
def test_quiet_series_raise_no_alarm(name, world, last):
    made = world(entities=300)
    found = DETECTORS[name](made.counts(), made.coverage(), last)
    expect(name, "noise", found["alert"].sum() <= 1)


@EVERY
def test_the_order_of_rows_and_a_second_run_change_nothing(name, world, last):
    made = world()
    made.voices[0, -28:] += 6
    counts, coverage = made.counts(), made.coverage()
    kept = counts.clone(), coverage.clone()
    found = DETECTORS[name](counts, coverage, last)
    shuffled = (
        counts.sample(fraction=1, shuffle=True, seed=1),
        coverage.sample(fraction=1, shuffle=True, seed=2),
    )
    assert_frame_equal(DETECTORS[name](*shuffled, last), found)
    assert_frame_equal(DETECTORS[name](counts, coverage, last), found)
    assert_frame_equal(counts, kept[0])
    assert_frame_equal(coverage, kept[1])


@EVERY
def test_the_unit_of_exposure_does_not_matter(name, world, last):
    made = world()
    made.voices[0, -28:] += 6
    found = DETECTORS[name](made.counts(), made.coverage(), last)
    made.seen *= 8
    assert_frame_equal(DETECTORS[name](made.counts(), made.coverage(), last), found, rel_tol=1e-4)


@EVERY
def test_later_days_change_nothing(name, world, last):
    made = world()
    made.voices[0, -35:] += 6
    as_of = last - timedelta(days=14)
    early = [frame.filter(pl.col("day") <= as_of) for frame in (made.counts(), made.coverage())]
    assert_frame_equal(DETECTORS[name](made.counts(), made.coverage(), as_of), DETECTORS[name](*early, as_of))


@EVERY
def test_a_lasting_rise_is_found(name, world, last):
    made = world()
    made.voices[0, -28:] += 6
    found = DETECTORS[name](made.counts(), made.coverage(), last).filter(entity=made.names[0])
    expect(name, "lasting", found["alert"].all())
    assert found["alert"].to_list() == found["stage"].is_in(["rising", "surging"]).to_list()
    assert (found["lift_low"].drop_nulls() > 1).all()


@EVERY
def test_one_account_is_one_voice(name, world, last):
    made = world()
    made.flood[0, -28:] = 40
    found = DETECTORS[name](made.counts(), made.coverage(), last)
    flooded = found.filter(entity=made.names[0])
    assert flooded["posts"].min() >= 280
    assert not flooded["alert"].any()


@EVERY
@pytest.mark.parametrize("days", [1, 3])
def test_a_flash_is_no_rise(name, days, world, last):
    made = world()
    made.voices[0, -4 : -4 + days] += 80
    found = DETECTORS[name](made.counts(), made.coverage(), last)
    flashed = pl.col("entity") == made.names[0]
    assert len(found.filter(flashed)) == 2
    expect(name, "flash", not found.filter(flashed)["alert"].any())
    expect(name, "noise", not found.filter(~flashed)["alert"].any())


@EVERY
@pytest.mark.parametrize("rows", ["zero", "absent"])
def test_a_crawl_that_comes_back_is_no_rise(name, rows, world, last):
    made = world(entities=200)
    lost = [n for n in range(len(made.days) - 60, len(made.days) - 20) if n % 12 < 9]
    made.voices[:, lost] = 0
    made.seen[lost] = 0
    coverage = made.coverage()
    if rows == "absent":
        coverage = coverage.filter(pl.col("posts_seen") > 0)
    found = DETECTORS[name](made.counts(), coverage, last)
    assert len(found) >= 200
    expect(name, "noise", found["alert"].sum() <= 1)
    assert 0.8 < found["lift"].median() < 1.2


@EVERY
def test_a_doubled_crawl_is_no_rise(name, world, last):
    made = world(entities=200)
    made.voices[:, -21:] += world(entities=200, seed=9).voices[:, -21:]
    made.seen[-21:] *= 2
    found = DETECTORS[name](made.counts(), made.coverage(), last)
    expect(name, "noise", found["alert"].sum() <= 1)
    assert 0.8 < found["lift"].median() < 1.2


@EVERY
def test_a_new_platform_does_not_lift_the_total(name, world, last):
    old, new = world(), world(seed=5)
    new.platform = "xhs"
    since = last - timedelta(days=13)
    counts = pl.concat([old.counts(), new.counts().filter(pl.col("day") >= since)])
    coverage = pl.concat([old.coverage(), new.coverage().filter(pl.col("day") >= since)])
    found = DETECTORS[name](counts, coverage, last)
    alone = DETECTORS[name](old.counts(), old.coverage(), last)
    assert_frame_equal(found.filter(platform=ALL_PLATFORMS), alone.filter(platform=ALL_PLATFORMS))


@EVERY
def test_fewer_voices_than_asked_for_are_not_told(name, world, last):
    made = world()
    made.voices[0, -28:] += 6
    strict = DETECTORS[name](made.counts(), made.coverage(), last, Params(week_voices=1000))
    assert not strict["alert"].any()
