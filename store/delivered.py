"""What messages still say of posts: quotes of forgotten posts cut out, texts of old messages dropped."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select, update

from store.engine import reading, writing
from store.tables import DeliveryRow

MARK = "[forgotten]"
# Shorter than this, words are anybody's.
LEAST_LETTERS = 8
_BETWEEN = re.compile(r"([「」『』“”…\n]+)")
_ROWS = DeliveryRow.__table__  # type: ignore[attr-defined]
_OVER = ("sent", "dead", "bundled")


def cut_quotes(engine: Engine, texts: Collection[str], *, only_look: bool = False) -> int:
    """Put a mark in the place of every quote of these texts in queued and archived messages.

    A quote is what stands between quotation marks, or alone, of eight letters or more. Gives how many
    messages held one. The fingerprint stays, so that nothing is sent again for it.
    """
    written = "\x00".join(" ".join(text.split()) for text in texts)
    if not written:
        return 0
    held = 0
    with reading(engine) as session:
        rows = session.execute(select(_ROWS.c.id, _ROWS.c.title, _ROWS.c.message)).all()
    for number, title, message in rows:
        clean, clean_title = _walk(message, written), _walk(title, written)
        if (clean, clean_title) == (message, title):
            continue
        held += 1
        if not only_look:
            _put(engine, number, title=clean_title, message=clean)
    return held


def drop_bodies(engine: Engine, older_than: datetime) -> int:
    """Take the blocks out of messages that are over and were queued before that instant; gives how many.

    Title, times and fingerprint stay: what was sent to whom remains known, and nothing is sent twice.
    """
    over = select(_ROWS.c.id, _ROWS.c.message).where(_ROWS.c.state.in_(_OVER), _ROWS.c.queued_at < older_than)
    with reading(engine) as session:
        rows = [(number, message) for number, message in session.execute(over) if message["blocks"]]
    for number, message in rows:
        _put(engine, number, message=message | {"blocks": []})
    return len(rows)


def _put(engine: Engine, number: int, **values: Any) -> None:
    with writing(engine) as session:
        session.execute(update(_ROWS).where(_ROWS.c.id == number).values(**values))


def _walk(value: Any, written: str) -> Any:
    if isinstance(value, dict):
        return {name: _walk(inside, written) for name, inside in value.items()}
    if isinstance(value, list):
        return [_walk(inside, written) for inside in value]
    if not isinstance(value, str):
        return value
    return "".join(MARK if _is_quote(piece, written) else piece for piece in _BETWEEN.split(value))


def _is_quote(piece: str, written: str) -> bool:
    words = " ".join(piece.split())
    return len(words) >= LEAST_LETTERS and words in written
