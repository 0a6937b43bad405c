"""The long tail (Telegram, Matrix, ntfy, Pushover …) through apprise, which is installed only if wanted.

Known limits, which is why the kinds above are written here: apprise tells a 200 with an error inside from
a success only where its plug-in does, counts characters, makes its own connections (the address is
checked before it does, redirects are not) and gives no reason for a failure.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.contract import Account, Part, Rate
from channels.sending.door import Door
from channels.sending.guard import Forbidden
from channels.sending.marks import tail
from domain.delivery import Outcome, Retry, Sent, message_id
from domain.errors import BadSettings, ModelMissing
from domain.message import Message, plain_lines

URL_IS_SECRET = True
NEEDS_SECRET = False


class LongTail:
    """One apprise address."""

    rates = (Rate(20, 60.0),)
    in_order = True

    def __init__(self, account: Account, door: Door) -> None:
        try:
            import apprise  # noqa: PLC0415  optional
        except ImportError:
            raise ModelMissing(
                f"Channel {account.id} needs apprise, which is not installed",
                hint='Install it: pip install "pingti[apprise]"',
            ) from None
        for talkative in ("apprise", "urllib3"):  # both write addresses with their keys
            logging.getLogger(talkative).setLevel(logging.CRITICAL)
        self._account = account
        self._door = door
        self._plugin: Any = apprise.Apprise.instantiate(account.url, suppress_exceptions=True)
        if self._plugin is None:
            raise BadSettings(
                f"apprise does not know the address of channel {account.id}", hint="See its list of services"
            )
        self._plugin.overflow_mode = apprise.OverflowMode.SPLIT

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        identity = message_id(message.fingerprint, self._account.id)
        lines = [*plain_lines(message)[1:], tail(identity)]
        body = json.dumps({"title": message.title, "body": "\n".join(lines)}, ensure_ascii=False).encode()
        return (Part(identity, 1, 1, body),)

    def send(self, part: Part, at: datetime) -> Outcome:
        host = getattr(self._plugin, "host", None)
        try:
            if isinstance(host, str) and host:
                self._door.addresses(host, getattr(self._plugin, "port", None) or 443)
        except Forbidden as error:
            return Retry(f"refused by us: {error}; private_hosts can allow it", whole_channel=True)
        except OSError:
            pass  # some plug-ins keep something else there; the attempt will tell
        told = json.loads(part.body)
        done = self._plugin.notify(body=told["body"], title=told["title"], body_format="text")
        return Sent() if done else Retry("apprise could not deliver it and gives no reason")


def open_channel(account: Account, door: Door) -> LongTail:
    return LongTail(account, door)
