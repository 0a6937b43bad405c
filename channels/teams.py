"""Microsoft Teams through a Workflows webhook: an Adaptive Card of at most 21 kB, four a second.

Source: the webhook pages of learn.microsoft.com. The former connectors answered 200 with an error in
words, and workflows that forward to one still do, so the body is read.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.contract import Account, Part, Rate
from channels.sending.answers import refusal, said
from channels.sending.door import Door
from channels.sending.marks import Dialect, twins
from channels.sending.packing import json_bytes
from channels.sending.robot import text_parts
from domain.delivery import Outcome, Retry, Sent, message_id
from domain.message import Message

URL_IS_SECRET = True
NEEDS_SECRET = False
_BODY_BYTES = 21_000


def _card(title: str, words: str) -> dict[str, Any]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [
            {"type": "TextBlock", "text": title, "weight": "Bolder", "size": "Medium", "wrap": True},
            {"type": "TextBlock", "text": words, "wrap": True},
        ],
    }
    return {
        "type": "message",
        "attachments": [
            {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        ],
    }


class Teams:
    """One workflow that posts into one channel."""

    rates = (Rate(4, 1.0),)
    in_order = True

    def __init__(self, account: Account, door: Door) -> None:
        self._account = account
        self._door = door

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        identity = message_id(message.fingerprint, self._account.id)
        return text_parts(
            message, identity, Dialect(escape=twins), body=_card, limit=_BODY_BYTES, measure=json_bytes,
            glue="\n\n",
        )  # fmt: skip

    def send(self, part: Part, at: datetime) -> Outcome:
        answer = self._door.post(self._account.url, part.body, {"Content-Type": "application/json"})
        if isinstance(answer, Retry):
            return answer
        words = said(answer)
        if "HTTP error 429" in words:
            return Retry(
                "HTTP 429 told inside a 200: the receiver asks to slow down", 60.0, whole_channel=True
            )
        if answer.status == 200 and "error" in words.lower():
            return Retry(f"an error told inside a 200: {words}")
        return refusal(answer, at) or Sent()


def open_channel(account: Account, door: Door) -> Teams:
    return Teams(account, door)
