"""First-party figures by entity and week: what adds up, what does not, and what is left out."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from domain.frames import CATEGORY_IDS, ENTITY_MAP, LISTINGS, POST_LABELS, SALES, SEARCHES, WEEKLY_FACTS
from signals.first_party import (
    ITEM_ENTITIES,
    entities_of_terms,
    item_categories,
    sales_weekly,
    searches_weekly,
    with_item_categories,
)

MONDAY = date(2026, 11, 9)
WEEK = "2026-W46"


@pytest.fixture
def entity_map():
    rows = [
        ("product", "云朵拖鞋"), ("product", "拖鞋"), ("product", "T恤"), ("brand", "耐克"),
        ("brand", "苹果"), ("channel", "1688"), ("product", "包"), ("brand", "CK"),
    ]  # fmt: skip
    return pl.DataFrame(
        [{"kind": kind, "norm": norm, "entity": f"{kind}:{norm}", "name": norm} for kind, norm in rows],
        schema=ENTITY_MAP,
    )


@pytest.fixture
def forms():
    rows = [("nike", "brand", "耐克", False), ("苹果", "brand", "苹果", True)]
    rows += [("踩屎感拖鞋", "product", "云朵拖鞋", False)]
    return pl.DataFrame(rows, schema=["key", "kind", "norm", "common"], orient="row")


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("云朵拖鞋", [("product:云朵拖鞋", "exact")]),
        (" 云朵 拖鞋 ", [("product:云朵拖鞋", "exact")]),
        ("云朵拖鞋女外穿", [("product:云朵拖鞋", "contained")]),
        ("踩屎感拖鞋男", [("product:云朵拖鞋", "contained")]),
        ("1688拖鞋", [("channel:1688", "contained"), ("product:拖鞋", "contained")]),
        ("NIKE 拖鞋", [("brand:耐克", "contained"), ("product:拖鞋", "contained")]),
        ("snikers", []),
        ("t恤 女", [("product:T恤", "contained")]),
        ("苹果", [("brand:苹果", "exact")]),
        ("苹果树苗", []),
        ("面包", []),
        ("ck", [("brand:CK", "exact")]),
        ("ck香水", []),
    ],
)
def test_terms_name_entities(term, found, entity_map, forms):
    rows = entities_of_terms(pl.Series([term, None]), entity_map, forms)
    assert [(row["entity"], row["match"]) for row in rows.to_dicts()] == found
    assert set(rows["term"]) <= {term}


def searches(*rows):
    plain = {"platform": "taobao", "term": "云朵拖鞋", "measure": "volume", "unit": "次"}
    return pl.DataFrame([plain | row for row in rows], schema=SEARCHES)


def exactly(value, day=0, days=1, **more):
    first = MONDAY + timedelta(day)
    period = {"day": first, "last_day": first + timedelta(days - 1)}
    return {"value": value, "low": value, "high": value} | period | more


@pytest.fixture
def weekly(entity_map):
    def build(*rows):
        frame = searches(*rows)
        return searches_weekly(frame, entities_of_terms(frame["term"], entity_map))

    return build


def figures(frame):
    return frame.select("value", "low", "high", "days", "sources").rows()


def test_days_add_up_and_say_how_many_they_are(weekly):
    found = weekly(exactly(10.0), exactly(12.0, 1), exactly(5.0, 2), exactly(9.0, -1))
    assert found.schema == WEEKLY_FACTS
    assert found["week"].to_list() == ["2026-W45", WEEK]
    assert figures(found) == [(9.0, 9.0, 9.0, 1, 1), (27.0, 27.0, 27.0, 3, 1)]


def test_a_row_of_the_week_stands_for_its_days(weekly):
    found = weekly(exactly(70.0, days=7), exactly(10.0), exactly(12.0, 1))
    assert figures(found) == [(70.0, 70.0, 70.0, 7, 1)]


def test_a_month_or_a_crossing_span_is_in_no_week(weekly):
    assert weekly(exactly(300.0, -8, days=30), exactly(50.0, -3, days=7)).is_empty()


def test_unknown_ends_stay_unknown(weekly):
    span = exactly(None, 1) | {"low": 1000.0, "high": 5000.0}
    open_end = exactly(None, 2) | {"low": 100.0, "high": None}
    assert figures(weekly(exactly(10.0), span)) == [(None, 1010.0, 5010.0, 2, 1)]
    assert figures(weekly(exactly(10.0), open_end)) == [(None, 110.0, None, 2, 1)]


def test_people_are_not_added_over_days(weekly):
    found = weekly(exactly(8.0, unit="人"), exactly(5.0, 1, unit="人"))
    assert figures(found) == [(None, 8.0, 13.0, 2, 1)]
    assert figures(weekly(exactly(8.0, unit="人"))) == [(8.0, 8.0, 8.0, 1, 1)]


def test_an_index_is_a_mean_over_days_and_the_most_over_terms(weekly):
    index = {"measure": "index", "unit": "搜索人气"}
    found = weekly(
        exactly(10.0, **index), exactly(20.0, 1, **index), exactly(12.0, term="云朵拖鞋女", **index)
    )
    assert figures(found) == [(15.0, 15.0, 15.0, 2, 2)]
    rank = {"measure": "rank", "unit": "名"}
    assert figures(weekly(exactly(3.0, **rank), exactly(9.0, 1, **rank))) == [(3.0, 3.0, 3.0, 2, 1)]


def test_measures_units_and_platforms_stay_apart(weekly):
    found = weekly(exactly(1.0), exactly(2.0, measure="index", unit="搜索人气"), exactly(3.0, platform="jd"))
    assert found.select("platform", "measure", "value").rows() == [
        ("jd", "volume", 3.0), ("taobao", "index", 2.0), ("taobao", "volume", 1.0),
    ]  # fmt: skip


def test_terms_of_an_entity_add_up_and_categories_do_not(weekly):
    found = weekly(exactly(10.0, days=7), exactly(4.0, days=7, term="云朵拖鞋女"))
    assert figures(found) == [(14.0, 14.0, 14.0, 7, 2)]
    twice = weekly(exactly(10.0, days=7, category_id="1"), exactly(10.0, days=7, category_id="2"))
    assert figures(twice) == [(10.0, 10.0, 10.0, 7, 1)]


def sold(*rows):
    plain = {"platform": "taobao", "item_id": "1", "measure": "units", "unit": "件"}
    return pl.DataFrame([plain | row for row in rows], schema=SALES)


def test_sales_by_item_and_sku():
    items = pl.DataFrame(
        [("taobao", "1", "product:云朵拖鞋"), ("taobao", "1", "brand:耐克"),
         ("taobao", "2", "product:云朵拖鞋")],
        schema=ITEM_ENTITIES, orient="row",
    )  # fmt: skip
    rows = sold(
        exactly(5.0), exactly(2.0, sku_id="a"), exactly(3.0, sku_id="b"),  # in the item's row
        exactly(4.0, 1, sku_id="a"), exactly(1.0, 1, sku_id="b"), exactly(7.0, item_id="2"),
        exactly(9.0, item_id="3"),
    )  # fmt: skip
    found = sales_weekly(rows, items)
    assert found.select("entity", "week", "value", "days", "sources").rows() == [
        ("brand:耐克", WEEK, 10.0, 2, 1), ("product:云朵拖鞋", WEEK, 17.0, 2, 2),
    ]  # fmt: skip
    assert sales_weekly(sold(), items).schema == WEEKLY_FACTS


def test_reviews_get_the_category_of_their_item():
    at = datetime(2026, 11, 1, tzinfo=UTC)
    listings = pl.DataFrame(
        [
            {"platform": "taobao", "item_id": "1", "category_id": "50013", "observed_at": at},
            {"platform": "taobao", "item_id": "1", "category_id": "50012", "observed_at": at.replace(day=2)},
            {"platform": "taobao", "item_id": "2", "category_id": "50014", "observed_at": at},
            {"platform": "taobao", "item_id": "3", "category_id": "99999", "observed_at": at},
            {"platform": "taobao", "category_id": "50012", "online_items_low": 5, "observed_at": at},
        ],
        schema=LISTINGS,
    )
    own = [("50012", "拖鞋", "鞋靴"), ("50013", "凉鞋", "服饰"), ("50014", "赠品", None)]
    categories = item_categories(listings, pl.DataFrame(own, schema=CATEGORY_IDS, orient="row"))
    assert categories.rows() == [("taobao:1", "鞋靴")]
    labels = pl.DataFrame([{"key": key, "category": "其他"} for key in ("r1", "r2", "p")], schema=POST_LABELS)
    posts = pl.DataFrame({"key": ["r1", "r2", "p"], "parent_id": ["taobao:1", "taobao:2", None]})
    told = with_item_categories(labels, posts, categories)
    assert told["category"].to_list() == ["鞋靴", "其他", "其他"]
    assert told.schema == POST_LABELS
