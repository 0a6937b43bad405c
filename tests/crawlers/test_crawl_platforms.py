"""Platforms beyond their golden pages: refusals in their own words, damaged pages, Reddit's sign-in."""

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.contract import PageMeta, PageRead, Source
from crawlers.credentials import read_client
from crawlers.discovery import find_platforms
from crawlers.outcomes import Ending
from crawlers.pipelines import open_log, prepare
from crawlers.spider import read_page
from domain.errors import BadSettings, LayoutChanged, SourceBusy, SourceRefused

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
NOW = datetime(2026, 11, 8, 2, tzinfo=UTC)


def meta_of(reader: str, url: str = "https://example.org/list") -> PageMeta:
    return PageMeta(url, NOW, Source("made-up", reader, url, reader))


@pytest.mark.parametrize(
    ("reader", "body", "status"),
    [
        ("bilibili", {"code": -412, "message": "request was banned"}, "refused"),
        ("bilibili", {"code": -352, "message": "-352"}, "refused"),
        ("bilibili", {"code": -101, "message": "账号未登录"}, "refused"),
        ("bilibili", {"code": -509, "message": "请求过于频繁"}, "busy"),
        ("bilibili_words", {"code": -412}, "refused"),
        ("bilibili", {"code": 0, "data": {}}, "layout_changed"),
        ("mastodon", {"error": "This method requires an authenticated user"}, "refused"),
        ("bluesky", {"error": "AuthMissing", "message": "Authentication Required"}, "refused"),
        ("bluesky", {"error": "InvalidRequest"}, "layout_changed"),
        ("reddit", {"error": 403, "message": "Forbidden"}, "refused"),
        ("zhihu", {"error": {"code": 40362, "message": "您当前请求存在异常"}}, "refused"),
        ("tieba", {"errno": 110000, "data": {}}, "layout_changed"),
        ("toutiao", {"status": "success", "data": None}, "layout_changed"),
        ("v2ex", {"status": "error", "message": "rate limit"}, "layout_changed"),
        ("smzdm_ranking", {"data": {"list": [[[], []]]}}, "layout_changed"),
        ("daily_dump", {"404": "Not Found"}, "layout_changed"),
        ("json", {"data": {"list": ["a", "b"]}}, "layout_changed"),
    ],
)
def test_a_no_in_its_own_words(reader, body, status):
    found = read_page(find_platforms()[reader].read, json.dumps(body).encode(), meta_of(reader))
    assert isinstance(found, Ending)
    assert found.status == status


def cases() -> list[Path]:
    return sorted(page for name in find_platforms() for page in (FIXTURES / name).glob("*/page.*"))


def damaged(body: bytes, chance: random.Random) -> bytes:
    """Cut, swapped, doubled, or with its values turned into others."""
    place = chance.randrange(len(body))
    length = chance.randrange(1, 40)
    swaps = [
        (b"null", b'{"a":[1]}'),
        (b'"', b"'"),
        (b"[", b"{"),
        (b":", b": 1e999,"),
        (b'": "', b'": ["x"], "y": "'),
    ]
    match chance.randrange(5):
        case 0:
            return body[:place]
        case 1:
            return body[:place] + bytes(chance.randrange(256) for _ in range(length)) + body[place:]
        case 2:
            return body[:place] + body[place + length :]
        case 3:
            old, new = chance.choice(swaps)
            return body[:place] + body[place:].replace(old, new, chance.randrange(1, 4))
        case _:
            return body[:place] + b"[" * 5000 + body[place:]


def mistyped(value: object, chance: random.Random) -> object:
    """The same document with some values of another type, as a site may send them one day."""
    if chance.random() < 0.06:
        return chance.choice(
            [None, 0, -1, 1e300, True, "", "x", [], {}, [None], {"a": None}, "\ud800", "9" * 400]
        )
    if isinstance(value, dict):
        return {name: mistyped(inner, chance) for name, inner in value.items()}
    if isinstance(value, list):
        return [mistyped(inner, chance) for inner in value]
    return value


@pytest.mark.parametrize("page", cases(), ids=lambda page: f"{page.parent.parent.name}/{page.parent.name}")
def test_a_damaged_page_is_read_or_refused_never_a_crash(page):
    about = json.loads((page.parent / "meta.json").read_text(encoding="utf-8"))
    source = Source(**about["source"])
    meta = PageMeta(about["url"], NOW, source, about["content_type"], about.get("query"))
    read = find_platforms()[source.reader].read
    body = page.read_bytes()
    chance = random.Random(page.parent.name)
    variants = [damaged(body, chance) for _ in range(25)]
    if page.suffix == ".json":
        variants += [json.dumps(mistyped(json.loads(body), chance)).encode() for _ in range(25)]
    for variant in variants:
        try:
            found = read(variant, meta)
        except (LayoutChanged, SourceRefused, SourceBusy):
            continue
        assert isinstance(found, PageRead)


@pytest.mark.parametrize("page", cases(), ids=lambda page: f"{page.parent.parent.name}/{page.parent.name}")
def test_nobody_is_named_in_what_is_stored(page):
    """Names and ids in these fixtures all begin with "planted"; addresses hold some of them."""
    about = json.loads((page.parent / "meta.json").read_text(encoding="utf-8"))
    source = Source(**about["source"])
    meta = PageMeta(about["url"], NOW, source, about["content_type"], about.get("query"))
    found = find_platforms()[source.reader].read(page.read_bytes(), meta)
    stored = prepare(found.posts, author_key=b"k" * 32, source="crawl:made-up", fetched_at=NOW)
    assert "planted" not in stored.write_json()
    assert "planted" not in found.refused.write_json()


@pytest.fixture
def reddit(site, tmp_path):
    (tmp_path / "author.key").write_text("ab" * 32)

    def crawl(**source: object):
        definition = {"id": "r", "reader": "reddit", "platform": "reddit", "credentials": "env:TEST_REDDIT"}
        definition |= {"url": site.url + "/search?q={query}&sort=new", "packs": ["mine"]} | source
        (tmp_path / "packs.tsv").write_text("pack\tquery\tnote\nmine\tdupe\t\nmine\tsame factory\t\n")
        command = [sys.executable, "-m", "crawlers.run_spider", "--source-json", json.dumps(definition)]
        command += ["--lake", str(tmp_path / "lake"), "--author-key-file", str(tmp_path / "author.key")]
        command += ["--packs", str(tmp_path / "packs.tsv"), "--raw-dir", str(tmp_path / "raw")]
        environment = os.environ | {"TEST_REDDIT": "my-id:my-secret"}
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=60, env=environment
        )
        return json.loads(done.stdout) if done.stdout else None, done.stderr

    return crawl


def test_reddit_is_asked_with_the_users_own_key_and_only_by_its_interface(site, reddit, tmp_path):
    found = json.loads((FIXTURES / "reddit" / "search" / "page.json").read_text(encoding="utf-8"))
    found["data"]["after"] = None
    site.put("/api/v1/access_token", b'{"access_token": "a-token", "token_type": "bearer"}')
    site.put("/search?q=dupe&sort=new", json.dumps(found).encode())
    site.put("/search?q=same%20factory&sort=new", json.dumps(found).encode().replace(b'"aa', b'"bb'))
    summary, log = reddit()
    assert summary["status"] == "done", (summary, log)
    asked = [(path, headers.get("Authorization", "")[:7]) for path, headers in site.asked]
    assert asked == [
        ("/api/v1/access_token", "Basic b"),
        ("/search?q=dupe&sort=new", "Bearer "),
        ("/search?q=same%20factory&sort=new", "Bearer "),
    ]
    assert [row["query"] for row in summary["coverage"]] == ["dupe", "same factory"]
    view = open_log(str(tmp_path / "lake")).view()
    assert set(view["query"]) == {"dupe", "same factory"}
    for secret in (b"my-secret", b"a-token", b"planted_nick"):
        in_lake = [
            path for path in (tmp_path / "lake").rglob("*") if path.is_file() and secret in path.read_bytes()
        ]
        assert not in_lake
        assert secret.decode() not in json.dumps(summary)
        assert secret.decode() not in log


def test_reddit_without_a_token_is_not_asked_further(site, reddit):
    site.put("/api/v1/access_token", b'{"error": 401}', 401)
    summary, log = reddit()
    assert summary["status"] == "bad_credentials", log
    assert [row["outcome"] for row in summary["coverage"]] == ["missed", "missed"]
    summary, log = reddit(url="https://www.reddit.com/search.json?q={query}")
    assert summary is None
    assert "may not be crawled" in log


def test_credentials_are_two_words_and_never_repeated(tmp_path, monkeypatch):
    path = tmp_path / "reddit"
    path.write_text("an-id\na-secret\n")
    assert read_client(str(path)) == ("an-id", "a-secret")
    monkeypatch.setenv("TEST_CLIENT", "only-a-secret")
    for named in ("env:TEST_CLIENT", "env:TEST_NOT_SET", str(tmp_path / "absent"), ""):
        with pytest.raises(BadSettings) as refused:
            read_client(named)
        assert "only-a-secret" not in str(refused.value)
