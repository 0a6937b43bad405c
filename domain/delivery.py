"""What leaves the house: a message, what became of one attempt to send it, and what is remembered."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One text for one receiver. `fingerprint` + channel is unique, so nothing is sent twice."""

    fingerprint: str
    title: str
    markdown: str
    signal_ids: tuple[str, ...]
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel's own answer said yes; an HTTP 200 alone is not that (DingTalk, Feishu, WeCom)."""

    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now: throttled or unreachable; try again after that many seconds."""

    after_seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Never with this message: wrong key, too long, blocked word."""

    reason: str


Outcome = Sent | Retry | Rejected


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt, as it is remembered."""

    fingerprint: str
    channel: str
    attempted_at: datetime
    outcome: Outcome
