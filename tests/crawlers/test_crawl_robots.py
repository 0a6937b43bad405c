"""robots.txt by RFC 9309, and Retry-After in both its forms."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.http import Response

from crawlers.middlewares import Stopped, seconds_to_wait
from crawlers.robots import LONGEST_TEXT, RobotsCache, read_robots

NOW = datetime(2026, 11, 8, 2, tzinfo=UTC)
HOST = "https://example.org"


def verdict(status: int, body: bytes, path: str = "/list") -> str:
    try:
        read_robots(HOST, status, body, NOW).check(HOST + path)
    except Stopped as stopped:
        return stopped.status
    return "allowed"


@pytest.mark.parametrize(
    ("status", "body", "path", "expected"),
    [
        (200, b"", "/list", "allowed"),
        (200, b"User-agent: *\nDisallow: /\n", "/list", "refused"),
        (200, b"User-agent: *\nDisallow: /\n\nUser-agent: PingTi\nDisallow: /private\n", "/list", "allowed"),
        (200, b"User-agent: pingti\nDisallow: /private\n", "/private/1", "refused"),
        (200, b"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", "allowed"),
        (200, b"User-agent: *\nDisallow: /*.json$\n", "/list.json", "refused"),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "/list", "refused"),
        (200, b"<html>not found, but kindly</html>", "/list", "allowed"),
        (200, b"#" * LONGEST_TEXT + b"\nUser-agent: *\nDisallow: /\n", "/list", "allowed"),
        (204, b"", "/list", "allowed"),
        (401, b"User-agent: *\nDisallow: /\n", "/list", "allowed"),
        (403, b"no", "/list", "allowed"),
        (404, b"none", "/list", "allowed"),
        (410, b"none", "/list", "allowed"),
        (429, b"later", "/list", "busy"),
        (500, b"User-agent: *\nAllow: /\n", "/list", "robots_unreachable"),
        (503, b"", "/list", "robots_unreachable"),
        (302, b"", "/list", "robots_unreachable"),
        (0, b"", "/list", "robots_unreachable"),
    ],
)
def test_what_an_answer_means(status, body, path, expected):
    assert verdict(status, body, path) == expected


def test_a_pause_is_kept_within_reason():
    assert read_robots(HOST, 200, b"User-agent: *\nCrawl-delay: 7\n", NOW).pause_seconds() == 7
    assert read_robots(HOST, 200, b"User-agent: *\nCrawl-delay: 90000\n", NOW).pause_seconds() == 300
    assert read_robots(HOST, 404, b"Crawl-delay: 7", NOW).pause_seconds() == 0


@pytest.mark.parametrize(
    ("status", "body", "outcome", "said"),
    [
        (200, b"User-agent: *\nDisallow: /private\n", "rules", "allows what was asked"),
        (200, b"User-agent: *\nDisallow: /\nCrawl-delay: 7\n", "rules", "forbids /list, Crawl-delay 7"),
        (404, b"none", "none", "forbids nothing"),
        (429, b"", "busy", "HTTP 429"),
        (503, b"", "unreachable", "HTTP 503"),
    ],
)
def test_what_goes_into_the_policy_record(status, body, outcome, said):
    policy = read_robots(HOST, status, body, NOW).policy(HOST + "/list?token=secret")
    assert (policy["outcome"], policy["said"]) == (outcome, said)
    assert (policy["digest"] is None) == (outcome in ("busy", "unreachable"))
    assert "secret" not in str(policy)


def test_a_definite_answer_is_kept_a_day_and_an_outage_is_not(tmp_path):
    RobotsCache(tmp_path, NOW).put(read_robots(HOST, 200, b"User-agent: *\nDisallow: /\n", NOW))
    RobotsCache(tmp_path, NOW).put(read_robots("https://down.example", 503, b"", NOW))
    later = RobotsCache(tmp_path, NOW + timedelta(hours=23)).get(HOST)
    assert later is not None
    with pytest.raises(Stopped):
        later.check(HOST + "/list")
    assert RobotsCache(tmp_path, NOW + timedelta(hours=25)).get(HOST) is None
    assert RobotsCache(tmp_path, NOW).get("https://down.example") is None
    for path in tmp_path.iterdir():
        path.write_text("{cut")
    assert RobotsCache(tmp_path, NOW).get(HOST) is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("999999999", 86_400), ("", None), ("soon", None), ("-5", None)],
)
def test_retry_after(said, seconds):
    assert seconds_to_wait(Response(HOST, headers={"Retry-After": said})) == seconds


def test_retry_after_as_a_date():
    at = datetime.now(UTC) + timedelta(hours=1)
    waits = seconds_to_wait(Response(HOST, headers={"Retry-After": format_datetime(at, usegmt=True)}))
    assert 3500 < waits <= 3600
    gone = seconds_to_wait(Response(HOST, headers={"Retry-After": "Fri, 08 Nov 2019 09:54:09 GMT"}))
    assert gone == 0
