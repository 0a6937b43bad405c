"""A signed webhook as Standard Webhooks writes it down: id, timestamp, signature over the raw body.

The receiver tells a repeated message by `webhook-id`. Two secrets sign side by side while one is being
replaced. Bodies stay under 20 kB; a longer message comes as several events of one id with `.1`, `.2` …
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook

from channels.contract import Account, Part, Rate
from channels.sending.answers import refusal
from channels.sending.door import Door
from channels.sending.marks import Dialect
from channels.sending.packing import json_bytes
from channels.sending.robot import text_parts
from domain.delivery import Outcome, Retry, Sent, message_id
from domain.errors import BadSettings
from domain.message import Message

URL_IS_SECRET = False
NEEDS_SECRET = True
_BODY_BYTES = 19_500
_SIGNALS = 20  # the rest is behind the link: a payload stays thin
_TYPES = {
    "report": "report.ready",
    "alerts": "signal.rising",
    "picks": "picks.ready",
    "health": "health.changed",
}
_MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>#|~"})


def escape(words: str) -> str:
    return " ".join(words.split()).translate(_MARKDOWN)


class SignedWebhook:
    """One address."""

    rates: tuple[Rate, ...] = ()
    in_order = True

    def __init__(self, account: Account, door: Door) -> None:
        self._account = account
        self._door = door
        try:
            self._signers = [Webhook(_key(secret)) for secret in account.secrets]
        except ValueError:
            raise BadSettings(
                f"The secret of channel {account.id} is not a webhook secret",
                hint="Write whsec_ and the base64 of 24 to 64 random bytes",
            ) from None

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        identity = message_id(message.fingerprint, self._account.id)

        def event(title: str, words: str) -> dict[str, Any]:
            return {
                "type": _TYPES[message.what],
                "timestamp": message.made_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                "data": {
                    "id": identity,
                    "fingerprint": message.fingerprint,
                    "title": title,
                    "markdown": words,
                    "link": message.link,
                    "signals": list(message.signal_ids[:_SIGNALS]),
                    "signals_total": len(message.signal_ids),
                },
            }

        return text_parts(
            message, identity, Dialect(escape=escape), body=event, limit=_BODY_BYTES, measure=json_bytes,
            glue="\n\n",
        )  # fmt: skip

    def send(self, part: Part, at: datetime) -> Outcome:
        text = part.body.decode()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": part.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(s.sign(part.id, at.astimezone(UTC), text) for s in self._signers),
        }
        answer = self._door.post(self._account.url, part.body, headers)
        if isinstance(answer, Retry):
            return answer
        return refusal(answer, at) or Sent()


def _key(secret: str) -> bytes:
    """The bytes of a secret; raises ValueError for one that the standard would not call one."""
    text = secret.removeprefix("whsec_")
    key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    if not 24 <= len(key) <= 64:
        raise ValueError("24 to 64 bytes")
    return key


def open_channel(account: Account, door: Door) -> SignedWebhook:
    return SignedWebhook(account, door)
