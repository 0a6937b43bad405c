"""Calls scored by what came after: made-up weeks whose right answer is known."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from scipy.stats import binom

from domain.frames import ENTITY_MAP, SIGNALS
from domain.record import CALL_SCORES, OUTCOMES, summed_up
from signals.record import NO_COUNTS, NO_COVERAGE, look_after, score_week, weeks_needed

AS_OF = date(2026, 9, 6)  # ten weeks before the world ends
W = 20  # column of the week that ends on AS_OF, in a world of 30 weeks


def weeks(*numbers: int) -> list[int]:
    """Days of the weeks at these places: 0 is the week of the call, 1 the one after."""
    return [7 * (W - 1 + at) + day for at in numbers for day in range(7)]


@pytest.fixture
def made(world):
    """試品0 rises for good, 1 rises a little, 2 flashes in the week, 3 is calm; the rest is steady."""
    made = world(entities=8)
    made.voices[:] = 2
    made.voices[0][weeks(-1, 0, 1, 2, 3, 4)] = [3] * 7 + [5] * 7 + [6] * 7 + [8] * 7 + [6] * 14
    made.voices[1][weeks(0, 1, 2, 3, 4)] = [4, 4, 4, 3, 3, 2, 2] + [3, 2, 3, 2, 3, 2, 3] * 4
    made.voices[2][weeks(0)] = [2, 2, 2, 80, 2, 2, 2]
    return made


def called(*names: str, as_of: date = AS_OF, stage: str = "rising") -> pl.DataFrame:
    rows = [
        {
            "as_of": as_of,
            "entity": name,
            "platform": "*",
            "alert": True,
            "stage": stage,
            "kind": "burst",
            "lift": 2.5,
        }
        for name in names
    ]
    return pl.DataFrame(rows, schema=SIGNALS)


def after_of(made, as_of: date = AS_OF) -> dict[date, pl.DataFrame]:
    return {day: look_after(made.counts(), made.coverage(), day) for day in weeks_needed(as_of)}


def scored(
    made, calls: pl.DataFrame, as_of: date = AS_OF, signals: pl.DataFrame | None = None, **named
) -> pl.DataFrame:
    entities = pl.DataFrame(
        {
            "kind": "product",
            "norm": made.names[0],
            "entity": made.names[0],
            "name": "试品0",
            "category": "鞋靴",
        },
        schema=ENTITY_MAP,
    )
    signals = called() if signals is None else signals
    last = named.get("last_told", date(2026, 11, 15))
    return score_week(as_of, calls, signals, after_of(made, as_of), entities, last)


def test_each_call_gets_the_outcome_it_earned(made):
    found = scored(made, called(*made.names[:4]))
    assert found.schema == CALL_SCORES
    outcomes = dict(found.select("entity", "outcome").iter_rows())
    assert outcomes == dict(zip(made.names[:4], ["hit", "short", "flash", "flash"], strict=True))
    hit = found.row(by_predicate=pl.col("entity") == made.names[0], named=True)
    assert (hit["category"], hit["stage"], hit["first"], hit["lift_told"]) == ("鞋靴", "rising", True, 2.5)
    assert hit["lead_weeks"] == 2
    assert found.filter(pl.col("outcome") != "hit")["lead_weeks"].is_null().all()


def test_the_numbers_are_those_of_the_benchmark(world):
    """r_F / r_B and p of bench/README.md, on a platform whose coverage changes, computed another way."""
    made = world(entities=40, seed=8)
    made.seen[weeks(1, 2, 3, 4)] = 3000
    made.seen[weeks(-3)] = 0
    made.voices[:, weeks(-3)] = 0
    made.voices[:20, weeks(1, 2, 3, 4)] *= 4
    found = look_after(made.counts(), made.coverage(), AS_OF)
    before, after = weeks(*range(-12, 0)), weeks(1, 2, 3, 4)
    c_base, c_next = made.voices[:, before].sum(1), made.voices[:, after].sum(1)
    n_base, n_next = made.seen[before].sum(), made.seen[after].sum()
    r = ((c_next + 0.5) / n_next) / ((c_base + 0.5) / n_base)
    p = binom.sf(c_next - 1, c_next + c_base, n_next / (n_next + n_base))
    order = np.argsort(made.names)
    assert found["lift_after"].to_list() == pytest.approx(r[order])
    assert found["p_value"].to_list() == pytest.approx(p[order])
    sustained = (c_next >= 8) & (r >= 1.5) & (p < 0.01)
    assert found["sustained"].to_list() == sustained[order].tolist()
    assert 0 < sustained.sum() < 40


def test_more_crawling_is_no_hit(made):
    made.voices[3][weeks(1, 2, 3, 4)] = 6
    assert scored(made, called(made.names[3]))["outcome"].to_list() == ["hit"]
    made.seen[weeks(1, 2, 3, 4)] = 3000
    assert scored(made, called(made.names[3]))["outcome"].to_list() == ["flash"]


def test_one_account_makes_no_call_true(made):
    made.flood[3][weeks(1, 2, 3, 4)] = 40
    assert scored(made, called(made.names[3]))["outcome"].to_list() == ["flash"]


def test_platforms_add_up_and_a_new_one_lifts_nothing(made, world):
    """On a platform that begins after the call everybody is new: nobody is right because of it."""
    other = world(entities=8)
    other.platform = "xhs"
    other.voices[:] = 9
    since = pl.col("day") > AS_OF
    counts = pl.concat([made.counts(), other.counts().filter(since)])
    coverage = pl.concat([made.coverage(), other.coverage().filter(since)])
    assert_frame_equal(look_after(counts, coverage, AS_OF), look_after(made.counts(), made.coverage(), AS_OF))
    both = look_after(
        pl.concat([made.counts(), other.counts()]), pl.concat([made.coverage(), other.coverage()]), AS_OF
    )
    calm = both.filter(entity=made.names[3])
    assert calm["lift_after"].item() == pytest.approx(1.0, abs=0.01)
    assert calm["voices_after"].item() == 28 * 11


@pytest.mark.parametrize("rows", ["zero", "absent"])
@pytest.mark.parametrize("lost", [(1, 2, 3), tuple(range(-12, -2))])
def test_without_coverage_a_call_is_not_judged(made, rows, lost):
    made.seen[weeks(*lost)] = 0
    made.voices[:, weeks(*lost)] = 0
    if rows == "absent":
        keep = made.coverage().filter(pl.col("posts_seen") > 0)
        made.coverage = lambda: keep
    found = scored(made, called(made.names[0]))
    assert found["outcome"].to_list() == ["abstained"]
    assert found["reason"].to_list() == [NO_COVERAGE]
    assert found["lift_after"].to_list() == [None]


def test_where_an_entity_usually_speaks_nobody_listened(made, world):
    """Its usual platform fell silent; another that hardly knows it says nothing about it."""
    home = world(entities=8)
    home.platform = "xhs"
    home.voices[:] = 30
    home.seen[weeks(1, 2, 3, 4)] = 0
    counts, coverage = [made.counts(), home.counts()], [made.coverage(), home.coverage()]
    found = look_after(pl.concat(counts), pl.concat(coverage), AS_OF)
    assert not found["judged"].any()


def test_an_entity_that_vanished_from_the_counts_is_not_judged(made):
    found = scored(made, called("product:合并掉的"))
    assert found.select("outcome", "reason").row(0) == ("abstained", NO_COUNTS)


def test_a_rise_that_nobody_called_is_missed_once(made):
    start = next(
        day
        for day in (AS_OF + timedelta(weeks=n) for n in range(-6, 3))
        if not scored(made, called(), day).filter(entity=made.names[0]).is_empty()
    )
    missed = scored(made, called(), start)
    assert missed.select("entity", "outcome", "stage", "lift_told").rows() == [
        (made.names[0], "miss", "none", None)
    ]
    for later in range(1, 5):
        assert scored(made, called(), start + timedelta(weeks=later)).is_empty()
    for weeks_after, heard in ((-9, False), (-8, True), (0, True), (4, True), (5, False)):
        calls = called(made.names[0], as_of=start + timedelta(weeks=weeks_after))
        assert ("miss" not in scored(made, calls, start)["outcome"].to_list()) is heard


def test_what_may_still_be_called_is_no_miss_yet(made):
    days = [AS_OF + timedelta(weeks=n) for n in range(-6, 3)]
    assert any("miss" in scored(made, called(), day)["outcome"].to_list() for day in days)
    for day in days:
        assert scored(made, called(), day, last_told=day + timedelta(days=27)).is_empty()


def test_known_seasons_and_materials_are_no_misses(made):
    days = [AS_OF + timedelta(weeks=n) for n in range(-6, 3)]
    start = next(day for day in days if not scored(made, called(), day).is_empty())
    seasonal = called(made.names[0], as_of=start).with_columns(kind=pl.lit("seasonal"))
    assert scored(made, called(), start, seasonal).is_empty()
    emerging = called(made.names[0], as_of=start, stage="emerging")
    assert scored(made, called(), start, emerging)["stage"].to_list() == ["emerging"]
    made.names[0] = "material:EVA"
    assert scored(made, called(), start).is_empty()


def test_a_call_told_again_is_not_first(made):
    calls = pl.concat([called(made.names[0]), called(made.names[0], as_of=AS_OF - timedelta(weeks=4))])
    assert scored(made, calls)["first"].to_list() == [False]
    calls = pl.concat([called(made.names[0]), called(made.names[0], as_of=AS_OF - timedelta(weeks=5))])
    assert scored(made, calls)["first"].to_list() == [True]


def test_the_order_of_rows_and_days_outside_change_nothing(made):
    found = look_after(made.counts(), made.coverage(), AS_OF)
    near = pl.col("day").is_between(
        AS_OF - timedelta(weeks=13) + timedelta(days=1), AS_OF + timedelta(weeks=4)
    )
    cut = look_after(
        made.counts().filter(near).sample(fraction=1, shuffle=True, seed=4),
        made.coverage().filter(near),
        AS_OF,
    )
    assert_frame_equal(found, cut)


def test_nothing_in_nothing_out(made):
    assert look_after(made.counts().clear(), made.coverage(), AS_OF).is_empty()
    assert look_after(made.counts(), made.coverage().clear(), AS_OF).is_empty()
    assert scored(made, called(), AS_OF + timedelta(weeks=6)).is_empty()


def test_the_summary_adds_up():
    rows = [
        ("hit", "rising", "鞋靴", True, 2), ("hit", "rising", "鞋靴", False, 1),
        ("hit", "surging", None, True, 0), ("short", "rising", "鞋靴", True, None),
        ("flash", "surging", "箱包", True, None),
        ("abstained", "rising", "箱包", True, None), ("miss", "none", "鞋靴", True, None),
    ]  # fmt: skip
    names = ("outcome", "stage", "category", "first", "lead_weeks")
    scores = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=CALL_SCORES)
    whole = summed_up(scores).row(0, named=True)
    assert [whole[name] for name in ("calls", *OUTCOMES)] == [6, 3, 1, 1, 1, 1]
    assert whole["hit_rate"] == pytest.approx(0.6)
    assert whole["lead_weeks"] == 1.0
    by_stage = summed_up(scores, "stage")
    assert by_stage["key"].to_list() == ["rising", "surging", "none"]
    assert by_stage["calls"].to_list() == [4, 2, 0]
    assert by_stage["hit_rate"].to_list() == pytest.approx([2 / 3, 0.5, None])
    assert summed_up(scores, "category")["key"].to_list() == ["鞋靴", "箱包", ""]
    assert summed_up(scores.clear()).is_empty()
