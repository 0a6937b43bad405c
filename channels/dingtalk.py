"""DingTalk 群机器人: markdown, signed (加签), 20 messages a minute, at most 20,000 bytes of body.

Whoever knows the address may write to the group, and the signature is a second key on top. Source: the
custom-robot pages of open.dingtalk.com. Beyond its rate the robot is silenced for ten minutes.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from channels.contract import Account, Part, Rate
from channels.sending.door import Door
from channels.sending.marks import Dialect, twins
from channels.sending.packing import json_bytes
from channels.sending.robot import read_code, text_parts
from domain.delivery import Outcome, Retry, message_id
from domain.message import Message

URL_IS_SECRET = True
NEEDS_SECRET = False
_BODY_BYTES = 20_000
_DIALECT = Dialect(escape=twins, heading=lambda words: f"#### {words}")
_ANSWERS: dict[str, Any] = {
    "names": ("errcode",),
    "throttled": {130101: 600.0, 660026: 600.0},
    "misconfigured": {
        310000: "check the secret (加签), the keywords and the IP list of the robot, and this clock",
        300001: "the address is not that of a robot",
        400013: "the group is gone",
    },
    "hopeless": {460101: "too long", 40035: "malformed"},
}


def sign(secret: str, at: datetime) -> tuple[str, str]:
    """Timestamp in milliseconds and signature: HMAC-SHA256 under the secret of `timestamp\\nsecret`."""
    stamp = str(int(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return stamp, base64.b64encode(digest).decode()


class DingTalk:
    """One robot of one group."""

    rates = (Rate(20, 60.0),)
    in_order = True

    def __init__(self, account: Account, door: Door) -> None:
        self._account = account
        self._door = door

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        return text_parts(
            message,
            message_id(message.fingerprint, self._account.id),
            _DIALECT,
            body=lambda title, words: {
                "msgtype": "markdown",
                "markdown": {"title": title, "text": f"### {title}\n\n{words}"},
            },
            limit=_BODY_BYTES,
            measure=json_bytes,
            glue="\n\n",
        )

    def send(self, part: Part, at: datetime) -> Outcome:
        url = self._account.url
        if self._account.secrets:
            stamp, signature = sign(self._account.secrets[0], at)
            url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(signature)}"
        answer = self._door.post(url, part.body, {"Content-Type": "application/json; charset=utf-8"})
        return answer if isinstance(answer, Retry) else read_code(answer, at, **_ANSWERS)


def open_channel(account: Account, door: Door) -> DingTalk:
    return DingTalk(account, door)
