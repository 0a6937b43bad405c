"""A source that says no is left alone: the crawl stops, tells why, and nothing is tried around it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers.blocks import BUSY_STATUS, wall_by_address, wall_by_status

LONGEST_WAIT_SECONDS = 86_400


class Stopped(IgnoreRequest):
    """The crawl ends here. `status` names the reason; `retry_after` in seconds, where the source said."""

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
        if request.meta.get("is_robots"):
            return response
        asked = request.meta.get("redirect_urls", [request.url])[0]
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if response.status in BUSY_STATUS:
            raise Stopped("busy", f"HTTP {response.status} from {response.url}", seconds_to_wait(response))
        wall = wall_by_address(response.url, asked) or wall_by_status(
            response.status, response.url, response.body, content_type
        )
        if wall:
            raise Stopped(wall.kind, wall.because)
        return response


def seconds_to_wait(response: Response) -> int | None:
    """Retry-After, which comes as seconds or as a date; null where it says neither. A day at most."""
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if said.isdigit():
        return min(int(said), LONGEST_WAIT_SECONDS)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max(0, round((at - datetime.now(UTC)).total_seconds())), LONGEST_WAIT_SECONDS)
