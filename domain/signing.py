"""Signed links: what may be done by whoever holds one, until when, and nothing else."""

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

_MAC_BYTES = 18


@dataclass(frozen=True, slots=True)
class Grant:
    """What a link allows: `purpose` (answer, dispute), `about` (an alert, a name), `choice`, `until`."""

    purpose: str
    about: str
    choice: str
    until: datetime


def sign(key: bytes, grant: Grant) -> str:
    """The grant as one path segment: base64url of its fields, a dot, and their HMAC-SHA256 (18 bytes)."""
    said = "\n".join((grant.purpose, grant.about, grant.choice, str(int(grant.until.timestamp()))))
    return f"{_pack(said.encode())}.{_pack(_mac(key, said.encode()))}"


def read(key: bytes, token: str) -> Grant | None:
    """What a link allows, whether or not its time is over; None for one that this key did not sign."""
    said_packed, _, mac = token.partition(".")
    try:
        said = _unpack(said_packed)
        if not hmac.compare_digest(_unpack(mac), _mac(key, said)):
            return None
        purpose, about, choice, until = said.decode().split("\n")
        return Grant(purpose, about, choice, datetime.fromtimestamp(int(until), UTC))
    except ValueError:  # not base64, not UTF-8, not four fields
        return None


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, b"pingti link\n" + said, "sha256")[:_MAC_BYTES]


def _pack(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpack(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
