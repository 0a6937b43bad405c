"""What a delivery channel offers. A channel is one file in this folder, found by itself.

It shapes a message into parts and makes one attempt at one part, reading the receiver's own answer:
the Chinese robots say no inside an HTTP 200. When to try, what was sent and what comes next is not its
business (jobs/lanes.py, store/deliveries.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from channels.sending.door import Door
from domain.delivery import Outcome
from domain.message import Message


@dataclass(frozen=True, slots=True)
class Account:
    """One receiver of one kind. `url` and `secrets` never show in a repr; several secrets are a rotation."""

    id: str
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    recipients: tuple[str, ...] = field(default=(), repr=False)
    sender: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one attempt sends. `id` is the same at every attempt; `number` counts from 1 to `of`."""

    id: str
    number: int
    of: int
    body: bytes
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most that many parts in any span of that many seconds."""

    parts: int
    seconds: float


class Channel(Protocol):
    """`in_order`: a part waits for those before it (1/3, 2/3 …); else each stands for itself (recipients)."""

    @property
    def rates(self) -> tuple[Rate, ...]: ...
    @property
    def in_order(self) -> bool: ...

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        """All of the message in as many parts as the receiver's limits need; the same for the same message.

        `files` holds the bytes of `message.files` by name. Nothing is cut: what cannot be shown as such is
        told in words.
        """
        ...

    def send(self, part: Part, at: datetime) -> Outcome:
        """Make one attempt; expected refusals are outcomes, only bugs raise. `at` is now, for signatures."""
        ...


class Kind(Protocol):
    """The module of a channel. `URL_IS_SECRET`: whoever knows the address may write to the group."""

    URL_IS_SECRET: bool
    NEEDS_SECRET: bool

    def open_channel(self, account: Account, door: Door) -> Channel:
        """The channel of that account; raises BadSettings for an account it cannot use."""
        ...
