"""Tables of facts: the newest of each key holds, the same again adds nothing, nothing is overwritten."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from domain.errors import BadFrame
from domain.frames import LISTINGS, SALES
from store.first_party import FactLog, load_facts, load_listings, load_sales
from store.lake import Lake

NOON = datetime(2026, 11, 9, 4, tzinfo=UTC)


def sales(*rows: dict) -> pl.DataFrame:
    plain = {"platform": "taobao", "item_id": "1", "day": date(2026, 11, 2), "last_day": date(2026, 11, 2)}
    plain |= {"measure": "units", "unit": "件", "observed_at": NOON, "source": "test"}
    figures = [row | {"low": row["value"], "high": row["value"]} for row in rows]
    return pl.DataFrame([plain | row for row in figures], schema=SALES)


def test_the_same_again_adds_nothing(lake: Lake) -> None:
    rows = sales({"value": 5.0}, {"item_id": "2", "value": 7.0}, {"sku_id": "a", "value": 1.0})
    log = FactLog(lake, "sales")
    saved = log.save(rows)
    assert (saved.new, saved.changed, saved.unchanged) == (3, 0, 0)
    later = rows.with_columns(observed_at=pl.lit(NOON.replace(day=20)), source=pl.lit("another file"))
    for again in (log, FactLog(lake, "sales")):
        saved = again.save(later)
        assert (saved.new, saved.changed, saved.unchanged) == (0, 0, 3)
    assert lake.scan("sales").collect().height == 3
    assert load_sales(lake).select(SALES.names()).schema == SALES


def test_a_correction_holds_and_the_past_stays(lake: Lake) -> None:
    log = FactLog(lake, "sales")
    log.save(sales({"value": 5.0}))
    corrected = sales({"value": 6.0}).with_columns(observed_at=pl.lit(NOON.replace(day=12)))
    saved = log.save(corrected)
    assert (saved.new, saved.changed) == (0, 1)
    assert load_sales(lake)["value"].to_list() == [6.0]
    known = load_facts(lake, "sales", known_by=NOON.replace(day=10))
    assert known["value"].to_list() == [5.0]
    # and back: the first figure again is a correction of the correction
    back = sales({"value": 5.0}).with_columns(observed_at=pl.lit(NOON.replace(day=14)))
    assert log.save(back).changed == 1
    assert load_sales(lake)["value"].to_list() == [5.0]
    assert lake.scan("sales").collect().height == 3


def test_an_older_observation_does_not_win(lake: Lake) -> None:
    log = FactLog(lake, "sales")
    log.save(sales({"value": 6.0}))
    old = sales({"value": 5.0}).with_columns(observed_at=pl.lit(NOON.replace(day=1)))
    log.save(old)
    assert load_sales(lake)["value"].to_list() == [6.0]
    assert log.save(sales({"value": 6.0})).unchanged == 1


def test_of_two_in_a_frame_the_later_holds(lake: Lake) -> None:
    saved = FactLog(lake, "sales").save(sales({"value": 1.0}, {"value": 2.0}))
    assert (saved.new, saved.unchanged) == (1, 1)
    assert load_sales(lake)["value"].to_list() == [2.0]


def test_marks_are_committed_with_the_rows_even_without_any(lake: Lake) -> None:
    log = FactLog(lake, "sales")
    log.save(sales({"value": 1.0}), mark=("import:x", 1))
    log.save(sales({"value": 1.0}), mark=("import:x", 2))
    assert log.mark("import:x") == 2
    assert FactLog(lake, "listings").mark("import:x") is None


def test_another_writer_is_noticed(lake: Lake) -> None:
    one, other = FactLog(lake, "sales"), FactLog(lake, "sales")
    one.save(sales({"value": 1.0}))
    other.save(sales({"item_id": "2", "value": 1.0}))
    assert one.save(sales({"item_id": "2", "value": 1.0}, {"item_id": "3", "value": 1.0})).new == 1


def test_periods_that_touch_the_days_and_rows_without_one(lake: Lake) -> None:
    week = {"day": date(2026, 11, 2), "last_day": date(2026, 11, 8)}
    rows = sales({"value": 1.0} | week, {"item_id": "2", "value": 2.0, "day": date(2026, 11, 9)})
    FactLog(lake, "sales").save(rows.with_columns(pl.max_horizontal("day", "last_day").alias("last_day")))
    assert load_sales(lake, date(2026, 11, 8), date(2026, 11, 8))["item_id"].to_list() == ["1"]
    assert load_sales(lake, date(2026, 11, 9))["item_id"].to_list() == ["2"]
    listing = {"platform": "1688", "item_id": "9", "observed_at": NOON, "stock_low": 3}
    price = {"min": 9.9, "max": 12.8, "currency": "CNY", "unit": "双"}
    FactLog(lake, "listings").save(pl.DataFrame([listing | {"price": price}], schema=LISTINGS))
    found = load_listings(lake, date(2026, 1, 1), date(2026, 1, 31))
    assert found["price"].to_list() == [price]
    assert lake.batches("listings") == {"undated": 1}


def test_null_and_empty_are_different_and_unfit_frames_refused(lake: Lake) -> None:
    log = FactLog(lake, "sales")
    assert log.save(sales({"sku_id": None, "value": 1.0}, {"sku_id": "", "value": 1.0})).new == 2
    with pytest.raises(BadFrame, match="observed_at"):
        log.save(sales({"value": 1.0}).with_columns(observed_at=pl.lit(None, SALES["observed_at"])))
    with pytest.raises(BadFrame, match="purchases"):
        FactLog(lake, "purchases")
