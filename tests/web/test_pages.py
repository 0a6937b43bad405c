import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import web
from store.runs import ReportWritten, load_reports, record_report
from web.app import create_app

PAGES = ("/", "/reports", "/health", "/record", "/entities/product:云朵拖鞋", "/entities/belt:义乌?weeks=13")


@pytest.mark.parametrize("address", PAGES)
def test_each_page_opens_safely_and_loads_nothing(client, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    outside = re.findall(r'(?:src|href|action)="(?!/|data:,|\?|#)([^"]*)"', answer.text)
    assert set(outside) <= {"https://example.com/1"}
    assert "演示数据" not in answer.text


@pytest.mark.parametrize("address", [*PAGES[:4], "/nowhere"])
def test_a_demo_home_says_so_on_every_page(demo_client, address):
    answer = demo_client.get(address, headers={"accept": "text/html"})
    assert "演示数据，均为虚构" in answer.text


def test_the_overview_lists_what_rises_best_first(client):
    page = client.get("/").text
    rising, watched = page.split("值得留意")

    assert rising.index("卓云鞋业") < rising.index("云朵拖鞋") < rising.index("裸感瑜伽裤")
    assert "lululemon" in watched
    assert "lululemon" not in rising
    assert "channel:1688" not in page
    assert "2026-W46 周报" in rising
    assert "×4.4" in rising
    assert "爆发" in rising


def test_the_overview_tells_the_state_of_sources_and_jobs(client):
    page = client.get("/").text
    assert "连续失败 3 次" in page
    assert "6/7" in page
    assert "BadInput: nothing" in page


def test_what_strangers_wrote_stays_text(client, nasty):
    for address in ("/", "/entities/product:云朵拖鞋", "/entities/product:" + nasty):
        page = client.get(address).text
        assert "&lt;script&gt;" in page
        assert "<script" not in page
        assert "<img" not in page


def test_quotes_lead_to_web_addresses_only(client):
    page = client.get("/entities/product:云朵拖鞋").text
    assert 'href="https://example.com/1" rel="noopener noreferrer nofollow"' in page
    assert "javascript:" not in page


def test_an_entity_shows_its_numbers_quotes_and_claims(client):
    page = client.get("/entities/product:云朵拖鞋").text
    assert "踩屎感云朵拖鞋平替来了" in page
    assert "由其生产" in page
    assert "询问" in page
    assert page.count("×4.4") == 3
    assert 'href="?weeks=13"' in page


def test_a_claim_is_shown_from_either_side(client):
    page = client.get("/entities/factory:卓云鞋业").text
    assert "由其生产" in page


def test_missing_days_are_told_from_days_with_posts(client):
    page = client.get("/health").text
    assert 'title="2026-11-09 缺采">×' in page
    assert re.search(r'class="h\d" title="2026-11-08 \d+ 条"', page)
    assert page.count('缺采">×') == 2


def test_health_shows_imports_crawls_and_jobs(client):
    page = client.get("/health").text
    for word in ("bad.jsonl", "第 7 行不是 JSON", "site-rss", "识别与计数"):
        assert word in page


def test_an_empty_home_says_what_to_do_next(empty_client):
    for address in ("/", "/health"):
        page = empty_client.get(address)
        assert page.status_code == 200
        assert "pingti import" in page.text
    assert "pingti run" in empty_client.get("/reports").text


@pytest.mark.parametrize("address", ["/entities/product:没人说过", "/entities/", "/nowhere"])
def test_what_is_not_there_is_404_as_a_page_for_people(client, address):
    page = client.get(address, headers={"accept": "text/html,*/*"})
    assert page.status_code == 404
    assert "没有这一页" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_other_numbers_of_weeks_are_refused(client):
    assert client.get("/entities/belt:义乌?weeks=99").status_code == 422


@pytest.mark.parametrize("address", [*PAGES, "/healthz", "/readyz", "/reports/2026-W46"])
def test_head_is_answered_without_a_body(client, address):
    answer = client.head(address)
    assert answer.status_code == 200
    assert answer.content == b""


def test_every_page_leads_to_the_api(client):
    for address in PAGES:
        assert 'href="/openapi.json"' in client.get(address).text


def test_few_voices_are_not_called_steady(client):
    assert "样本少" in client.get("/").text.split("值得留意")[1]
    assert "样本少" in client.get("/entities/brand:lululemon").text


def test_prices_are_summed_up_and_no_claims(client):
    page = client.get("/entities/product:云朵拖鞋").text
    assert re.search(r"<dt>3 条，中位</dt><dd>39 元/双 <small>30–60</small>", page)
    assert "39.0元" not in page.split("关于它的说法")[1]


@pytest.mark.parametrize("address", ["/entities/product:没人说过", "/nowhere", "/reports/2030-W01"])
def test_a_chinese_page_says_in_chinese_what_is_missing(client, address):
    page = client.get(address, headers={"accept": "text/html"}).text
    said = re.search(r'<p class="note">404 · ([^<]+)</p>', page)[1]
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert not re.search(r"[a-zA-Z]{2,} [a-zA-Z]{2,} [a-z]{2,}", said)


def test_an_empty_report_does_not_hide_the_one_before(client, empty_client):
    engine = empty_client.home.engine
    old = load_reports(client.home.engine)[0]
    record_report(engine, replace(old, summary={"enough_data": True}))
    new = ReportWritten("2026-W47", old.as_of, old.made_at, files=old.files, summary={"enough_data": False})
    record_report(engine, new)
    home = replace(client.home, engine=engine)
    with type(client)(create_app(home)) as other:
        page = other.get("/").text
    assert "2026-W46 周报" in page
    assert "2026-W47 数据不足" in page


def test_days_after_the_newest_are_one_sentence_and_in_a_demo_no_alarm(client):
    later = replace(client.home, now=lambda: client.home.now() + timedelta(days=6))
    for home, told, kept in ((later, True, False), (replace(later, demo=True), False, True)):
        with type(client)(create_app(home)) as other:
            health, front = other.get("/health").text, other.get("/").text
        assert ("2026-11-15 之后到昨天的 6 天，没有采到任何平台的帖子" in health) is told
        assert ("演示数据止于固定的一天：2026-11-15。" in health) is kept
        assert ('<small class="risk">7 天前' in front) is told
        assert 'title="2026-11-16' not in health


def test_chinese_in_templates_has_chinese_punctuation():
    bare = re.compile(r"[\u4e00-\u9fff”」）][,:;!?(]|[,:;!?)][\u4e00-\u9fff「（]|[“”]")
    for path in (Path(web.__file__).parent / "templates").glob("*.html"):
        words = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not bare.search(words), (path.name, bare.search(words))


def test_data_health_shows_sources_by_day_the_plan_and_the_policies(client, nasty):
    text = client.get("/health").text
    assert nasty not in text
    assert "来源 × 最近 7 天" in text and ">失败<" in text
    assert "开启后从未成功" in text
    assert "采集任务单 2026-W47" in text and "待采" in text
    assert "来源的规矩" in text and "有规则" in text and "没人看过" in text
