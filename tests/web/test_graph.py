from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from fastapi.testclient import TestClient

from domain.dispute import Dispute
from domain.graph import GRAPH
from store.findings import save_graph
from store.lake import Lake
from web.graph import around, newest_graph

SUNDAY = date(2026, 11, 15)
EDGES = (
    ("dupe_of", "product:云朵拖鞋", "brand:UGG", "corroborated", 0.8, False),
    ("made_by", "product:云朵拖鞋", "factory:卓云鞋业", "claimed", 0.4, False),
    ("from_belt", "factory:卓云鞋业", "belt:温岭", "claimed", 0.3, False),
    ("dupe_of", "product:洞洞鞋", "brand:Crocs", "claimed", 0.5, False),
    ("oem_for", "factory:卓云鞋业", "brand:UGG", "claimed", 0.6, True),
    ("dupe_of", "product:毛巾", "brand:Crocs", "rejected", 0.0, False),
)


@pytest.fixture
def lake(tmp_path) -> Lake:
    made = Lake(tmp_path / "lake")
    rows = [
        {"as_of": SUNDAY, "relation": relation, "subject": subject, "object": other, "status": status,
         "confidence": sure, "hidden": hidden, "voices": 3, "for_": 2, "against": 1, "asked": 0, "posts": 4,
         "platforms": ["xhs"], "first_seen": date(2026, 5, 1), "last_seen": SUNDAY, "evidence": ["xhs:1"]}
        for relation, subject, other, status, sure, hidden in EDGES
    ]  # fmt: skip
    save_graph(made, SUNDAY, pl.DataFrame(rows, schema=GRAPH))
    return made


def pairs(frame: pl.DataFrame) -> list[tuple[str, str]]:
    return list(frame.select("subject", "object").iter_rows())


def test_edges_around_an_entity_step_by_step(lake: Lake) -> None:
    assert newest_graph(lake) == SUNDAY
    assert pairs(around(lake, SUNDAY, "brand:UGG", 1)) == [("product:云朵拖鞋", "brand:UGG")]
    assert len(around(lake, SUNDAY, "brand:UGG", 2)) == 2
    assert ("factory:卓云鞋业", "belt:温岭") in pairs(around(lake, SUNDAY, "brand:UGG", 3))
    # no step leads over a rejected edge, and a hidden one is not shown
    assert len(around(lake, SUNDAY, "product:毛巾", 3)) == 1
    assert len(around(lake, SUNDAY, None, 1)) == len(EDGES) - 1


def test_a_disputed_edge_is_not_shown(lake: Lake) -> None:
    at = datetime(2026, 11, 16, tzinfo=UTC)
    filed = Dispute("", "UGG", "云朵拖鞋", "某公司", "并非同款", "web", at)
    assert pairs(around(lake, SUNDAY, "brand:UGG", 1, [filed])) == []
    kept = replace(filed, state="kept")
    assert pairs(around(lake, SUNDAY, "brand:UGG", 1, [kept])) == [("product:云朵拖鞋", "brand:UGG")]
    belt = Dispute("from_belt", "卓云鞋业", "温岭", "某公司", "不在温岭", "web", at)
    assert ("factory:卓云鞋业", "belt:温岭") not in pairs(around(lake, SUNDAY, None, 1, [belt]))


def test_the_api_tells_of_edges_and_of_their_absence(client: TestClient, empty_client: TestClient) -> None:
    assert empty_client.get("/api/v1/graph").json() == {"as_of": None, "items": [], "more": 0}
    assert client.get("/api/v1/graph?hops=9").status_code == 422


def test_the_api_gives_the_surest_first(lake: Lake, client: TestClient, monkeypatch) -> None:
    monkeypatch.setattr("web.api.newest_graph", lambda _: SUNDAY)
    monkeypatch.setattr("web.api.around", lambda _, *rest: around(lake, *rest))
    page = client.get("/api/v1/graph", params={"entity": "product:云朵拖鞋", "limit": 1}).json()
    assert (page["as_of"], page["more"]) == ("2026-11-15", 1)
    edge = page["items"][0]
    assert (edge["object"], edge["status"], edge["claimed"], edge["denied"]) == (
        "brand:UGG",
        "corroborated",
        2,
        1,
    )
