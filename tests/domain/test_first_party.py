"""Is there a table for these weeks? And what to import where there is none."""

from datetime import date

import polars as pl
import pytest

from domain.errors import BadFrame
from domain.first_party import FACT_TABLES, weeks_held
from domain.frames import LISTINGS, RETAILER_GOODS, SEARCHES
from domain.weeks import Week

WEEKS = [Week(2026, 44), Week(2026, 45), Week(2026, 46)]


def searches(*rows):
    named = [dict(zip(("day", "last_day", "measure"), row, strict=True)) for row in rows]
    return pl.DataFrame(named, schema=SEARCHES)


def test_weeks_of_days_spans_and_months():
    rows = searches(
        (date(2026, 11, 3), date(2026, 11, 3), "volume"),
        (date(2026, 11, 9), date(2026, 11, 15), "index"),
        (date(2025, 11, 3), date(2025, 11, 3), "rank"),
    )
    held = weeks_held("searches", rows, WEEKS)
    assert held.weeks == (Week(2026, 45), Week(2026, 46))
    assert held.missing == (Week(2026, 44),)
    assert held.measures == ("index", "volume")
    assert not held.complete
    month = searches((date(2026, 10, 1), date(2026, 11, 30), "volume"))
    assert weeks_held("searches", month, WEEKS).complete


def test_an_index_is_no_volume():
    rows = searches((date(2026, 11, 9), date(2026, 11, 15), "index"))
    assert weeks_held("searches", rows, WEEKS[2:], "index").complete
    missing = weeks_held("searches", rows, WEEKS[2:], "volume")
    assert missing.weeks == ()
    assert "2026-W46" in missing.missing_words()


def test_without_a_table_it_says_what_to_import():
    held = weeks_held("searches", pl.DataFrame(schema=SEARCHES), WEEKS)
    assert held.weeks == () and held.measures == ()
    assert held.missing_words() == (
        "缺少搜索词表：2026-W44 … 2026-W46，共 3 周；用 pingti import 导入（列名见 docs/first-party.md）"
    )
    assert "3 week(s) without search terms (2026-W44 … 2026-W46)" in held.missing_words("en")
    assert weeks_held("searches", pl.DataFrame(schema=SEARCHES), []).missing_words() == ""


def test_rows_without_a_day_stand_for_no_week():
    price_list = pl.DataFrame([{"item_id": "1", "day": None}], schema=LISTINGS)
    assert weeks_held("listings", price_list, WEEKS).weeks == ()
    label = pl.DataFrame([{"item": "坚果", "day": date(2026, 11, 5)}], schema=RETAILER_GOODS)
    assert weeks_held("retailer_goods", label, WEEKS).weeks == (Week(2026, 45),)


def test_every_table_has_its_key_and_words():
    for table in FACT_TABLES.values():
        assert set(table.key) <= set(table.schema)
        assert {"observed_at", "source", "provenance"} <= set(table.schema)
        assert table.words and table.words_en
    with pytest.raises(BadFrame, match="searches"):
        weeks_held("purchases", pl.DataFrame(), WEEKS)
