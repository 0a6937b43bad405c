"""The key of signed links, and the public service as a process of its own."""

import socket
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from domain.alert import Alert
from domain.errors import BadSettings
from domain.signing import read
from jobs.answer_links import KEY_FILE, answer_links, link_key, reply_link
from jobs.home import opened_home

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
ALERT = Alert("a1", "f1", "s1", "product:云朵拖鞋", date(2026, 11, 15), "rising", (), "题", "文")


def public(root: Path) -> None:
    path = root / "pingti.toml"
    path.write_text(
        path.read_text("utf-8").replace('public_url = ""', 'public_url = "https://p.cn/"'), "utf-8"
    )


def test_links_allow_one_answer_each_for_sixty_days(home_dir):
    public(home_dir)
    with opened_home(home_dir) as home:
        links = answer_links(home, ALERT, NOW)
        grants = {words: read(link_key(home), url.rpartition("/")[2]) for words, url in links.items()}
        assert {words: grant.choice for words, grant in grants.items()} == {
            "能做": "can_make", "要样": "sample", "不相关": "not_relevant", "已打样": "sampled",
            "已成交": "ordered", "静音30天": "mute",
        }  # fmt: skip
        assert all(url.startswith("https://p.cn/a/") for url in links.values())
        assert {(grant.about, (grant.until - NOW).days) for grant in grants.values()} == {("a1", 60)}
        assert links == answer_links(home, ALERT, NOW)  # the same key, the same link
        assert read(link_key(home), reply_link(home, ALERT, NOW).rpartition("/")[2]).choice == ""


def test_without_a_public_url_there_are_no_links_and_no_key(home_dir):
    with opened_home(home_dir) as home:
        assert answer_links(home, ALERT, NOW) == {}
        assert reply_link(home, ALERT, NOW) is None
    assert not (home_dir / "secrets" / KEY_FILE).exists()


@pytest.mark.parametrize("body", ["not hex", "abcd"])
def test_a_damaged_key_is_said(home_dir, body):
    with opened_home(home_dir) as home:
        (home_dir / "secrets").mkdir(exist_ok=True)
        (home_dir / "secrets" / KEY_FILE).write_text(body)
        with pytest.raises(BadSettings, match=KEY_FILE):
            link_key(home)


@pytest.mark.slow
def test_the_public_service_knows_links_and_nothing_else(home_dir):
    public(home_dir)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pingti", "--home", str(home_dir), "serve", "--answers-only"]
    server = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        codes = {}
        for path in ("/", "/health", "/api/v1/signals", "/metrics", "/a/made.up"):
            codes[path] = status(f"http://127.0.0.1:{port}{path}")
        assert set(codes.values()) == {404}
    finally:
        server.terminate()
        server.wait(20)


def status(url: str) -> int:
    """Of the answer, once somebody answers there."""
    for _ in range(200):
        try:
            with urlopen(url, timeout=5) as answer:
                return answer.status
        except HTTPError as error:
            with error:
                return error.code
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answers on {url}")
