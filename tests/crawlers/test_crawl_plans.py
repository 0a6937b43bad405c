"""What is asked for, when it is asked again, and how long pages are kept."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.contract import PageMeta, Source
from crawlers.interval import bounds_minutes, next_minutes
from crawlers.keywords import load_packs, queries_of
from crawlers.raw_pages import RawPage, RawPages, find_raw, forget_raw, read_raw
from crawlers.walks import walks_of
from domain.errors import BadInput, BadSettings

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 7, 18, tzinfo=UTC)  # already the 8th in China


def source(**fields: object) -> Source:
    return Source(
        **({"id": "made-up", "reader": "json", "url": "https://example.org/list", "platform": "x"} | fields)
    )


def test_the_shipped_packs_drive_every_category():
    packs = load_packs()
    assert {"平替", "代工厂", "源头工厂", "1688", "同厂", "白牌", "拿货", "一件代发"} <= set(packs["通用"])
    assert len(packs) >= 18
    assert all(len(queries) >= 4 for queries in packs.values())
    assert not any(len(set(queries)) < len(queries) for queries in packs.values())


def test_own_packs_replace_those_of_their_name(tmp_path):
    path = tmp_path / "packs.tsv"
    path.write_text("\ufeffpack\tquery\tnote\n通用\t山寨\t\n我的\t同源\t\n", encoding="utf-8")
    packs = load_packs(path)
    assert (packs["通用"], packs["我的"]) == (("山寨",), ("同源",))
    assert queries_of(["同源"], ["我的", "通用"], packs) == ["同源", "山寨"]
    with pytest.raises(BadSettings, match="No such keyword pack"):
        queries_of([], ["nobody"], packs)
    path.write_text("nothing\n")
    with pytest.raises(BadSettings, match="holds no keyword pack"):
        load_packs(path)


def test_one_walk_for_each_query():
    searched = source(url="https://example.org/s?q={query}", queries=["平替 拖鞋", "a&b"], packs=["p"])
    walks = walks_of(searched, NOW, ZONE, {"p": ("a&b", "同厂")})
    assert [(walk.query, walk.url.partition("=")[2]) for walk in walks] == [
        ("平替 拖鞋", "%E5%B9%B3%E6%9B%BF%20%E6%8B%96%E9%9E%8B"),
        ("a&b", "a%26b"),
        ("同厂", "%E5%90%8C%E5%8E%82"),
    ]
    tagged = source(url="https://example.org/tag/{tag}", queries=["cloud slides"])
    assert walks_of(tagged, NOW, ZONE, {})[0].url == "https://example.org/tag/cloudslides"


def test_days_are_business_days():
    today, yesterday = date(2026, 11, 8), date(2026, 11, 7)
    (walk,) = walks_of(source(url="https://example.org/{yesterday}.json"), NOW, ZONE, {})
    assert (walk.url, walk.day) == ("https://example.org/2026-11-07.json", yesterday)
    (walk,) = walks_of(source(url="https://example.org/{day}.json"), NOW, ZONE, {})
    assert (walk.url, walk.day) == ("https://example.org/2026-11-08.json", today)


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{cut", '{"id": "a"}',
        '{"id": "a", "reader": "json", "platform": "x", "url": "ftp://example.org"}',
        '{"id": "a", "reader": "json", "platform": "x", "url": "https://"}',
        '{"id": "a", "reader": "json", "platform": "x", "url": "https://example.org/{query}"}',
        '{"id": "a", "reader": "json", "platform": "x", "url": "https://example.org/", "queries": ["b"]}',
        '{"id": "a", "reader": "json", "platform": "x", "url": "https://example.org/", "cookie": "c"}',
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused(text):
    with pytest.raises(BadSettings):
        Source.from_json(text)


def test_the_interval_stays_within_what_is_declared():
    daily = source(every_minutes=240, least_minutes=60, most_minutes=960)
    assert next_minutes(daily, None, items=100, new_posts=80) == 120
    assert next_minutes(daily, 60, items=100, new_posts=100) == 60
    assert next_minutes(daily, 240, items=100, new_posts=30) == 240
    assert next_minutes(daily, 240, items=100, new_posts=5) == 360
    assert next_minutes(daily, 900, items=0, new_posts=0) == 960
    assert bounds_minutes(source(every_minutes=360)) == (360, 2880)
    assert bounds_minutes(source(every_minutes=60), floor=1440) == (1440, 1440)


def test_raw_pages_are_kept_whole_and_forgotten_in_time(tmp_path):
    pages = RawPages(tmp_path)
    for days_ago in (0, 10, 40):
        meta = PageMeta(
            "https://example.org/list", NOW - timedelta(days=days_ago), source(), "text/html", "平替"
        )
        path = pages.keep(RawPage(meta, 200, "一页\n两行".encode()))
    assert read_raw(path) == RawPage(meta, 200, "一页\n两行".encode())
    assert path.stat().st_mode & 0o077 == 0
    assert len(list(find_raw(tmp_path))) == 3
    assert len(list(find_raw(tmp_path, "made-up", since=date(2026, 10, 1)))) == 2
    assert not list(find_raw(tmp_path, "other"))
    assert forget_raw(tmp_path, NOW - timedelta(days=30)) == 1
    assert forget_raw(tmp_path, NOW - timedelta(days=30)) == 0
    left = list(find_raw(tmp_path))
    assert len(left) == 2
    assert not (tmp_path / "made-up" / str(meta.fetched_at.date())).exists()
    left[0].write_bytes(left[0].read_bytes()[:20])
    with pytest.raises(BadInput):
        read_raw(left[0])
