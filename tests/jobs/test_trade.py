"""Seasons ahead, sales days and lead times, as the report gets them."""

from datetime import date, timedelta

import polars as pl

from jobs.trade import AHEAD, sales_days, season_windows
from nlp.making import load, of_product, of_products

SUNDAY = date(2026, 11, 15)
GOODS = pl.DataFrame(
    [
        ("product:短款羽绒服", "product", "短款羽绒服"),
        ("product:羽绒服收纳袋", "product", "羽绒服收纳袋"),
        ("product:防晒衣", "product", "防晒衣"),
        ("product:保温杯", "product", "保温杯"),
    ],
    schema=["entity", "kind", "name"],
    orient="row",
)


def test_seasons_that_are_open_or_open_soon():
    found = {row["entity"]: row for row in season_windows(GOODS, SUNDAY).iter_rows(named=True)}
    assert set(found) == {"product:短款羽绒服", "product:防晒衣"}
    assert found["product:短款羽绒服"]["start"] < SUNDAY < found["product:短款羽绒服"]["end"]
    assert SUNDAY < found["product:防晒衣"]["start"] <= SUNDAY + AHEAD


def test_sales_days_of_the_year_ahead_by_sun_and_moon():
    found = sales_days(SUNDAY)
    assert found["day"].is_sorted()
    assert dict(found.iter_rows()) == {
        "d1212": date(2026, 12, 12),
        "new_year_sale": date(2027, 1, 9),
        "new_year": date(2027, 2, 6),
        "d618": date(2027, 6, 18),
        "school": date(2027, 9, 1),
        "d1111": date(2027, 11, 11),
    }
    assert sales_days(date(2026, 12, 31))["day"].min() > date(2026, 12, 31)
    assert sales_days(SUNDAY)["day"].max() <= SUNDAY + timedelta(days=366)


def test_what_many_goods_take_is_what_each_takes():
    making = load()
    names = ["云朵拖鞋", "厚底云朵拖鞋", "短款羽绒服", "羽绒服收纳袋", "没人知道的东西"]
    goods = pl.DataFrame({"entity": [f"product:{name}" for name in names], "name": names})
    found = {row["entity"]: row for row in of_products(making, goods).iter_rows(named=True)}
    for name in names:
        one, many = of_product(making, name), found.get(f"product:{name}")
        assert (one is None) == (many is None), name
        if one and many:
            assert (one["processes"], one["lead_days_max"]) == (many["processes"], many["lead_days_max"])
    assert "product:没人知道的东西" not in found
    assert "product:厚底云朵拖鞋" in found
