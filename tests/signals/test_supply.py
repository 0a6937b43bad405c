"""How much is on offer: newest counts, names that are searched for themselves, nothing added up twice."""

from datetime import UTC, date, datetime

import polars as pl

from domain.frames import LISTINGS, SEARCHES
from signals.first_party import ITEM_ENTITIES, TERM_ENTITIES
from signals.supply import supply_by_entity

SUNDAY = date(2026, 11, 15)
SEEN = datetime(2026, 11, 14, 4, tzinfo=UTC)
TERMS = pl.DataFrame(
    [
        ("云朵拖鞋", "product:云朵拖鞋", "exact"),
        ("云朵拖鞋女", "product:云朵拖鞋", "contained"),
        ("托特包大容量", "product:托特包", "contained"),
        ("帆布托特包", "product:托特包", "contained"),
    ],
    schema=TERM_ENTITIES,
    orient="row",
)
ITEMS = pl.DataFrame(
    [("1688", "a", "product:云朵拖鞋"), ("1688", "b", "product:云朵拖鞋")], schema=ITEM_ENTITIES, orient="row"
)


def listings(*rows: dict) -> pl.DataFrame:
    return pl.DataFrame([{"observed_at": SEEN} | row for row in rows], schema=LISTINGS)


def of_term(
    term: str, low: int, high: int | None = None, day: date = SUNDAY, sellers: int | None = None
) -> dict:
    counts = {"online_items_low": low, "online_items_high": high or low}
    counts |= {"online_sellers_low": sellers, "online_sellers_high": sellers}
    return {"platform": "taobao", "term": term, "day": day, "last_day": day} | counts


def told(listed: pl.DataFrame, searches: pl.DataFrame | None = None) -> dict[tuple, tuple]:
    empty = pl.DataFrame(schema=SEARCHES)
    frame = supply_by_entity(listed, empty if searches is None else searches, TERMS, ITEMS, SUNDAY)
    return {
        (r["entity"], r["measure"]): (r["low"], r["high"], r["terms"]) for r in frame.iter_rows(named=True)
    }


def test_the_term_that_is_the_name_stands_for_it():
    found = told(listings(of_term("云朵拖鞋", 900, sellers=40), of_term("云朵拖鞋女", 5000)))
    assert found == {
        ("product:云朵拖鞋", "online_items"): (900, 900, 1),
        ("product:云朵拖鞋", "online_sellers"): (40, 40, 1),
    }


def test_terms_that_hold_a_name_overlap_and_are_not_added_up():
    found = told(listings(of_term("托特包大容量", 300), of_term("帆布托特包", 1000, 2000)))
    assert found == {("product:托特包", "online_items"): (1000, 2000, 2)}


def test_the_newest_count_holds_and_an_old_one_says_nothing():
    older, old = date(2026, 11, 1), date(2026, 8, 1)
    found = told(
        listings(
            of_term("云朵拖鞋", 900), of_term("云朵拖鞋", 700, day=older), of_term("托特包大容量", 5, day=old)
        )
    )
    assert found == {("product:云朵拖鞋", "online_items"): (900, 900, 1)}


def test_what_was_counted_after_the_week_is_not_known_in_it():
    assert not told(listings(of_term("云朵拖鞋", 900, day=date(2026, 11, 16))))


def test_search_tables_bring_items_online_too():
    row = {"platform": "taobao", "term": "云朵拖鞋", "day": SUNDAY, "last_day": SUNDAY, "online_items": 1234}
    searches = pl.DataFrame([row | {"measure": "index", "unit": "搜索人气", "value": 9e5}], schema=SEARCHES)
    assert told(listings(), searches) == {("product:云朵拖鞋", "online_items"): (1234, 1234, 1)}


def test_items_of_the_own_table_are_counted_once_each():
    item = {"platform": "1688", "item_id": "a", "title": "云朵拖鞋", "day": SUNDAY}
    found = told(listings(item, item | {"sku_id": "x"}, item | {"item_id": "b"}))
    assert found == {("product:云朵拖鞋", "listed_items"): (2, 2, None)}
