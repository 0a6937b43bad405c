"""Scores of past calls in the lake: replaced day by day, each basis apart."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from domain.errors import BadFrame
from domain.record import CALL_SCORES, DEMAND_SCORES
from store.lake import Lake
from store.record import load_demand, load_scores, save_demand, save_scores, score_batches

SUNDAY, NEXT = date(2024, 3, 10), date(2024, 3, 17)


def scores(as_of: date, *entities: str, outcome: str = "hit") -> pl.DataFrame:
    rows = [{"as_of": as_of, "entity": name, "outcome": outcome, "first": True} for name in entities]
    return pl.DataFrame(rows, schema=CALL_SCORES)


def test_scores_of_a_day_are_replaced_and_each_basis_is_apart(lake: Lake) -> None:
    save_scores(lake, "told", SUNDAY, scores(SUNDAY, "product:a", "product:b"), mark=("scores", 3))
    save_scores(lake, "rebuilt", SUNDAY, scores(SUNDAY, "product:c"))
    save_scores(lake, "told", NEXT, scores(NEXT, "product:d"))
    save_scores(lake, "told", SUNDAY, scores(SUNDAY, "product:a", outcome="flash"), mark=("scores", 4))
    assert_frame_equal(load_scores(lake, "rebuilt"), scores(SUNDAY, "product:c"))
    told = load_scores(lake, "told")
    assert_frame_equal(
        told, pl.concat([scores(NEXT, "product:d"), scores(SUNDAY, "product:a", outcome="flash")])
    )
    assert_frame_equal(load_scores(lake, "told", NEXT, NEXT), scores(NEXT, "product:d"))
    assert lake.mark("call_scores", "scores") == 4


def test_which_days_moved_on_is_known_without_reading(lake: Lake) -> None:
    assert score_batches(lake, "told", SUNDAY, NEXT) == {}
    save_scores(lake, "told", SUNDAY, scores(SUNDAY, "product:a"))
    save_scores(lake, "rebuilt", NEXT, scores(NEXT, "product:a"))
    save_scores(lake, "told", NEXT, scores(NEXT, "product:a"))
    assert score_batches(lake, "told", SUNDAY, NEXT) == {"told:2024-03-10": 1, "told:2024-03-17": 3}
    assert score_batches(lake, "told", date(2024, 3, 11), NEXT) == {"told:2024-03-17": 3}


def test_other_days_and_unknown_bases_are_refused(lake: Lake) -> None:
    with pytest.raises(BadFrame, match="2024-03-10"):
        save_scores(lake, "told", SUNDAY, scores(NEXT, "product:a"))
    with pytest.raises(BadFrame, match="guessed"):
        save_scores(lake, "guessed", SUNDAY, scores(SUNDAY, "product:a"))


def test_a_day_without_calls_is_empty(lake: Lake) -> None:
    save_scores(lake, "told", SUNDAY, scores(SUNDAY), mark=("scores", 1))
    assert load_scores(lake, "told").is_empty()
    assert lake.mark("call_scores", "scores") == 1


def test_demand_is_replaced_on_its_basis(lake: Lake) -> None:
    rows = [
        {"as_of": SUNDAY, "entity": name, "source": "sales:jd:orders:", "outcome": "none"}
        for name in ("a", "b")
    ]
    both = pl.DataFrame(rows, schema=DEMAND_SCORES)
    save_demand(lake, "told", both)
    save_demand(lake, "rebuilt", both.head(1))
    save_demand(lake, "told", both.tail(1))
    assert_frame_equal(load_demand(lake, "told"), both.tail(1))
    assert_frame_equal(load_demand(lake, "rebuilt"), both.head(1))
    with pytest.raises(BadFrame, match="guessed"):
        save_demand(lake, "guessed", both)
