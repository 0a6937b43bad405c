"""WeCom 群机器人: markdown of at most 4,096 UTF-8 bytes, 20 messages a minute, no signature.

The address is the only key there is, so it is never written anywhere. Source: the group-robot page of
developer.work.weixin.qq.com. Its markdown has headings, bold, links, quotes and grey text, and no
lists; a picture is a message of its own.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from channels.contract import Account, Part, Rate
from channels.sending.door import Door
from channels.sending.marks import Dialect, twins
from channels.sending.packing import utf8_bytes
from channels.sending.robot import read_code, text_parts
from domain.delivery import Outcome, Retry, message_id
from domain.message import Message, Picture

URL_IS_SECRET = True
NEEDS_SECRET = False
_CONTENT_BYTES = 4_096
_IMAGE_BYTES = 2_000_000
# Of a digest with more, the words alone: each picture is a message of the twenty a minute.
_MOST_PICTURES = 5
_DIALECT = Dialect(
    escape=twins,
    quiet=lambda words: f'<font color="comment">{words}</font>',
    quote=lambda words: f"> {words}\n",  # the empty line ends it
    bullet="· ",
)
_ANSWERS: dict[str, Any] = {
    "names": ("errcode",),
    "throttled": {45009: 60.0, 45033: 5.0},
    "misconfigured": {93000: "the address is not that of a robot, or the robot was removed"},
    "hopeless": {40058: "too long or malformed", 40008: "wrong type"},
}


def _body(title: str, words: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": f"### {title}\n{words}"}}


def _picture(image: bytes) -> bytes:
    told = {
        "base64": base64.b64encode(image).decode(),
        "md5": hashlib.md5(image, usedforsecurity=False).hexdigest(),
    }
    return json.dumps({"msgtype": "image", "image": told}).encode()


class WeCom:
    """One robot of one group."""

    rates = (Rate(20, 60.0),)
    in_order = True

    def __init__(self, account: Account, door: Door) -> None:
        self._account = account
        self._door = door

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        identity = message_id(message.fingerprint, self._account.id)
        words = text_parts(
            message,
            identity,
            _DIALECT,
            body=_body,
            limit=_CONTENT_BYTES,
            measure=utf8_bytes,
            glue="\n",
            counted=lambda body: utf8_bytes(body["markdown"]["content"]),
        )
        shown = [files[one.file] for one in message.blocks if isinstance(one, Picture) and one.file in files]
        if len(shown) > _MOST_PICTURES or any(len(image) > _IMAGE_BYTES for image in shown):
            return words
        pictures = (Part(f"{identity}.p{n}", 0, 0, _picture(image)) for n, image in enumerate(shown, 1))
        parts = (*words, *pictures)
        return tuple(replace(part, number=n, of=len(parts)) for n, part in enumerate(parts, 1))

    def send(self, part: Part, at: datetime) -> Outcome:
        answer = self._door.post(
            self._account.url, part.body, {"Content-Type": "application/json; charset=utf-8"}
        )
        return answer if isinstance(answer, Retry) else read_code(answer, at, **_ANSWERS)


def open_channel(account: Account, door: Door) -> WeCom:
    return WeCom(account, door)
