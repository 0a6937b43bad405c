"""The form of disputes: from its own page only, or by a signed link; what is disputed is not shown."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from domain.dispute import Dispute
from domain.signing import Grant, sign
from store.disputes import decide_dispute, file_dispute, load_disputes
from web.answering import create_answers_app
from web.app import create_app

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
KEY = b"k" * 32
FORM = {"claim": "卓云鞋业", "by": "卓云", "why": "从未生产"}


@pytest.fixture
def dashboard(home):
    with TestClient(create_app(home), raise_server_exceptions=False) as browser:
        yield browser


def test_filed_from_its_own_page_and_from_nowhere_else(home, dashboard):
    assert "提出异议" in dashboard.get("/disputes").text
    for site in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert dashboard.post("/disputes", data=FORM, headers=site).status_code == 403
    assert load_disputes(home.engine) == []
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    assert "异议 1 已登记" in dashboard.post("/disputes", data=FORM, headers=own).text
    assert "异议 1 此前已登记" in dashboard.post("/disputes", data=FORM, headers=own).text
    (one,) = load_disputes(home.engine)
    assert (one.subject, one.filed_by, one.came_by, one.state) == ("卓云鞋业", "卓云", "dashboard", "open")
    assert "从未生产" in dashboard.get("/disputes").text


@pytest.mark.parametrize(
    "wrong", [{"claim": ""}, {"by": " "}, {"why": ""}, {"claim": "a>b>c"}, {"by": "x" * 81}]
)
def test_a_form_that_is_not_whole_says_so(home, dashboard, wrong):
    got = dashboard.post("/disputes", data=FORM | wrong)
    assert (got.status_code, load_disputes(home.engine)) == (400, [])
    assert 'role="status"' in got.text
    assert dashboard.post("/disputes", data=FORM | {"why": "x" * 9000}).status_code == 413


def test_what_is_written_there_is_text(dashboard):
    nasty = "<script>alert(1)</script>"
    got = dashboard.post("/disputes", data={"claim": nasty, "by": nasty, "why": nasty})
    assert nasty not in got.text
    assert nasty not in dashboard.get("/disputes", params={"claim": nasty}).text


def test_a_signed_link_files_against_its_claim_only(home):
    file_dispute(home.engine, Dispute("", "别家", "", "别家", "秘密的理由", "x", NOW))
    url = "/d/" + sign(KEY, Grant("dispute", "made_by:云朵拖鞋>卓云鞋业", "", NOW + timedelta(days=9)))
    with TestClient(create_answers_app(home, KEY), raise_server_exceptions=False) as browser:
        page = browser.get(url)
        assert page.status_code == 200
        assert "made_by:云朵拖鞋&gt;卓云鞋业" in page.text
        assert "秘密的理由" not in page.text
        assert len(load_disputes(home.engine)) == 1  # looking files nothing
        done = browser.post(url, data=FORM | {"claim": "别的说法"})
        assert "已登记" in done.text
        assert browser.get("/d/" + sign(b"x" * 32, Grant("dispute", "甲", "", NOW))).status_code == 404
        assert browser.get(url.replace("/d/", "/a/")).status_code == 404
    one = load_disputes(home.engine)[1]
    assert (one.relation, one.subject, one.object, one.came_by) == (
        "made_by", "云朵拖鞋", "卓云鞋业", "link"
    )  # fmt: skip


def test_a_disputed_claim_leaves_the_pages_and_comes_back_when_kept(writable_client):
    client = writable_client
    page, proof = "/entities/product:云朵拖鞋", "/evidence/xhs:3"
    assert "由其生产" in client.get(page).text
    assert client.get(proof).status_code == 200
    engine = client.home.engine
    number, _ = file_dispute(engine, Dispute("", "卓云鞋业", "", "卓云", "不实", "x", NOW))
    assert "由其生产" not in client.get(page).text
    assert "求问哪家的云朵拖鞋是卓云鞋业做的" not in client.get(page).text
    assert client.get(proof).status_code == 404
    claims = client.get("/api/v1/entities/product:云朵拖鞋").json()["claims"]
    assert not [one for one in claims if one["kind"] == "made_by"]
    decide_dispute(engine, number, "kept", "小王", "属实", NOW)
    assert "由其生产" in client.get(page).text
