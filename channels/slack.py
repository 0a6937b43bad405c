"""Slack incoming webhook: one message a second, sections of at most 3,000 characters.

The answer is the text `ok`. Source: the incoming-webhook and Block Kit pages of docs.slack.dev.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from channels.contract import Account, Part, Rate
from channels.sending.answers import refusal, said
from channels.sending.door import Door
from channels.sending.marks import Dialect, headline, numbered, tail, twins
from channels.sending.packing import pack
from domain.delivery import Outcome, Rejected, Retry, Sent, message_id
from domain.message import Message

URL_IS_SECRET = True
NEEDS_SECRET = False
_SECTION_CHARACTERS = 2_900
_SECTIONS = 4  # far below 50 blocks: a message of all blocks at their limits is refused as too long
_DIALECT = Dialect(
    # twins leaves no < or >, so that & is the only one of Slack's three that is left to write as an entity
    escape=lambda words: twins(words).replace("&", "&amp;"),
    bold=lambda words: f"*{words}*",
    link=lambda words, url: f"<{url.replace('&', '&amp;')}|{words}>",
    heading=lambda words: f"*{words}*",
    quote=lambda words: f">{words}",
    bullet="• ",
)
_HOPELESS = ("invalid_payload", "invalid_blocks", "msg_blocks_too_long", "too_many_attachments", "no_text")


class Slack:
    """One webhook of one channel."""

    rates = (Rate(1, 1.0),)
    in_order = True

    def __init__(self, account: Account, door: Door) -> None:
        self._account = account
        self._door = door

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        identity = message_id(message.fingerprint, self._account.id)
        title, told = headline(message, _DIALECT)
        sections = ["\n".join(words) for words in pack(told, _SECTION_CHARACTERS, len, "\n")]
        packed = [sections[at : at + _SECTIONS] for at in range(0, len(sections), _SECTIONS)] or [[]]
        return tuple(
            Part(
                id=identity if len(packed) == 1 else f"{identity}.{number}",
                number=number,
                of=len(packed),
                body=json.dumps(
                    {
                        "text": numbered(title, number, len(packed)),
                        "blocks": [
                            _section(f"*{numbered(title, number, len(packed))}*"),
                            *(_section(words) for words in part),
                            {"type": "context", "elements": [{"type": "mrkdwn", "text": tail(identity)}]},
                        ],
                    },
                    ensure_ascii=False,
                ).encode(),
            )
            for number, part in enumerate(packed, 1)
        )

    def send(self, part: Part, at: datetime) -> Outcome:
        answer = self._door.post(self._account.url, part.body, {"Content-Type": "application/json"})
        if isinstance(answer, Retry):
            return answer
        words = said(answer)
        if answer.status == 400 and words not in _HOPELESS:
            return Retry(f"HTTP 400: {words}", whole_channel=True)
        refused = refusal(answer, at)
        if refused is not None:
            return Rejected(refused.reason) if words in _HOPELESS and isinstance(refused, Retry) else refused
        return Sent() if words == "ok" else Retry(f"HTTP {answer.status} without Slack's ok: {words[:80]}")


def _section(words: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def open_channel(account: Account, door: Door) -> Slack:
    return Slack(account, door)
