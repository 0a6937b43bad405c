from datetime import UTC, date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from domain.errors import BadFrame
from domain.frames import COVERAGE, DAILY_COUNTS, SIGNALS, THEMES, empty
from store.findings import (
    load_calls,
    load_counts,
    load_coverage,
    load_signals,
    load_themes,
    save_counts,
    save_signals,
    save_themes,
    tell_calls,
)
from store.lake import Lake
from store.posts import PostLog

COUNT = {
    "seen_day": date(2024, 5, 1), "entity": "product:云朵拖鞋", "platform": "xhs", "posts": 3, "posts_raw": 4,
    "authors": 2, "unknown_authors": 1, "engagement": 90,
}  # fmt: skip
SIGNAL = {
    "entity": "product:云朵拖鞋", "platform": "*", "detector": "nb", "score": 4.5, "alert": True,
    "stage": "surging", "kind": "burst", "posts": 9, "lift": 3.0, "evidence": ["xhs:1", "xhs:2"],
}  # fmt: skip
SUNDAY, NEXT = date(2024, 3, 10), date(2024, 3, 17)
MONDAY = datetime(2024, 3, 11, 1, tzinfo=UTC)


def counts(*days: date) -> pl.DataFrame:
    return pl.DataFrame([COUNT | {"day": day} for day in days], schema=DAILY_COUNTS)


def coverage(*days: date) -> pl.DataFrame:
    rows = [{"day": day, "seen_day": day, "platform": "xhs", "posts_seen": 100} for day in days]
    return pl.DataFrame(rows, schema=COVERAGE)


def signals(as_of: date, *scores: float) -> pl.DataFrame:
    return pl.DataFrame([SIGNAL | {"as_of": as_of, "score": score} for score in scores], schema=SIGNALS)


def test_counts_by_days_over_months(lake: Lake) -> None:
    march, april, may = date(2024, 3, 31), date(2024, 4, 1), date(2024, 5, 1)
    for day in (may, march, april):
        save_counts(lake, f"{day:%Y-%m}", counts(day), coverage(day), mark=(f"count:{day:%Y-%m}", 1))
    assert_frame_equal(load_counts(lake), counts(march, april, may))
    assert_frame_equal(load_counts(lake, since=march, until=april), counts(march, april))
    assert_frame_equal(load_counts(lake, since=april), counts(april, may))
    assert_frame_equal(load_coverage(lake, until=march), coverage(march))
    assert lake.mark("counts", "count:2024-04") == lake.mark("coverage", "count:2024-04") == 1
    save_counts(lake, "2024-04", counts(), coverage(april), mark=None)
    assert_frame_equal(load_counts(lake), counts(march, may))


def test_days_of_another_month_are_refused(lake: Lake) -> None:
    with pytest.raises(BadFrame, match="2024-03"):
        save_counts(lake, "2024-03", counts(), coverage(date(2024, 4, 1)), mark=None)
    assert load_coverage(lake).is_empty()


def test_signals_of_a_day_are_replaced(lake: Lake) -> None:
    save_signals(lake, SUNDAY, signals(SUNDAY, 1.0, 2.0), mark=("detect", 3))
    save_signals(lake, NEXT, signals(NEXT, 5.0), mark=("detect", 4))
    save_signals(lake, SUNDAY, signals(SUNDAY, 9.0), mark=("detect", 5))
    assert_frame_equal(load_signals(lake, SUNDAY), signals(SUNDAY, 9.0))
    assert load_signals(lake).sort("as_of")["score"].to_list() == [9.0, 5.0]
    assert lake.batches("signals") == {"2024-03-10": 3, "2024-03-17": 2}
    assert lake.mark("signals", "detect") == 5
    with pytest.raises(BadFrame, match="2024-03-10"):
        save_signals(lake, SUNDAY, signals(NEXT, 1.0))


def test_themes_of_a_day_are_replaced(lake: Lake) -> None:
    theme = {
        "as_of": SUNDAY,
        "theme": "t1",
        "words": ["拖鞋"],
        "posts": 5,
        "posts_before": 1,
        "evidence": ["xhs:1"],
    }
    frame = pl.DataFrame([theme], schema=THEMES)
    save_themes(lake, SUNDAY, frame, mark=("themes", 1))
    assert_frame_equal(load_themes(lake, SUNDAY), frame)
    assert load_themes(lake, NEXT).equals(empty(THEMES))
    save_themes(lake, SUNDAY, empty(THEMES), mark=("themes", 2))
    assert load_themes(lake).equals(empty(THEMES))


def test_a_week_is_told_once(lake: Lake, make_posts) -> None:
    PostLog(lake).save(make_posts({"key": "xhs:1"}))
    assert tell_calls(lake, "2024-W10", signals(SUNDAY, 1.0, 2.0), MONDAY) == 2
    assert tell_calls(lake, "2024-W10", signals(SUNDAY, 7.0), MONDAY) == 0
    assert tell_calls(lake, "2024-W11", signals(NEXT, 5.0), MONDAY) == 1
    told = load_calls(lake, "2024-W10")
    assert_frame_equal(told.select(SIGNALS.names()), signals(SUNDAY, 1.0, 2.0), check_row_order=False)
    assert told["week"].unique().to_list() == ["2024-W10"]
    assert told["told_at"].unique().to_list() == [MONDAY]
    assert told["lake_version"].unique().to_list() == [1]
    assert load_calls(lake).height == 3


def test_a_week_that_told_nothing_is_told(lake: Lake) -> None:
    assert tell_calls(lake, "2024-W10", signals(SUNDAY), MONDAY) == 0
    assert tell_calls(lake, "2024-W10", signals(SUNDAY, 1.0), MONDAY) == 0
    assert load_calls(lake, "2024-W10").is_empty()
