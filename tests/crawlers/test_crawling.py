"""The spiders against a site on this machine: paging, politeness, and what a second visit costs.

What becomes of sites that refuse or misbehave is in test_crawl_outcomes.py.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.pipelines import open_log

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def crawl(tmp_path):
    """Run one spider in its own process, as a job does; gives (exit code, summary, log)."""
    key = tmp_path / "author.key"
    key.write_text("ab" * 32)

    def run(url: str, reader: str, *more: str, **source: object):
        definition = {"id": "made-up", "reader": reader, "url": url, "platform": "xhs"} | source
        command = [sys.executable, "-m", "crawlers.run_spider", "--source-json", json.dumps(definition)]
        command += ["--lake", str(tmp_path / "lake"), "--author-key-file", str(key)]
        command += ["--state", str(tmp_path / "state.json"), "--refused-dir", str(tmp_path / "refused")]
        command += ["--now", "2026-11-08T02:00:00+00:00", *more]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=60)
        return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr

    return run


def listing(numbers, following=None):
    rows = [
        {
            "id": f"n{number}",
            "title": f"第 {number} 双云朵拖鞋",
            "url": f"/n/{number}?xsec_token=t",
            "likes": number,
        }
        | {"text": "加微信 shop8899a", "author_id": f"u{number}", "time": 1794000000000 + number}
        for number in numbers
    ]
    return json.dumps({"data": {"list": rows}, "next": following}).encode()


def test_a_list_is_followed_saved_and_not_fetched_twice(site, crawl, tmp_path):
    site.put("/robots.txt", b"User-agent: *\nAllow: /\n")
    site.put("/xhs.json", listing(range(3), "/xhs.json?page=2"), ETag='"one"')
    site.put("/xhs.json?page=2", listing(range(3, 5)).replace(b'"id": "n4"', b'"id": "n4", "kind": "poem"'))
    code, summary, log = crawl(site.url + "/xhs.json", "json")
    assert (code, summary["status"], summary["pages"], summary["items"]) == (3, "done", 2, 4), log
    assert (summary["new_posts"], summary["refused"]) == (4, 1)
    assert "unknown kind poem" in Path(summary["refused_path"]).read_text(encoding="utf-8")
    view = open_log(str(tmp_path / "lake")).view()
    assert view["key"].to_list() == ["xhs:n0", "xhs:n1", "xhs:n2", "xhs:n3"]
    assert view["url"][0] == f"{site.url}/n/0"
    assert set(view["text"]) == {"加[wechat]"}
    assert set(view["source"]) == {"crawl:made-up"}
    assert view["author"].n_unique() == 4
    assert [path for path, _ in site.asked] == ["/robots.txt", "/xhs.json", "/xhs.json?page=2"]
    assert site.asked[1][1]["User-Agent"].startswith("pingti/")
    assert "Cookie" not in site.asked[2][1]

    policy = summary["policy"]
    assert (policy["robots"]["outcome"], policy["robots"]["said"]) == ("rules", "allows what was asked")
    assert policy["robots"]["fetched_at"] == "2026-11-08T02:00:00+00:00"
    assert site.url.endswith(policy["host"])
    assert policy["user_agent"] == site.asked[1][1]["User-Agent"]

    code, summary, log = crawl(site.url + "/xhs.json", "json")
    assert (code, summary["status"], summary["items"]) == (0, "unchanged", 0), log
    assert site.asked[-1][1]["If-None-Match"] == '"one"'


def test_a_feed_and_a_page_that_changed(site, crawl, fixtures, tmp_path):
    site.put("/robots.txt", b"")
    site.put(
        "/feed", (fixtures / "feed" / "atom" / "page.xml").read_bytes().replace(b' rel="next"', b' rel="x"')
    )
    code, summary, log = crawl(site.url + "/feed", "feed")
    assert (code, summary["items"], summary["new_posts"]) == (0, 2, 2), log
    site.put("/feed", b"<html><body>gone</body></html>")
    code, summary, log = crawl(site.url + "/feed", "feed")
    assert (code, summary["status"]) == (1, "layout_changed"), log


def test_nobody_crawls_a_stranger_without_a_contact(crawl):
    code, summary, log = crawl("https://example.org/feed", "feed")
    assert (code, summary) == (2, None)
    assert "contact" in log
    code, summary, log = crawl("http://127.0.0.1:9/", "telepathy")
    assert (code, summary) == (2, None)
    assert "feed, json, mastodon" in log


def test_what_cannot_be_saved_is_a_failed_crawl(site, crawl, tmp_path):
    site.put("/robots.txt", b"")
    site.put("/xhs.json", listing(range(2)), ETag='"one"')
    (tmp_path / "lake").write_text("a file where the lake should be")
    code, summary, _ = crawl(site.url + "/xhs.json", "json")
    assert (code, summary["status"]) == (1, "failed")
    assert "2 posts wait in the spool" in summary["stopped_because"]
    assert not (tmp_path / "state.json").exists()


def test_a_daily_file_is_asked_for_once_a_day(site, crawl, tmp_path):
    site.put("/robots.txt", b"")
    site.put("/raw/2026-11-07.json", '[{"title": "双十一平替", "url": "https://example.org/1"}]'.encode())
    hosts = ("--hosts-dir", str(tmp_path / "hosts"))
    url = site.url + "/raw/{yesterday}.json"
    code, summary, log = crawl(url, "daily_dump", *hosts, every_minutes=60)
    assert (code, summary["new_posts"], summary["coverage"][0]["day"]) == (0, 1, "2026-11-07"), log
    assert summary["next_minutes"] == 1440
    code, summary, log = crawl(url, "daily_dump", *hosts, every_minutes=60)
    assert (code, summary["status"], summary["coverage"]) == (0, "unchanged", []), log
    code, summary, log = crawl(
        site.url + "/raw/2026-11-07.json", "json", *hosts, id="other", selectors={"items": ""}
    )
    assert (code, summary["items"]) == (0, 1), log
    # robots.txt was asked for by the first of three crawls, and kept for the others
    assert [path for path, _ in site.asked] == ["/robots.txt", "/raw/2026-11-07.json", "/raw/2026-11-07.json"]
