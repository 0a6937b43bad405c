"""What a delivery channel offers. A channel is one file in this folder, found by itself.

Retrying, quiet hours and remembering are not its business: it makes one attempt and reads the
channel's own answer, because the Chinese robots say no inside an HTTP 200.
"""

from typing import Protocol

from domain.delivery import Message, Outcome


class Channel(Protocol):
    name: str

    def send(self, message: Message) -> Outcome:
        """Make one attempt; expected refusals are outcomes, only bugs raise."""
        ...
