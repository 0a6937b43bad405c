"""Signed links: who holds one may answer, looking changes nothing, and nothing else is to be found there."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from alerts.building import build_alerts
from alerts.contract import AlertInputs
from alerts.learning import learn
from domain.alert import ANSWER_WORDS, Demand, Factory, answered, demand_answers
from domain.errors import StoreLocked
from domain.signing import Grant, read, sign
from store.alerts import (
    AlertTold,
    load_alerts,
    load_answered,
    load_answers,
    load_factories,
    load_told,
    record_answer,
    save_factories,
    tell_alerts,
)
from web.answering import create_answers_app
from web.app import create_app

KEY = b"k" * 32
NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
DEMAND = Demand(
    "product:云朵拖鞋@*@2026-11-15", "product:云朵拖鞋", "云朵拖鞋", "鞋靴", date(2026, 11, 15), "rising",
    2.4, 1.8, 3.2, 40, processes=("EVA发泡",), materials=("EVA",), evidence=("xhs:1", "xhs:2"),
)  # fmt: skip
MAKERS = tuple(Factory(f"f{n}", f"厂{n}", "温岭", ("鞋靴",), ("EVA发泡",), ("EVA",)) for n in (1, 2, 3))


@pytest.fixture
def alerts(home):
    """Three factories told of one item, and the clock of the home."""
    save_factories(home.engine, MAKERS, NOW)
    made = build_alerts(AlertInputs((DEMAND,), MAKERS, NOW)).alerts
    tell_alerts(home.engine, "2026-W46", [AlertTold(a, "2026-W46", "鞋靴", "rising", NOW) for a in made], [])
    return {one.alert.factory_id: one.alert for one in load_alerts(home.engine, week="2026-W46")}


@pytest.fixture
def client(home):
    with TestClient(create_answers_app(home, KEY), raise_server_exceptions=False) as browser:
        yield browser


def link(alert, words="能做", *, key=KEY, days=60, purpose="answer"):
    choice = ANSWER_WORDS.get(words, "")
    return "/a/" + sign(key, Grant(purpose, alert.fingerprint, choice, NOW + timedelta(days=days)))


def post(client, url, words):
    return client.post(url, data={"answer": words})


def history(home, alert):
    return [answer for answer, _, _ in load_answered(home.engine, alert.fingerprint)]


def test_a_signature_covers_every_field_and_the_key():
    grant = Grant("answer", "a1", "can_make", datetime(2027, 1, 1, tzinfo=UTC))
    token = sign(KEY, grant)
    assert read(KEY, token) == grant
    assert read(b"x" * 32, token) is None
    for other in (
        replace(grant, about="a2"), replace(grant, choice="mute"), replace(grant, purpose="dispute"),
        replace(grant, until=grant.until + timedelta(days=1)),
    ):  # fmt: skip
        assert read(KEY, sign(KEY, other).partition(".")[0] + "." + token.partition(".")[2]) is None
    for bad in ("", ".", "a.b", "é.é", token[:-1], token + "A", token.replace(".", "..")):
        assert read(KEY, bad) is None


def test_looking_changes_nothing_and_posting_answers_once(home, client, alerts):
    url = link(alerts["f1"])
    for _ in range(3):
        assert client.head(url).status_code == 200
        page = client.get(url, headers={"Purpose": "prefetch"})
        assert page.status_code == 200
    assert "确认：能做" in page.text
    assert "需求上升" in page.text
    assert history(home, alerts["f1"]) == []
    assert "收到，已记下：能做" in post(client, url, "能做").text
    again = post(client, url, "能做")
    assert (again.status_code, "已经答复过" in again.text) == (200, True)
    assert "<form" not in client.get(url).text
    assert history(home, alerts["f1"]) == ["can_make"]


def test_a_later_answer_takes_the_place_and_the_history_stays(home, client, alerts):
    post(client, link(alerts["f1"], "不相关"), "不相关")
    one_for_all = link(alerts["f1"], "")
    page = client.get(one_for_all)
    assert "目前记录的答复：<b>不相关</b>" in page.text
    assert "value=\"能做\"" in page.text and "value=\"不相关\"" not in page.text  # fmt: skip
    post(client, one_for_all, "要样")
    assert history(home, alerts["f1"]) == ["not_relevant", "sample"]
    assert [one.answer for one in load_answers(home.engine)] == ["sample"]
    post(client, link(alerts["f1"], "不相关"), "不相关")  # the old link again: it was used
    assert [one.answer for one in load_answers(home.engine)] == ["sample"]
    post(client, one_for_all, "静音30天")
    assert load_factories(home.engine)[0].muted_until == date(2026, 12, 16)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"key": b"x" * 32}, 404), ({"days": -1}, 410), ({"purpose": "dispute"}, 404)],
)
def test_links_that_allow_nothing(home, client, alerts, change, status):
    url = link(alerts["f1"], **change)
    assert client.get(url).status_code == status
    assert post(client, url, "能做").status_code == status
    assert history(home, alerts["f1"]) == []


def test_a_link_for_one_answer_gives_no_other(home, client, alerts):
    url = link(alerts["f1"], "不相关")
    for body in ({"answer": "已成交"}, {"answer": "x"}, {}):
        assert client.post(url, data=body).status_code == 400
    assert client.post(url, content=b"\xff\xfe").status_code == 400
    assert history(home, alerts["f1"]) == []


@pytest.mark.parametrize(
    "path",
    ["/", "/health", "/metrics", "/healthz", "/api/v1/signals", "/openapi.json", "/reports", "/a/", "/a/x/y",
     "/entities/product:云朵拖鞋", "/evidence/xhs:1", "/static/x", "/docs"],
)  # fmt: skip
def test_nothing_else_is_there(client, path):
    got = client.get(path)
    assert (got.status_code, "没有这一页" in got.text) == (404, True)


def test_headers_sizes_and_methods(client, alerts):
    url = link(alerts["f1"])
    for answer in (
        client.get(url),
        client.get("/x"),
        client.put(url),
        client.post(url, data={"a": "b" * 9000}),
    ):
        headers = answer.headers
        assert "form-action 'self'" in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.put(url).status_code == 405
    assert client.post(url, data={"answer": "x" * 9000}).status_code == 413
    assert client.post(url, content=(b"x" * 1000 for _ in range(20))).status_code == 413  # length not said


@pytest.mark.parametrize("error", [StoreLocked("busy"), RuntimeError("a bug, with /secret/paths")])
def test_what_breaks_is_said_politely_and_nothing_is_recorded(home, client, alerts, monkeypatch, error):
    def broken(*_):
        raise error

    monkeypatch.setattr("web.answering.record_answer", broken)
    got = post(client, link(alerts["f1"]), "能做")
    assert (got.status_code, got.headers["Retry-After"]) == (503, "60")
    assert "请过几分钟再点一次" in got.text
    assert "secret" not in got.text
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    assert history(home, alerts["f1"]) == []


def test_a_link_is_asked_for_so_often_and_no_more(client, alerts):
    url, other = link(alerts["f1"]), link(alerts["f2"])
    codes = [client.get(url).status_code for _ in range(25)]
    assert codes == [200] * 20 + [429] * 5
    assert client.get(url).headers["Retry-After"] == "600"
    assert client.get(other).status_code == 200


def test_one_factory_cannot_bury_a_demand_for_the_others(home, client, alerts):
    post(client, link(alerts["f1"], "不相关"), "不相关")
    said = load_answers(home.engine) * 300
    later = AlertInputs((DEMAND,), MAKERS, NOW + timedelta(days=40), weights=learn(said))
    assert {alert.factory_id for alert in build_alerts(later).alerts} == {"f1", "f2", "f3"}


def test_the_api_says_why_an_alert_was_sent(home, client, alerts):
    post(client, link(alerts["f1"], "能做"), "能做")
    with TestClient(create_app(home), raise_server_exceptions=False) as dashboard:
        told = dashboard.get("/api/v1/alerts/why", params={"about": "厂1"}).json()
        assert (told["kind"], told["about"], told["not_sent"]) == ("factory", "f1", [])
        assert told["sent"][0]["why_you"] == list(alerts["f1"].why_you)
        assert told["sent"][0]["answers"][0][:2] == ["can_make", "link"]
        of_item = dashboard.get("/api/v1/alerts/why", params={"about": "云朵拖鞋"}).json()
        assert {one["factory"] for one in of_item["sent"]} == {"厂1", "厂2", "厂3"}
        assert dashboard.get("/api/v1/alerts/why", params={"about": "没有"}).status_code == 404


def test_answers_are_counted_by_demand(home, client, alerts):
    post(client, link(alerts["f1"], "能做"), "能做")
    post(client, link(alerts["f1"], "已打样"), "已打样")
    post(client, link(alerts["f2"], "不相关"), "不相关")
    (one,) = answered(demand_answers(load_told(home.engine, "2026-W46")))
    assert (one.sent, one.answered, one.can_make, one.sample, one.ordered, one.not_relevant) == (
        3,
        2,
        0,
        1,
        0,
        1,
    )
    assert one.met
    assert demand_answers(load_told(home.engine, "2026-W01")).height == 0


def test_an_answer_after_the_week_is_not_of_the_week(home, alerts) -> None:
    record_answer(home.engine, alerts["f1"].fingerprint, "can_make", "link", NOW)
    before = load_told(home.engine, "2026-W46", NOW - timedelta(minutes=1))
    assert before["answer"].to_list() == [None] * len(alerts)
    assert load_told(home.engine, "2026-W46", NOW)["answer"].drop_nulls().to_list() == ["can_make"]
