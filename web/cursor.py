"""Cursors of the API: the place of the last row given, opaque to the client."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from fastapi import HTTPException

BAD_CURSOR = HTTPException(400, "This cursor was not given by this list; begin again without one")


def write_cursor(place: list[Any]) -> str:
    """Any JSON list as URL-safe text."""
    packed = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_cursor(cursor: str, shape: tuple[type, ...]) -> list[Any]:
    """The place that `write_cursor` packed, of values of these types; raises 400 for anything else."""
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise BAD_CURSOR from error
    if not isinstance(place, list) or [type(value) for value in place] != list(shape):
        raise BAD_CURSOR
    return place
