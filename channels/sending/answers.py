"""What an answer means, as far as HTTP says it; a robot's own code in the body comes after this."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from channels.sending.door import Answer
from domain.delivery import Outcome, Rejected, Retry

_LONGEST_WAIT = 86_400.0
_HOPELESS = (400, 413, 422)
_REDIRECTED = ("the address redirects; put the final one into the settings", None)
_MISCONFIGURED = ("check the address and the key of this channel", None)
_SLOW_DOWN = ("the receiver asks to slow down", 60.0)
# What is said of the channel and not of one message, and how many seconds to leave it alone.
_WHOLE_CHANNEL: dict[int, tuple[str, float | None]] = {
    **dict.fromkeys((401, 403, 404, 405), _MISCONFIGURED),
    410: ("the receiver wants no more of this", _LONGEST_WAIT),
    **dict.fromkeys((429, 502, 504), _SLOW_DOWN),
}


def refusal(answer: Answer, at: datetime) -> Outcome | None:
    """None for a 2xx, else what follows from the status.

    A redirect is not followed: where it leads was not checked, and a POST might not survive it.
    """
    status = answer.status
    if 200 <= status < 300:
        return None
    if status in _HOPELESS:
        return Rejected(f"HTTP {status}: {said(answer)}")
    asked = retry_after(answer.headers.get("retry-after"), at)
    advice, wait = _REDIRECTED if 300 <= status < 400 else _WHOLE_CHANNEL.get(status, ("", None))
    if status == 503 and asked is not None:
        advice = "the receiver is away"
    if not advice:
        return Retry(f"HTTP {status}", asked)
    return Retry(f"HTTP {status}: {advice}", wait if asked is None else asked, whole_channel=True)


def retry_after(value: str | None, at: datetime) -> float | None:
    """Seconds from a Retry-After header (a number or a date), at most a day; None for none or nonsense."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - at).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT) if seconds == seconds else None  # noqa: PLR0124  NaN


def read_json(answer: Answer) -> dict[str, Any]:
    """The object in the body; empty for anything else, so that a page of a proxy is no success."""
    try:
        value = json.loads(answer.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def said(answer: Answer, limit: int = 200) -> str:
    """The first words of the body, on one line."""
    return " ".join(answer.body.decode("utf-8", "replace").split())[:limit]
