"""Signed links under `public_url`: the key that signs them, and those of an alert."""

import secrets
from datetime import datetime, timedelta
from urllib.parse import quote

from alerts.messages import OFFERED
from domain.alert import ANSWER_WORDS, Alert
from domain.dispute import read_claim
from domain.errors import BadSettings
from domain.signing import Grant, sign
from jobs.author_key import make_key
from jobs.home import Home, now

KEY_FILE = "links.key"
DAYS_VALID = 60


def link_key(home: Home) -> bytes:
    """The key of this home's links, made on first use. With another key all links sent before are void."""
    path = home.root / "secrets" / KEY_FILE
    if not path.exists():
        make_key(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise BadSettings(f"The key {path} cannot be read: {error}") from error
    if len(key) < secrets.DEFAULT_ENTROPY:
        raise BadSettings(f"The key {path} is too short", hint="Delete it: a new one is made")
    return key


def answer_links(home: Home, alert: Alert, at: datetime) -> dict[str, str]:
    """Answer in words -> its address; empty without `public_url`."""
    base = home.settings.public_url.rstrip("/")
    if not base:
        return {}
    key, until = link_key(home), at + timedelta(days=DAYS_VALID)
    return {
        words: f"{base}/a/{sign(key, Grant('answer', alert.fingerprint, ANSWER_WORDS[words], until))}"
        for words in OFFERED[alert.kind]
    }


def evidence_link(home: Home, key: str, audience: str) -> str | None:
    """The page of ours that shows a post as proof; None without `public_url`."""
    base = home.settings.public_url.rstrip("/")
    return f"{base}/evidence/{quote(key, safe=':')}?audience={audience}" if base else None


def dispute_link(home: Home, claim: str) -> str:
    """An address by which a company files a dispute against that claim; raises BadSettings."""
    base = home.settings.public_url.rstrip("/")
    if not base:
        raise BadSettings("There is no public_url for links", hint="Set it in pingti.toml")
    relation, subject, object_ = read_claim(claim)
    about = (f"{relation}:" if relation else "") + (f"{subject}>{object_}" if object_ else subject)
    return f"{base}/d/{sign(link_key(home), Grant('dispute', about, '', now() + timedelta(days=DAYS_VALID)))}"


def reply_link(home: Home, alert: Alert, at: datetime) -> str | None:
    """One address for all answers, for a card that is passed on by hand."""
    base = home.settings.public_url.rstrip("/")
    if not base:
        return None
    grant = Grant("answer", alert.fingerprint, "", at + timedelta(days=DAYS_VALID))
    return f"{base}/a/{sign(link_key(home), grant)}"
