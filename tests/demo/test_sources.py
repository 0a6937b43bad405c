"""The real readers understand the site through the declared sources."""

from datetime import UTC, datetime
from urllib.request import urlopen

import polars as pl
import pytest

from crawlers.contract import PageMeta, Source
from crawlers.discovery import find_platforms
from demo.plan import PLATFORMS
from demo.sources import demo_sources


def read_all(declared):
    """All posts of a source, by its reader, page after page."""
    source = Source(**declared)
    reader = find_platforms()[source.reader]
    url, frames = source.url, []
    while url:
        with urlopen(url, timeout=10) as answer:
            meta = PageMeta(url, datetime(2026, 11, 22, tzinfo=UTC), source, answer.headers["Content-Type"])
            page = reader.read(answer.read(), meta)
        assert page.refused.is_empty()
        frames.append(page.posts)
        url = page.next_url
    return pl.concat(frames)


def test_six_sources_spread_over_the_readers():
    declared = demo_sources("http://127.0.0.1:8790/")
    assert sorted(row["platform"] for row in declared) == sorted(PLATFORMS)
    assert sorted(row["reader"] for row in declared) == ["feed", "feed", "feed", "json", "json", "page"]
    assert all(Source(**row).url.startswith("http://127.0.0.1:8790/") for row in declared)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_crawl_gives_back_the_posts(site, demo, platform):
    (declared,) = [row for row in demo_sources(site.url) if row["platform"] == platform]
    found = read_all(declared).sort("post_id")
    expected = demo.posts.filter(pl.col("post_id") >= "d20261102", platform=platform).sort("post_id")
    same = ["post_id", "kind", "parent_id", "url", "text"]
    assert found.select(same).to_dicts() == expected.select(same).to_dicts()
    assert found["title"].fill_null("").to_list() == expected["title"].to_list()
    said = found["published_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert said.to_list() == expected["created_at"].to_list()
    assert found["author_digest"].n_unique() == expected["author_id"].n_unique()
    if declared["reader"] != "feed" or platform == "reddit":
        assert found["likes"].to_list() == expected["likes"].to_list()
