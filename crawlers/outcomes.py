"""What ended a walk, by name: the words that the ledger, the coverage and people read.

done · unchanged · partly · refused · blocked · captcha · login_wall · busy · robots_unreachable ·
unreachable · too_slow · too_large · cut_off · redirect_loop · gone · server_error · http_error ·
layout_changed · reader_broke · other_host · time_limit · bad_credentials · failed
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.middlewares import Stopped
from crawlers.walks import Walk
from domain.errors import SourceBusy, SourceRefused

# The source is left alone after one of these; after the others the next query may still be asked.
STOPPING = frozenset(
    {
        "refused", "blocked", "captcha", "login_wall", "busy", "robots_unreachable", "unreachable",
        "bad_credentials", "reader_broke", "time_limit", "failed",
    }
)  # fmt: skip
GOOD = frozenset({"done", "unchanged"})
_CONNECTION = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, OSError)
_NAMES: tuple[tuple[Any, str], ...] = (
    (SourceRefused, "refused"),
    (SourceBusy, "busy"),
    (DownloadTimeoutError, "too_slow"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "cut_off"),
    (_CONNECTION, "unreachable"),
)
_SAID_PLAINLY = ("refused", "busy", "too_slow", "too_large", "redirect_loop")
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Ending:
    """Why no further page came; `status` is one of the words above."""

    status: str
    because: str
    retry_after: int | None = None


@dataclass(slots=True)
class Tried:
    """How far a walk came. `ended` says of a good one: end, page_limit, nothing_new, unchanged."""

    walk: Walk
    asked: int = 0
    pages: int = 0
    posts: int = 0
    refused: int = 0
    status: str = ""
    because: str | None = None
    ended: str | None = None

    @property
    def outcome(self) -> str:
        """got, unchanged, partly (some pages, then a failure) or missed: then nothing is known, not zero."""
        if self.status in GOOD:
            return "unchanged" if self.status == "unchanged" else "got"
        return "partly" if self.pages else "missed"

    def row(self, source: str, platform: str) -> dict[str, Any]:
        """As the summary of a crawl lists it; `posts` is null where nothing is known."""
        is_known = self.outcome in ("got", "partly")
        day: date = self.walk.day
        return {
            "source": source,
            "platform": platform,
            "query": self.walk.query,
            "day": str(day),
            "outcome": self.outcome,
            "asked": self.asked,
            "pages": self.pages,
            "posts": self.posts if is_known else None,
            "refused": self.refused,
            "status": self.status,
            "because": self.because,
            "ended": self.ended,
        }


def ending_of(error: BaseException) -> Ending:
    """The name of what a request or a reader raised."""
    said = str(error) or type(error).__name__
    if isinstance(error, Stopped):
        return Ending(error.status, error.because, error.retry_after)
    if isinstance(error, HttpError):
        status = error.response.status
        name = "gone" if status in _GONE else "server_error" if status >= 500 else "http_error"
        return Ending(name, f"HTTP {status} from {error.response.url}")
    name = _name_of(error, said)
    return Ending(name, said if name in _SAID_PLAINLY else f"{type(error).__name__}: {said}")


def _name_of(error: BaseException, said: str) -> str:
    for kind, name in _NAMES:
        if isinstance(error, kind):
            return name
    if isinstance(error, IgnoreRequest) and "max redirections" in said:
        return "redirect_loop"
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in said:
        return "too_large"
    is_network = type(error).__module__.startswith(("twisted.internet", "twisted.web"))
    return "unreachable" if is_network else "failed"


def overall(tried: Sequence[Tried]) -> tuple[str, str | None]:
    """One word for the whole crawl, and the first reason that something is missing."""
    missing = [one for one in tried if one.status not in GOOD]
    if not missing:
        return ("unchanged" if all(one.status == "unchanged" for one in tried) else "done"), None
    stopping = next((one for one in missing if one.status in STOPPING), None)
    worst = stopping or missing[0]
    if stopping is None and len(missing) < len(tried):
        return "partly", f"{len(missing)} of {len(tried)} missed; first: {worst.because}"
    return worst.status, worst.because
