"""The secret that turns authors into keyed hashes, and the check that it never changes unseen."""

import hashlib
import os
import secrets
from pathlib import Path

from sqlalchemy import Engine

from domain.errors import AuthorKeyMismatch, BadSettings
from store.runs import load_fact, record_fact

FACT = "author_key_fingerprint"


def key_path(home: Path) -> Path:
    """Where the key lies: in the home, or where PINGTI_AUTHOR_KEY_FILE says."""
    named = os.environ.get("PINGTI_AUTHOR_KEY_FILE")
    return Path(named) if named else home / "secrets" / "author.key"


def load_author_key(home: Path, engine: Engine) -> bytes:
    """The key of this home; made on first use, from PINGTI_AUTHOR_KEY_FILE where that is set.

    Raises AuthorKeyMismatch if its fingerprint is not the one in the database: with another key
    each author would become two.
    """
    named = os.environ.get("PINGTI_AUTHOR_KEY_FILE")
    path = key_path(home)
    known = load_fact(engine, FACT)
    if not path.exists():
        if named or known:
            raise AuthorKeyMismatch(
                f"The author key {path} is missing",
                hint="Bring it back from your backup; never make a new one",
            )
        make_key(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise BadSettings(f"The author key {path} cannot be read: {error}") from error
    if len(key) < 32:
        raise BadSettings(f"The author key {path} is too short", hint="It must be 32 bytes or more, in hex")
    fingerprint = hashlib.sha256(b"pingti author key" + key).hexdigest()[:16]
    if known is None:
        record_fact(engine, FACT, fingerprint)
    elif known != fingerprint:
        raise AuthorKeyMismatch(
            f"The author key {path} is not the one this home was built with",
            hint="Bring back the old key; with a new one every author would be split in two",
        )
    return key


def make_key(path: Path) -> None:
    """A new key, whole or not at all; of two processes at once the first one's stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    beside.touch(mode=0o600, exist_ok=False)
    beside.write_text(secrets.token_hex(32), encoding="ascii")
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
