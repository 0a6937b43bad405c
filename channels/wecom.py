"""WeCom 群机器人: markdown of at most 4,096 UTF-8 bytes, 20 messages a minute, no signature.

The address is the only key there is, so it is never written anywhere. Source: the group-robot page of
developer.work.weixin.qq.com. Its markdown has headings, bold, links, quotes and grey text, and no lists.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.contract import Account, Part, Rate
from channels.sending.door import Door
from channels.sending.marks import Dialect, twins
from channels.sending.packing import utf8_bytes
from channels.sending.robot import read_code, text_parts
from domain.delivery import Outcome, Retry, message_id
from domain.message import Message

URL_IS_SECRET = True
NEEDS_SECRET = False
_CONTENT_BYTES = 4_096
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


class WeCom:
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
            body=_body,
            limit=_CONTENT_BYTES,
            measure=utf8_bytes,
            glue="\n",
            counted=lambda body: utf8_bytes(body["markdown"]["content"]),
        )

    def send(self, part: Part, at: datetime) -> Outcome:
        answer = self._door.post(
            self._account.url, part.body, {"Content-Type": "application/json; charset=utf-8"}
        )
        return answer if isinstance(answer, Retry) else read_code(answer, at, **_ANSWERS)


def open_channel(account: Account, door: Door) -> WeCom:
    return WeCom(account, door)
