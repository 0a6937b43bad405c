"""A source that says no is left alone: the crawl stops, tells why, and nothing is tried around it."""

import re
from typing import Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

REFUSED_STATUS = {401, 402, 403, 407, 451}
BUSY_STATUS = {429, 503}
_LOGIN = re.compile(
    r"/(?:log-?in|sign-?in|passport|captcha|verify|sorry|antispider|sec-check)\b|//passport\.", re.IGNORECASE
)
_WALL = re.compile(
    r"captcha|unusual traffic|are you a robot|验证码|滑动验证|安全验证|人机验证"
    r"|访问过于频繁|访问频次|异常流量|请先登录|登录后查看",
    re.IGNORECASE,
)
_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"
_LONGEST_WAIT = 86_400


class Stopped(IgnoreRequest):
    """The crawl ends here. `status` is refused or busy; `retry_after` in seconds, where the source said."""

    def __init__(self, status: str, because: str, retry_after: int | None = None) -> None:
        super().__init__(because)
        self.status = status
        self.because = because
        self.retry_after = retry_after


class StopOnRefusal:
    """Turns refusals into `Stopped`, which reaches the spider's errback; no further request follows."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> "StopOnRefusal":
        return cls()

    def process_response(self, request: Request, response: Response) -> Response:
        if request.meta.get("dont_obey_robotstxt"):
            return _strict_robots(response)
        if response.status in REFUSED_STATUS:
            raise Stopped("refused", f"HTTP {response.status} from {response.url}")
        if response.status in BUSY_STATUS:
            raise Stopped("busy", f"HTTP {response.status} from {response.url}", _seconds(response))
        asked = request.meta.get("redirect_urls", [request.url])[0]
        if _LOGIN.search(response.url) and not _LOGIN.search(asked):
            raise Stopped("refused", f"sent to a login or check page: {response.url.split('?')[0]}")
        return response


def looks_walled(body: bytes) -> bool:
    """Whether a page that holds no posts asks for a login or a captcha; asked of such pages only,
    as a post may speak of captchas.
    """
    return bool(_WALL.search(body[:200_000].decode(errors="ignore")))


def _strict_robots(response: Response) -> Response:
    """A robots.txt that is refused or broken forbids all (RFC 9309 says so of a broken one)."""
    if response.status in REFUSED_STATUS | BUSY_STATUS or response.status >= 500:
        return response.replace(status=200, body=_NOTHING_ALLOWED)
    if response.status >= 400:
        return response.replace(status=200, body=b"")
    return response


def _seconds(response: Response) -> int | None:
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    return min(int(said), _LONGEST_WAIT) if said.isdigit() else None
