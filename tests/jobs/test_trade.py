"""Seasons ahead, sales days and lead times, as the report gets them."""

from datetime import date, timedelta

import polars as pl

from demo.market import build_market, write_market
from domain.weeks import Week
from jobs import importing
from jobs.first_party import gather_facts
from jobs.home import opened_home
from jobs.provenance import Declared
from jobs.report_inputs import made_from
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


def test_a_report_is_made_anew_when_lead_times_change(home_dir):
    week = Week(2026, 46)

    def source() -> str:
        with opened_home(home_dir) as home:
            return made_from(home, week, "zh-CN", then=False)

    first = source()
    assert source() == first
    settings = home_dir / "pingti.toml"
    told = settings.read_text("utf-8")
    settings.write_text(told.replace("launch_lead_days = 30", "launch_lead_days = 45"), encoding="utf-8")
    second = source()
    assert second != first
    lexicon = home_dir / "lexicon"
    lexicon.mkdir(exist_ok=True)
    head = "head\tcategory\tprocesses\tmaterials\tbelts\tcertificates\tmoq\tlead_days\n"
    (lexicon / "making.tsv").write_text(
        f"{head}保温杯\t厨具餐具\t水胀\t304不锈钢\t永康\t\t100-200\t3-5\n", encoding="utf-8"
    )
    assert source() != second


def test_tables_of_a_team_reach_the_report(home_dir, tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    for path in write_market(tables, build_market(SUNDAY, 46)):
        assert path.is_file()
    with opened_home(home_dir) as home:
        importing.run(home, sorted(tables.glob("*.csv")), said=Declared("own", provider="自有"))
        facts = gather_facts(home, Week(2026, 46), date.max)
        before = gather_facts(home, Week(2026, 45), date(2026, 11, 8))
    slippers = facts.supply.filter(pl.col("entity") == "product:云朵拖鞋")
    assert sorted(slippers["measure"]) == ["online_items", "online_sellers"]
    assert set(slippers["day"]) == {SUNDAY}
    asked = facts.searches.filter(pl.col("entity") == "product:云朵拖鞋", pl.col("week") == "2026-W46")
    assert asked["value"][0] > 0
    assert before.supply.is_empty()
