"""Prometheus Alertmanager, API v2: one alert a message, so that an existing routing tree can carry ours.

Labels say what kind of message it is and of what; the text is an annotation. Alertmanager itself joins
repeated posts with the same labels into one alert, so the fingerprint is a label.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from channels.contract import Account, Part, Rate
from channels.sending.answers import refusal
from channels.sending.door import Door
from channels.sending.marks import link_target
from domain.delivery import Outcome, Retry, Sent, message_id
from domain.message import Message, plain_lines

URL_IS_SECRET = False
NEEDS_SECRET = False
_NAMES = {
    "report": "PingtiReport",
    "alerts": "PingtiDemandRising",
    "picks": "PingtiPicks",
    "health": "PingtiHealth",
}
# Demand moves by the week; Alertmanager would resolve after five minutes without a repeat.
_FIRING = timedelta(days=7)


class Alertmanager:
    """One Alertmanager; `url` is its root, such as http://alertmanager:9093."""

    rates: tuple[Rate, ...] = ()
    in_order = True

    def __init__(self, account: Account, door: Door) -> None:
        self._account = account
        self._door = door

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        topic = message.topic
        labels = {
            "alertname": _NAMES[message.what],
            "service": "pingti",
            "severity": "warning" if message.what == "health" else "info",
            "fingerprint": message.fingerprint,
            "category": ",".join(topic.categories),
            "belt": ",".join(topic.belts),
            "stage": ",".join(topic.stages),
            "platform": ",".join(topic.platforms),
        }
        alert = {
            "labels": {name: value for name, value in labels.items() if value},
            "annotations": {"summary": message.title, "description": "\n".join(plain_lines(message)[1:])},
            "startsAt": message.made_at.astimezone(UTC).isoformat(),
            "endsAt": (message.made_at + _FIRING).astimezone(UTC).isoformat(),
            "generatorURL": link_target(message.link),
        }
        body = json.dumps([alert], ensure_ascii=False).encode()
        return (Part(message_id(message.fingerprint, self._account.id), 1, 1, body),)

    def send(self, part: Part, at: datetime) -> Outcome:
        headers = {"Content-Type": "application/json"}
        if self._account.secrets:
            headers["Authorization"] = f"Bearer {self._account.secrets[0]}"
        answer = self._door.post(self._account.url.rstrip("/") + "/api/v2/alerts", part.body, headers)
        if isinstance(answer, Retry):
            return answer
        return refusal(answer, at) or Sent()


def open_channel(account: Account, door: Door) -> Alertmanager:
    return Alertmanager(account, door)
