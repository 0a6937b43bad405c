"""Feishu / Lark 自定义机器人: an interactive card, 100 a minute and 5 a second, at most 20 kB of body.

The signature swaps key and message compared with DingTalk, counts in seconds and goes into the body.
Source: the custom-bot page of open.feishu.cn. A custom bot hears no button: answers are links.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.contract import Account, Part, Rate
from channels.sending.door import Door
from channels.sending.marks import Dialect
from channels.sending.packing import json_bytes
from channels.sending.robot import read_code, text_parts
from domain.delivery import Outcome, Retry, message_id
from domain.message import Message

URL_IS_SECRET = True
NEEDS_SECRET = False
_BODY_BYTES = 19_800  # of 20,000; timestamp and sign join at sending
_ENTITIES = {ord(character): f"&#{ord(character)};" for character in "&<>*_~[]`#|"}
_ANSWERS: dict[str, Any] = {
    "names": ("code", "StatusCode"),
    "throttled": {11232: 60.0, 11233: 60.0},
    "misconfigured": {
        19001: "the address is not that of a bot",
        19021: "check the signing secret and this clock",
        19022: "this machine is not on the IP list of the bot",
        19024: "no keyword of the bot is in the text",
    },
    "hopeless": {9499: "malformed or too long"},
    "words": "msg",
}


def sign(secret: str, at: datetime) -> tuple[str, str]:
    """Timestamp in seconds and signature: HMAC-SHA256 of nothing under `timestamp\\nsecret`."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return stamp, base64.b64encode(digest).decode()


def escape(words: str) -> str:
    """The text on one line, everything that a card reads as markup or as <at> written as an entity."""
    return " ".join(words.split()).translate(_ENTITIES)


# The empty line ends the quote: the next line would be read as more of it.
_DIALECT = Dialect(escape=escape, quote=lambda words: f"> {words}\n")


def _card(title: str, words: str) -> dict[str, Any]:
    return {
        "msg_type": "interactive",
        "card": {
            "config": {"wide_screen_mode": True},
            "header": {"title": {"tag": "plain_text", "content": _plain(title)}, "template": "blue"},
            "elements": [{"tag": "markdown", "content": words}],
        },
    }


def _plain(title: str) -> str:
    """A header shows plain text: what was written as entities for the body is turned back."""
    for code, entity in _ENTITIES.items():
        title = title.replace(entity, chr(code))
    return title


class Feishu:
    """One bot of one group."""

    rates = (Rate(100, 60.0), Rate(5, 1.0))
    in_order = True

    def __init__(self, account: Account, door: Door) -> None:
        self._account = account
        self._door = door

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        return text_parts(
            message,
            message_id(message.fingerprint, self._account.id),
            _DIALECT,
            body=_card,
            limit=_BODY_BYTES,
            measure=json_bytes,
            glue="\n",
        )

    def send(self, part: Part, at: datetime) -> Outcome:
        body = part.body
        if self._account.secrets:
            stamp, signature = sign(self._account.secrets[0], at)
            signed = {"timestamp": stamp, "sign": signature} | json.loads(body)
            body = json.dumps(signed, ensure_ascii=False).encode()
        answer = self._door.post(self._account.url, body, {"Content-Type": "application/json; charset=utf-8"})
        return answer if isinstance(answer, Retry) else read_code(answer, at, **_ANSWERS)


def open_channel(account: Account, door: Door) -> Feishu:
    return Feishu(account, door)
