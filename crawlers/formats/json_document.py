"""One JSON document that holds a list of objects, at its top or wrapped ({"data": {"list": [...]}}).

Read element by element in bounded memory. A broken element costs itself: reading goes on where the next
object begins.
"""

import codecs
import re
from collections.abc import Collection, Iterator

from crawlers.formats.cells import shown_text
from crawlers.formats.json_text import element_at
from crawlers.formats.records import Record
from crawlers.opened import Opened
from crawlers.unpacking import BLOCK_BYTES

ELEMENT_LETTERS = 1 << 24
WRAPPED_DEEP = 4
_SPACE = re.compile(r"[ \t\r\n]*")
_GAP = re.compile(r"[ \t\r\n,]*")
# A quotation mark follows: inside a text it would have a backslash before it.
_NEXT_OBJECT = re.compile(r"\}\s*,\s*(?=\{\s*\")")
_ANY_OBJECT = re.compile(r",\s*(?=\{\s*\")")
_BAD_BYTE = re.compile("[\udc80-\udcff]")


def list_start(text: str, at: int = 0, depth: int = 0) -> int | None:
    """Where the first list of objects begins ("["), looking into objects; null when none does."""
    at = _skip(text, at)
    if text.startswith("[", at):
        return at if depth == 0 or text.startswith("{", _skip(text, at + 1)) else None
    if not text.startswith("{", at) or depth > WRAPPED_DEEP:
        return None
    at += 1
    while True:
        try:
            key, at = element_at(text, _skip(text, at))
            at = _skip(text, at)
            if not isinstance(key, str) or not text.startswith(":", at):
                return None
            at = _skip(text, at + 1)
            found = list_start(text, at, depth + 1)
            if found is not None:
                return found
            _, at = element_at(text, at)
        except ValueError:
            return None
        at = _skip(text, at)
        if not text.startswith(",", at):
            return None
        at += 1


def records_of(opened: Opened, private: Collection[str] = ()) -> Iterator[Record]:
    """A record for each element of the list; `line` is where it begins."""
    text, line = "", 1
    pieces = _text(opened)
    start = None
    for piece in pieces:
        text += piece
        start = list_start(text)
        if start is not None or len(text) > ELEMENT_LETTERS:
            break
    if start is None:
        return
    at = start + 1
    line += text.count("\n", 0, at)
    while True:
        following = _GAP.match(text, at).end()  # type: ignore[union-attr]
        line += text.count("\n", at, following)
        at = following
        if at > BLOCK_BYTES:
            text, at = text[at:], 0
        if text.startswith("]", at):
            return
        record, end = _element(text, at, line, private)
        if record is None and len(text) - at <= ELEMENT_LETTERS and (piece := next(pieces, "")):
            text, at = text[at:] + piece, 0
            continue
        if record is None and (resumed := _ANY_OBJECT.search(text, at + 1)):
            # Nothing ends it; what begins next in the list is the best guess at where it ended.
            end = resumed.end()
            raw = shown_text(text[at : resumed.start()], private)
            record = Record(line, fault="not valid JSON: it has no end", raw=raw)
        if record is None:
            if text[at:].strip():
                yield _cut_off(text[at:], line, private)
            return
        yield record
        line += text.count("\n", at, end)
        at = end


def _element(text: str, at: int, line: int, private: Collection[str]) -> tuple[Record | None, int]:
    """The record that begins there and the place behind it; null when more text is needed to tell."""
    try:
        value, end = element_at(text, at)
    except ValueError as broken:
        # Behind the break another object begins: this one is damaged, not merely unfinished.
        resumed = _NEXT_OBJECT.search(text, max(at, getattr(broken, "pos", at) - 1))
        if resumed is None:
            return None, at
        end = resumed.end()
        raw = shown_text(text[at : resumed.start() + 1], private)
        return Record(line, fault=f"not valid JSON: {getattr(broken, 'msg', broken)}", raw=raw), end
    if end == len(text):  # a number may go on in the next block
        return None, at
    raw, fault = text[at:end], None
    if not raw.isascii() and _BAD_BYTE.search(raw):
        fault = "not valid text in the encoding of the file"
    elif not isinstance(value, dict):
        fault = "not a JSON object"
    if fault:
        return Record(line, fault=fault, raw=shown_text(raw, private)), end
    return Record(line, value), end


def _cut_off(rest: str, line: int, private: Collection[str]) -> Record:
    fault = "the file ends (or turns to nonsense) within this element; what came before was read"
    return Record(line, fault=fault, raw=shown_text(rest[:100_000], private))


def _text(opened: Opened) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(opened.encoding)(errors="surrogateescape")
    for number, block in enumerate(opened.blocks()):
        text = decoder.decode(block)
        yield text.removeprefix("\ufeff") if number == 0 else text
    if rest := decoder.decode(b"", final=True):
        yield rest


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]
