"""Calls against made-up weekly searches and orders whose right answer is known."""

from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from domain.errors import BadFrame
from domain.frames import WEEKLY_FACTS
from domain.record import DEMAND_SCORES, demand_summary
from signals.demand import WEEKLY_SERIES, score_against, series_of_facts

CALL = date(2026, 6, 28)
SOURCE = "searches:taobao:volume"


def weekly(
    rises_at: int | None,
    entity: str = "product:a",
    source: str = SOURCE,
    first: int = -24,
    last: int = 14,
    times: float = 3.0,
) -> pl.DataFrame:
    """100 a week, and `times` that from the week `rises_at` on (0 = the week of the call)."""
    at = range(first, last + 1)
    values = [100.0 * (times if rises_at is not None and n >= rises_at else 1.0) for n in at]
    days = [CALL + timedelta(weeks=n) for n in at]
    return pl.DataFrame(
        {"entity": entity, "source": source, "week_end": days, "value": values}, schema=WEEKLY_SERIES
    )


def calls(*entities: str) -> pl.DataFrame:
    schema = {"as_of": pl.Date, "entity": pl.String}
    return pl.DataFrame({"as_of": [CALL] * len(entities), "entity": list(entities)}, schema=schema)


def scored(series: pl.DataFrame, **more: float) -> tuple[str, int | None]:
    found = score_against(calls("product:a"), series, **more)
    assert found.schema == DEMAND_SCORES
    assert found.height == 1
    return found["outcome"].item(), found["lead_weeks"].item()


@pytest.mark.parametrize("rises_at", [0, 2, 5, 8])
def test_demand_that_rises_after_the_call_followed_it(rises_at):
    assert scored(weekly(rises_at)) == ("followed", rises_at)


@pytest.mark.parametrize("rises_at", [-8, -3, -1])
def test_demand_that_rose_before_is_no_merit_of_the_call(rises_at):
    assert scored(weekly(rises_at)) == ("ahead", rises_at)


def test_no_rise_and_a_small_one_are_none():
    assert scored(weekly(None)) == ("none", None)
    assert scored(weekly(3, times=1.4)) == ("none", None)
    assert scored(weekly(30)) == ("none", None)


def test_one_loud_week_of_orders_is_a_rise_only_if_it_carries_four():
    flash = weekly(None).with_columns(
        value=pl.when(pl.col("week_end") == CALL + timedelta(weeks=4)).then(250.0).otherwise(pl.col("value"))
    )
    assert scored(flash) == ("none", None)


def test_few_orders_are_no_rise():
    few = weekly(4).with_columns(pl.col("value") / 200)
    assert scored(few)[0] == "followed"
    assert scored(few, least=8) == ("none", None)


def test_weeks_that_are_not_over_are_not_judged():
    assert scored(weekly(None, last=6)) == ("abstained", None)
    assert scored(weekly(2, last=6))[0] == "followed"


def test_too_little_history_is_not_judged():
    assert scored(weekly(None, first=-3)) == ("abstained", None)
    assert scored(weekly(None, first=-3, last=-1)) == ("abstained", None)


@pytest.mark.parametrize("value", [None, float("nan")])
def test_gaps_are_unknown_and_no_zero(value):
    gap = (pl.col("week_end") - pl.lit(CALL)).dt.total_days().is_in([-28, 7, 35])
    with_gaps = weekly(5).with_columns(value=pl.when(gap).then(pl.lit(value, pl.Float64)).otherwise("value"))
    assert scored(with_gaps)[0] == "followed"
    assert_frame_equal(
        score_against(calls("product:a"), with_gaps),
        score_against(calls("product:a"), weekly(5).filter(~gap)),
    )
    dark = (pl.col("week_end") - pl.lit(CALL)).dt.total_days().is_between(-140, -20)
    assert scored(weekly(5).filter(~dark)) == ("abstained", None)


def test_all_zero_is_not_judged():
    assert scored(weekly(3).with_columns(value=pl.lit(0.0))) == ("abstained", None)


def test_each_source_and_entity_apart_in_any_order():
    series = pl.concat([
        weekly(5), weekly(None, source="orders"), weekly(-2, entity="product:b", source="orders"),
        weekly(4, entity="product:never called"),
    ])  # fmt: skip
    found = score_against(calls("product:b", "product:a", "product:unknown"), series)
    assert found.select("entity", "source", "outcome").rows() == [
        ("product:a", "orders", "none"), ("product:a", SOURCE, "followed"), ("product:b", "orders", "ahead"),
    ]  # fmt: skip
    shuffled = series.sample(fraction=1, shuffle=True, seed=3)
    assert_frame_equal(score_against(calls("product:a", "product:b"), shuffled), found)
    columns = ("source", "calls", "followed", "ahead", "none", "hit_rate", "lead_weeks")
    assert demand_summary(found).select(columns).rows() == [
        ("orders", 2, 0, 1, 1, 0.0, None), (SOURCE, 1, 1, 0, 0, 1.0, 5.0),
    ]  # fmt: skip


def test_nothing_in_nothing_out():
    assert score_against(calls(), weekly(1)).schema == DEMAND_SCORES
    assert score_against(calls("product:a"), weekly(1).clear()).is_empty()
    assert demand_summary(pl.DataFrame(schema=DEMAND_SCORES)).is_empty()


def test_a_week_told_twice_is_refused():
    with pytest.raises(BadFrame, match="more than once"):
        score_against(calls("product:a"), pl.concat([weekly(1), weekly(1).tail(1)]))


def test_first_party_figures_become_series():
    rows = [
        {"week": "2026-W26", "measure": "volume", "unit": "次", "value": 120.0, "days": 7},
        {"week": "2026-W27", "measure": "volume", "unit": "次", "low": 100.0, "high": 200.0, "days": 7},
        {"week": "2026-W28", "measure": "volume", "unit": "次", "low": 100.0, "days": 7},
        {"week": "2026-W29", "measure": "volume", "unit": "次", "value": 40.0, "days": 3},
        {"week": "2026-W29", "measure": "index", "unit": "热度", "value": 7.5, "days": 4},
        {"week": "2026-W29", "measure": "rank", "value": 3.0, "days": 7},
    ]
    facts = pl.DataFrame(
        [row | {"entity": "product:a", "platform": "taobao"} for row in rows], schema=WEEKLY_FACTS
    )
    assert series_of_facts("searches", facts).rows() == [
        ("product:a", "searches:taobao:volume:次", date(2026, 6, 28), 120.0),
        ("product:a", "searches:taobao:volume:次", date(2026, 7, 5), 150.0),
        ("product:a", "searches:taobao:volume:次", date(2026, 7, 12), None),
        ("product:a", "searches:taobao:index:热度", date(2026, 7, 19), 7.5),
    ]
