"""What became of one attempt to send, when the next one is due, and what the ledger remembers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# Seconds from one attempt to the next, as Standard Webhooks spaces them: ten attempts in three days.
RETRY_SECONDS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)

State = Literal["waiting", "sending", "sent", "dead", "bundled"]


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel's own answer said yes; an HTTP 200 alone is not that (DingTalk, Feishu, WeCom)."""

    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now. `after_seconds` is what the receiver asked for; None leaves it to the schedule.

    `whole_channel`: it is not this message (throttled, wrong key, moved), so the others wait as well.
    """

    reason: str
    after_seconds: float | None = None
    whole_channel: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Never with this message: too long, malformed, blocked word, no such recipient."""

    reason: str


Outcome = Sent | Retry | Rejected


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one channel as the ledger holds it.

    `state`: waiting (until `next_at`), sending, sent, dead (given up; may be sent again by hand), or
    bundled (told inside the digest whose id is `bundled_in`). `due_at` is when it was first to be sent, or
    by hand sent again; `attempts` counts those since then that failed for this message's own sake. `parts`
    is how many it was shaped into (None before that), `done_parts` the ids of those that have arrived.
    """

    id: int
    fingerprint: str
    channel: str
    what: str
    title: str
    state: State
    attempts: int
    queued_at: datetime
    due_at: datetime
    next_at: datetime
    parts: int | None
    done_parts: tuple[str, ...]
    sent_at: datetime | None
    problem: str | None
    bundled_in: int | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one part, as it is remembered; `outcome` is sent, retry or rejected."""

    delivery: int
    part: str
    at: datetime
    outcome: str
    words: str | None


def message_id(fingerprint: str, channel: str) -> str:
    """The id that every attempt carries: the same message to the same channel has the same one, always."""
    return "msg_" + hashlib.sha256(f"{fingerprint}\n{channel}".encode()).hexdigest()[:24]


def retry_seconds(attempts: int, identity: str) -> float | None:
    """How long to wait after that many attempts (from 1); None when it is time to give up.

    Up to a tenth longer, by the message: a thousand messages that failed together do not come back together.
    """
    if attempts > len(RETRY_SECONDS):
        return None
    spread = int(hashlib.sha256(f"{identity}\n{attempts}".encode()).hexdigest()[:4], 16) / 0xFFFF
    return RETRY_SECONDS[attempts - 1] * (1 + 0.1 * spread)
