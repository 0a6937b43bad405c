"""JSON that may be anything: what it says, or why it cannot be read; never an error of its own."""

import json

from crawlers.decoding import UTF8


def parsed(line: bytes, encoding: str = UTF8) -> dict[str, object] | str:
    """The object in a line, or the reason why there is none."""
    try:
        row = loaded(line.decode(encoding))
    except UnicodeDecodeError:
        return f"not valid {encoding.upper()}"
    except ValueError as broken:
        return f"not valid JSON: {broken}"
    return row if isinstance(row, dict) else "not a JSON object"


def loaded(text: str) -> object:
    """What the JSON says; whatever is wrong with it (also a number of 5,000 digits) raises ValueError."""
    try:
        return json.loads(text)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep


def element_at(text: str, at: int) -> tuple[object, int]:
    """The value that begins there and the place behind it; raises ValueError with `pos` where known."""
    try:
        return _DECODER.raw_decode(text, at)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep


_DECODER = json.JSONDecoder()
