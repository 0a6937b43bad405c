"""The page of the track record: what became of the calls, told and rebuilt apart, from the store alone."""

from datetime import date

import polars as pl
import pytest

from domain.record import CALL_SCORES, DEMAND_SCORES
from store.record import save_demand, save_scores

DAY = date(2026, 10, 11)


def score(entity: str, outcome: str, **more: object) -> dict[str, object]:
    row = {
        "as_of": DAY,
        "entity": entity,
        "outcome": outcome,
        "stage": "rising",
        "first": True,
        "lift_told": 2.4,
    }
    return row | more


@pytest.fixture
def page(empty_client, nasty):
    lake = empty_client.home.lake
    told = [
        score("product:云朵拖鞋", "hit", category="鞋靴", lift_after=2.04, lead_weeks=3),
        score(f"product:{nasty}", "flash", category=nasty, lift_after=0.8, stage="surging"),
        score("belt:温岭", "abstained", reason="之后四周或此前 12 周采集不足"),
        score("product:瑞士卷", "miss", lift_told=None, lift_after=1.9, stage="none"),
    ]
    save_scores(lake, "told", DAY, pl.DataFrame(told, schema=CALL_SCORES))
    rebuilt = [score("product:裸感瑜伽裤", "hit", lead_weeks=0)]
    save_scores(lake, "rebuilt", DAY, pl.DataFrame(rebuilt, schema=CALL_SCORES))
    followed = {"as_of": DAY, "entity": "product:云朵拖鞋", "source": "searches:taobao:volume:次"}
    followed |= {"outcome": "followed", "lead_weeks": 2, "lift": 3.0}
    save_demand(lake, "told", pl.DataFrame([followed], schema=DEMAND_SCORES))
    return empty_client.get("/record").text


def test_told_and_rebuilt_stand_apart(page):
    told, rebuilt = page.split("<h2>按当时已知重建</h2>")
    assert "<h2>当时发布</h2>" in told
    assert "云朵拖鞋" in told
    assert "裸感瑜伽裤" not in told
    assert "裸感瑜伽裤" in rebuilt
    assert "没有真正发布过" in rebuilt


def test_the_numbers_of_the_store(page):
    told = page.split("<h2>按当时已知重建</h2>")[0]
    whole = told.split("</thead>")[1].split("</tbody>")[0]
    assert (
        '全部</td><td class="n">3</td><td class="n">1</td><td class="n">0</td><td class="n">1</td>' in whole
    )
    assert '<td class="n">50%</td><td class="n">3.0</td>' in whole
    assert "×2.4" in told
    assert "×2.0" in told
    assert "采集不足" in told
    assert "漏报" in told


def test_demand_stands_apart_where_the_home_holds_any(page):
    told, rebuilt = page.split("<h2>按当时已知重建</h2>")
    assert (
        'searches:taobao:volume:次</td><td class="n">1</td><td class="n">1</td><td class="n">0</td>' in told
    )
    assert "对照搜索与销售" not in rebuilt


def test_names_stay_text(page):
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_a_home_without_complete_calls_says_what_to_do(empty_client):
    page = empty_client.get("/record").text
    assert "还没有满四周的判断" in page
    assert "pingti evaluate" in page
