import pytest


def test_signals_come_page_by_page_without_loss_or_doubles(client):
    whole = client.get("/api/v1/signals", params={"limit": 500}).json()
    assert whole["as_of"] == "2026-11-15"
    assert whole["next_cursor"] is None
    assert len(whole["items"]) == 21
    scores = [item["score"] for item in whole["items"]]
    assert scores == sorted(scores, reverse=True)

    paged, cursor = [], None
    while cursor or not paged:
        page = client.get(
            "/api/v1/signals", params={"limit": 4} | ({"cursor": cursor} if cursor else {})
        ).json()
        assert 0 < len(page["items"]) <= 4
        paged += page["items"]
        cursor = page["next_cursor"]
    assert paged == whole["items"]


def test_a_signal_keeps_its_evidence(client):
    first = client.get("/api/v1/signals").json()["items"]
    slippers = next(
        item for item in first if item["entity"] == "product:云朵拖鞋" and item["platform"] == "*"
    )
    assert slippers["evidence"] == ["xhs:1", "xhs:2", "xhs:3"]
    assert slippers["p_value"] is None


def test_a_day_without_signals_is_an_empty_page(client, empty_client):
    page = client.get("/api/v1/signals", params={"as_of": "2020-01-05"}).json()
    assert page == {"as_of": "2020-01-05", "items": [], "next_cursor": None}
    assert empty_client.get("/api/v1/signals").json() == {"as_of": None, "items": [], "next_cursor": None}


@pytest.mark.parametrize("cursor", ["!", "e30", "W10", "WyIyMDI2LTk5LTk5IiwxLjAsImEiLCJiIiwiYyJd"])
def test_a_made_up_cursor_is_refused(client, cursor):
    for address in ("/api/v1/signals", "/api/v1/reports"):
        answer = client.get(address, params={"cursor": cursor})
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 501}, {"as_of": "last week"}])
def test_wrong_parameters_are_named(client, wrong):
    answer = client.get("/api/v1/signals", params=wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == f"query.{next(iter(wrong))}"


def test_reports_come_page_by_page(client):
    first = client.get("/api/v1/reports", params={"limit": 2}).json()
    assert [item["week"] for item in first["items"]] == ["2026-W46", "2026-W45"]
    assert first["items"][0]["files"]["xlsx"] == "/reports/2026-W46.xlsx?lang=zh-CN"
    rest = client.get("/api/v1/reports", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["week"] for item in rest["items"]] == ["2026-W44"]
    assert rest["next_cursor"] is None
    assert client.get(first["items"][0]["files"]["html"]).status_code == 200


def test_an_entity_has_signals_weeks_and_claims(client):
    found = client.get("/api/v1/entities/product:云朵拖鞋").json()
    assert [signal["platform"] for signal in found["signals"]] == ["*", "xhs", "douyin"]
    assert found["weeks"][-1] == {"until": "2026-11-15", "voices": 126}
    assert found["weeks"][-2] == {"until": "2026-11-08", "voices": 28}
    assert found["claims"][0]["object"] == "卓云鞋业"
    assert found["claims"][0]["polarity"] == "asked"


def test_a_week_that_was_not_crawled_is_null_not_zero(client):
    weeks = client.get("/api/v1/entities/product:云朵拖鞋").json()["weeks"]
    assert [week["until"] for week in weeks if week["voices"] is None] == ["2026-10-18"]
    new = client.get("/api/v1/entities/factory:卓云鞋业").json()["weeks"]
    assert {week["voices"] for week in new[:-5]} == {0}


@pytest.mark.parametrize("address", ["/api/v1/entities/product:没人说过", "/api/v1/nothing"])
def test_404_of_the_api_is_a_problem_even_for_a_browser(client, address):
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_writing_is_not_possible(client):
    answer = client.post("/api/v1/signals", json={})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["title"] == "Method Not Allowed"


def test_the_description_names_every_route(client):
    paths = client.get("/openapi.json").json()["paths"]
    named = {"signals", "reports", "picks", "graph", "alerts/why", "entities/{entity_id}"}
    assert set(paths) == {f"/api/v1/{name}" for name in named}
    assert client.get("/docs").status_code == 404
