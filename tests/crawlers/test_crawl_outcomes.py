"""Every misbehaviour of a site has its name in the outcome, costs nothing else, and never becomes a post.

All sources are crawled by one process, one after another: what one site does must not touch the next.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from crawlers.pipelines import open_log

_spec = spec_from_file_location("rough_site", Path(__file__).with_name("rough_site.py"))
r = module_from_spec(_spec)
_spec.loader.exec_module(r)

ROOT = Path(__file__).parent.parent.parent
NOBODY = "http://127.0.0.1:1/list"

# way: pages, robots, where the crawl begins, reader, (status, outcome of its first walk, ended), posts
WAYS = {
    "redirects": (r.redirects, r.allow_all, "/5", "json", ("done", "got", "end"), 3),
    "redirect_loop": (r.redirect_loop, r.allow_all, "/a", "json", ("redirect_loop", "missed", None), 0),
    "zipped": (r.zipped, r.allow_all, "/list", "json", ("done", "got", "end"), 3),
    "zip_bomb": (r.zip_bomb, r.allow_all, "/list", "json", ("too_large", "missed", None), 0),
    "wrong_charset": (r.wrong_charset, r.allow_all, "/list", "page", ("done", "got", "end"), 2),
    "endless": (r.endless, r.allow_all, "/list", "json", ("done", "got", "page_limit"), 10),
    "same_again": (r.same_again, r.allow_all, "/list", "json", ("done", "got", "nothing_new"), 4),
    "busy": (r.busy, r.allow_all, "/list", "json", ("busy", "missed", None), 0),
    "robots_down": (r.plain, r.robots_down, "/list", "json", ("robots_unreachable", "missed", None), 0),
    "robots_no": (r.plain, r.forbid_all, "/list", "json", ("refused", "missed", None), 0),
    "robots_404": (r.plain, r.robots_404, "/list", "json", ("done", "got", "end"), 3),
    "robots_far": (r.far_pages, r.robots_far, "/list", "json", ("refused", "missed", None), 0),
    "captcha": (r.captcha, r.allow_all, "/list", "page", ("captcha", "missed", None), 0),
    "block_page": (r.captcha_403, r.allow_all, "/list", "page", ("blocked", "missed", None), 0),
    "forbidden": (r.forbidden, r.allow_all, "/list", "json", ("refused", "missed", None), 0),
    "login_form": (r.login_form, r.allow_all, "/list", "page", ("login_wall", "missed", None), 0),
    "login_redirect": (r.login_redirect, r.allow_all, "/list", "page", ("login_wall", "missed", None), 0),
    "changed": (r.changed, r.allow_all, "/list", "page", ("layout_changed", "missed", None), 0),
    "renamed": (r.renamed, r.allow_all, "/list", "json", ("layout_changed", "missed", None), 0),
    "slow": (r.slow, r.allow_all, "/list", "json", ("too_slow", "missed", None), 0),
    "huge_told": (r.huge_told, r.allow_all, "/list", "json", ("too_large", "missed", None), 0),
    "huge_untold": (r.huge_untold, r.allow_all, "/list", "json", ("too_large", "missed", None), 0),
    "cut_off": (r.cut_off, r.allow_all, "/list", "json", ("cut_off", "missed", None), 0),
    "broken": (r.broken, r.allow_all, "/list", "json", ("server_error", "missed", None), 0),
    "captcha_talk": (r.talks_of_captchas, r.allow_all, "/list", "json", ("done", "got", "end"), 1),
    "empty_list": (r.empty_list, r.allow_all, "/list", "json", ("done", "got", "end"), 0),
    "some_gone": (r.some_gone, r.allow_all, "/q/{query}", "json", ("partly", "got", "end"), 5),
}  # fmt: skip


@dataclass
class Crawled:
    code: int
    log: str
    by_source: dict[str, dict[str, Any]]
    asked: dict[str, list[str]]
    home: Path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory) -> Crawled:
    home = tmp_path_factory.mktemp("rough")
    (home / "author.key").write_text("ab" * 32)
    with r.rough_servers({name: (way[0], way[1]) for name, way in WAYS.items()}) as servers:
        sources = [
            {
                "id": name,
                "reader": way[3],
                "url": servers[name].url + way[2],
                "platform": name,
                "max_pages": 5,
            }
            | ({"queries": ["one", "gone", "two"]} if name == "some_gone" else {})
            for name, way in WAYS.items()
        ]
        sources.append({"id": "nobody", "reader": "json", "url": NOBODY, "platform": "nobody"})
        command = [sys.executable, "-m", "crawlers.run_spider", "--lake", str(home / "lake")]
        command += ["--author-key-file", str(home / "author.key"), "--raw-dir", str(home / "raw")]
        command += ["--spool-dir", str(home / "spool"), "--state", str(home / "state.json")]
        command += ["--page-seconds", "1", "--page-bytes", str(4 << 20), "--now", "2026-11-08T02:00:00+00:00"]
        for source in sources:
            command += ["--source-json", json.dumps(source)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=110)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    asked = {name: server.asked for name, server in servers.items()}
    return Crawled(done.returncode, done.stderr, {one["source"]: one for one in found}, asked, home)


@pytest.mark.parametrize("name", WAYS)
def test_each_way_has_its_name(crawled, name):
    *_, expected, posts = WAYS[name]
    summary = crawled.by_source[name]
    walk = summary["coverage"][0]
    assert (summary["status"], walk["outcome"], walk["ended"]) == expected, (summary, crawled.log)
    assert summary["items"] == posts
    is_good = expected[0] == "done"
    assert (summary["stopped_because"] is None) == is_good
    if walk["outcome"] == "missed":
        assert walk["posts"] is None, "a failed walk is missing, not zero"
        assert walk["because"]


def test_nobody_there_is_nothing_allowed(crawled):
    summary = crawled.by_source["nobody"]
    assert summary["status"] == "robots_unreachable"
    assert "all is forbidden" in summary["stopped_because"]


def test_only_posts_are_in_the_log_and_nothing_waits(crawled):
    view = open_log(str(crawled.home / "lake")).view()
    found = dict(view.group_by("platform").len().iter_rows())
    expected = {name: way[5] for name, way in WAYS.items() if way[5]} | {"same_again": 2}
    assert found == expected
    assert sorted(view.filter(platform="wrong_charset")["title"]) == ["同厂平替", "源头工厂的保温杯"]
    assert not list((crawled.home / "spool").rglob("*.arrow"))
    assert crawled.code == 1


def test_a_no_is_not_asked_twice(crawled):
    for name in ("busy", "forbidden", "captcha", "block_page", "login_form"):
        assert crawled.asked[name] == ["/robots.txt", "/list"], name
    for name in ("robots_down", "robots_far", "robots_no"):
        assert "/list" not in crawled.asked[name], name
    assert "robots.txt forbids" in crawled.by_source["robots_no"]["stopped_because"]
    assert crawled.by_source["busy"]["retry_after"] == 120
    assert crawled.by_source["robots_down"]["retry_after"] == 60


def test_coverage_is_by_query(crawled):
    rows = crawled.by_source["some_gone"]["coverage"]
    found = [(row["query"], row["day"], row["outcome"], row["posts"], row["status"]) for row in rows]
    assert found == [
        ("one", "2026-11-08", "got", 2, "done"),
        ("gone", "2026-11-08", "missed", None, "gone"),
        ("two", "2026-11-08", "got", 3, "done"),
    ]
    posts = open_log(str(crawled.home / "lake")).view().filter(platform="some_gone")
    assert dict(posts.group_by("query").len().iter_rows()) == {"one": 2, "two": 3}


def test_interval_follows_the_news(crawled):
    minutes = {name: one["next_minutes"] for name, one in crawled.by_source.items()}
    # all is new on a first visit, but no source may be asked sooner than declared
    assert minutes["zipped"] == 360
    assert minutes["empty_list"] == 540


def test_pages_are_kept_and_read_again(crawled, tmp_path):
    kept = {one.parent.parent.name for one in (crawled.home / "raw").rglob("*.page.zst")}
    assert {"changed", "captcha", "renamed", "endless", "wrong_charset"} <= kept
    assert not kept & {"busy", "forbidden", "robots_down", "huge_told"}
    command = [sys.executable, "-m", "crawlers.replay", "--raw-dir", str(crawled.home / "raw")]
    lake = shutil.copytree(crawled.home / "lake", tmp_path / "lake")  # other tests look at the crawl's own
    command += ["--lake", str(lake)]
    command += ["--author-key-file", str(crawled.home / "author.key")]
    newer = {"id": "changed", "reader": "page", "url": "http://127.0.0.1:1/", "platform": "changed"}
    newer["selectors"] = {"items": ".card", "title": "h3"}
    command += ["--source-json", json.dumps(newer)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=60)
    summary = json.loads(done.stdout)
    old = sum(one["items"] for one in crawled.by_source.values())
    # the page whose layout had changed is read by its new selectors; all else is known
    assert summary["items"] == old + 5
    assert (summary["new_posts"], summary.get("new_observations", 0)) == (1, 0)
    assert summary["endings"] == {
        "done": summary["pages"] - 3,
        "captcha": 1,
        "layout_changed": 1,
        "login_wall": 1,
    }
    assert done.returncode == 3
