"""Hot-list dumps: the day of a file, the platform of an entry, and one headline on several days."""

import json
from datetime import UTC, datetime

import pytest

from crawlers.contract import PageMeta, Source
from crawlers.discovery import importer_for
from crawlers.mapping import Mapping
from crawlers.opening import open_paths
from crawlers.pipelines import import_path, open_log
from crawlers.platforms import daily_dump
from crawlers.preparing import prepare
from store.lake import Lake
from store.quarantine import Quarantine

SEARCH = "/weibo?q=%23x%23&t=31&band_rank={}&Refer=top"


def dump(path, *entries):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([{"url": url, "title": title} for url, title in entries]), encoding="utf-8")


def read(path, mapping=None):
    (part,) = open_paths([path], mapping)
    importer = importer_for(part.head, part.name, part.mapping)
    (chunk,) = importer.read(part)
    return importer.NAME, chunk


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2025-11-06.json", datetime(2025, 11, 6, 4, tzinfo=UTC)),
        ("hot_20251106.json", datetime(2025, 11, 6, 4, tzinfo=UTC)),
        ("2025-13-45.json", None),
        ("list.json", None),
    ],
)
def test_the_day_is_that_of_the_name(tmp_path, name, day):
    dump(tmp_path / "raw" / name, (SEARCH.format(1), "云朵拖鞋"))
    found, chunk = read(tmp_path / "raw" / name)
    assert found == "hot_list_dump"
    assert chunk.posts["published_at"].to_list() == [day]


def test_the_content_knows_better_than_the_name(tmp_path):
    path = tmp_path / "2025-11-06.json"
    path.write_text(
        json.dumps([{"url": SEARCH.format(1), "title": "云朵拖鞋", "time": "2025-11-05 20:00:00"}])
    )
    _, chunk = read(path)
    assert chunk.posts["published_at"].to_list() == [datetime(2025, 11, 5, 12, tzinfo=UTC)]


def test_the_path_names_the_platform_where_addresses_do_not(tmp_path):
    for folder, platform in (
        ("justjavac/weibo-trending-hot-search/raw", "weibo_hot"),
        ("raw/zhihu-search", "zhihu_search_hot"),
        ("raw/kuaishou", "kuaishou_hot"),
    ):
        dump(tmp_path / folder / "2025-11-06.json", ("", "保温杯"))
        _, chunk = read(tmp_path / folder / "2025-11-06.json")
        assert chunk.posts.select("platform", "kind", "url").rows() == [(platform, "hot", None)]


def test_a_mapping_names_it_first(tmp_path):
    dump(tmp_path / "2025-11-06.json", ("https://site.example/1", "保温杯"))
    name, chunk = read(tmp_path / "2025-11-06.json", Mapping(constants={"platform": "somewhere_hot"}))
    assert (name, chunk.posts["platform"].to_list()) == ("hot_list_dump", ["somewhere_hot"])
    _, chunk = read(tmp_path / "2025-11-06.json")
    assert "--map" in chunk.refused["reason"][0]


def test_a_list_of_posts_is_no_hot_list(tmp_path):
    (tmp_path / "2025-11-06.json").write_text(
        json.dumps([{"url": "https://example.org/1", "title": "a", "content": "b", "platform": "xhs"}])
    )
    assert read(tmp_path / "2025-11-06.json")[0] == "table_json"


def test_a_headline_is_one_post_on_however_many_days_and_places(tmp_path):
    root = tmp_path / "weibo-trending-hot-search" / "raw"
    dump(root / "2025-11-06.json", (SEARCH.format(1), "云朵拖鞋"), (SEARCH.format(9), "云朵拖鞋"))
    dump(root / "2025-11-07.json", (SEARCH.format(3), "云朵拖鞋"), (SEARCH.format(4), "洞洞鞋"))
    log = open_log(str(tmp_path / "lake"))
    outcomes = import_path(
        [tmp_path / "weibo-trending-hot-search"],
        log=log,
        quarantine=Quarantine(Lake(tmp_path / "lake")),
        provenance=lambda where, form: "p1",
        author_key=b"k" * 32,
        now=datetime(2025, 11, 8, tzinfo=UTC),
        refused_dir=tmp_path / "refused",
    )
    assert [outcome.problem for outcome in outcomes] == [None, None]
    assert [(outcome.new_posts, outcome.new_observations) for outcome in outcomes] == [(1, 0), (1, 1)]
    assert log.view()["title"].sort().to_list() == ["云朵拖鞋", "洞洞鞋"]


def test_the_same_file_by_the_spider_and_by_the_importer_is_one_post_each(tmp_path):
    entries = [
        ("https://s.weibo.com/weibo?q=%23x%23&band_rank=3", "双十一平替"),
        ("https://www.zhihu.com/question/12345", "代工厂值得买吗"),
        ("https://36kr.com/p/998877", "白牌出海"),
        ("https://www.zhihu.com/search?q=1", "云朵拖鞋"),
    ]
    file = tmp_path / "raw" / "2026-11-07.json"
    dump(file, *entries)
    log = open_log(str(tmp_path / "lake"))
    known = {"author_key": b"k" * 32, "refused_dir": tmp_path / "refused"}
    known |= {"quarantine": Quarantine(Lake(tmp_path / "lake")), "provenance": lambda where, form: "p1"}
    (imported,) = import_path([file], log=log, now=datetime(2026, 11, 8, tzinfo=UTC), **known)
    assert (imported.format, imported.new_posts) == ("hot_list_dump", 4)

    url = "https://raw.githubusercontent.com/somebody/lists/master/raw/2026-11-07.json"
    source = Source(id="dumps", reader="daily_dump", url=url, platform="weibo")
    at = datetime(2026, 11, 8, 2, tzinfo=UTC)
    page = daily_dump.read(file.read_bytes(), PageMeta(url, at, source))
    posts = prepare(page.posts, author_key=b"k" * 32, source="crawl:dumps", fetched_at=at)
    saved = log.save(posts)
    assert (saved.new_posts, saved.new_observations, saved.unchanged) == (0, 0, 4)
    assert set(log.view()["platform"]) == {"weibo_hot", "zhihu_hot", "36kr", "zhihu_search_hot"}
