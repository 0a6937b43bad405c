import re

import pytest

PAGES = ("/", "/reports", "/health", "/entities/product:云朵拖鞋", "/entities/belt:义乌?weeks=13")


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


@pytest.mark.parametrize("address", [*PAGES[:3], "/nowhere"])
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
