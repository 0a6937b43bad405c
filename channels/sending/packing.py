"""A long text in numbered parts: broken between items, by the receiver's own measure, never cut.

The Chinese robots count UTF-8 bytes (some of the text, some of the whole JSON body), Slack counts
characters; so the measure is handed in. Only an item that is longer than a whole part is broken inside,
after a sentence if one ends, else between two characters.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"(?<=[。！？；!?;\n])")


@dataclass(frozen=True, slots=True)
class Piece:
    """One item in the receiver's markup. `stays`: it belongs to the one after it (a heading)."""

    words: str
    stays: bool = False


def utf8_bytes(words: str) -> int:
    return len(words.encode())


def json_bytes(words: str) -> int:
    """What the text takes inside a JSON string as we write it (UTF-8, quotes and newlines escaped)."""
    return len(json.dumps(words, ensure_ascii=False).encode()) - 2


def pack(
    pieces: Sequence[Piece], room: int, measure: Callable[[str], int], glue: str
) -> tuple[tuple[str, ...], ...]:
    """Pieces in order, greedily packed into parts of at most `room` each when joined by `glue`."""
    parts: list[list[Piece]] = [[]]
    used, between = 0, measure(glue)
    for piece in _small_enough(pieces, room, measure):
        size = measure(piece.words)
        if parts[-1] and used + between + size > room:
            moved = _headings_at_the_end(parts[-1])
            if len(moved) == len(parts[-1]) or sum(measure(p.words) + between for p in moved) + size > room:
                moved = []
            parts[-1] = parts[-1][: len(parts[-1]) - len(moved)]
            parts.append(list(moved))
            used = sum(measure(p.words) + between for p in moved) - (between if moved else 0)
        used += size + (between if parts[-1] else 0)
        parts[-1].append(piece)
    return tuple(tuple(piece.words for piece in part) for part in parts if part)


def _headings_at_the_end(part: list[Piece]) -> list[Piece]:
    count = 0
    while count < len(part) and part[-1 - count].stays:
        count += 1
    return part[len(part) - count :]


def _small_enough(pieces: Sequence[Piece], room: int, measure: Callable[[str], int]) -> list[Piece]:
    fitting: list[Piece] = []
    for piece in pieces:
        if measure(piece.words) <= room:
            fitting.append(piece)
        else:
            fitting.extend(Piece(words) for words in _broken(piece.words, room, measure))
    return fitting


def _broken(words: str, room: int, measure: Callable[[str], int]) -> list[str]:
    """A text longer than a part: whole sentences together as far as they go, else single characters."""
    lines = [""]
    used = 0
    for sentence in _SENTENCE.split(words):
        size = measure(sentence)
        units = [sentence] if size <= room else list(sentence)
        for unit in units:
            size = measure(unit)
            if used + size > room:
                lines.append("")
                used = 0
            lines[-1] += unit
            used += size
    return [line for line in lines if line]
