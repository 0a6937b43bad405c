"""Tables as frames of text, a stretch of rows at a time, whichever form they are written in.

CSV is parsed by polars where it is plain (no quotation mark in an odd place, no blank line, no odd end of a
line), else row by row as crawlers/formats/csv_rows.py does; both give the same. The cuts depend on the file
alone, so a stretch is the same on every run.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from crawlers.decoding import UTF8
from crawlers.formats import csv_rows
from crawlers.formats.cells import Nested, cell_of, shown, writable
from crawlers.formats.forms import Form, in_stretches, records_of
from crawlers.formats.records import Record
from crawlers.opened import CHUNK_BYTES, Lines, Opened, split_lines

STRETCH_LINES = 250_000
_QUOTE, _NEWLINE = ord('"'), ord("\n")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`rows`: text by column; `lines`: where each begins; `refused`: (line, reason, raw) of the others."""

    rows: pl.DataFrame
    lines: pl.Series
    refused: list[tuple[int, str, str]]

    @property
    def read(self) -> int:
        return len(self.lines) + len(self.refused)


def stretches_of(
    opened: Opened, form: Form, private: Collection[str] = ()
) -> Iterator[Stretch | list[Record]]:
    """Stretches of a CSV; of any other form its records, to be made one with `stretch_of`."""
    if form.kind != "csv":
        yield from records_of(opened, form, private)
        return
    first = True
    for lines in _whole_rows(opened):
        above = form.header.row + 1 if first else 0
        fast = _fast(lines, opened.encoding, form, above)
        if fast is not None:
            yield fast
        else:
            text = split_lines(lines.text)
            records = csv_rows.records_in(text, opened.encoding, form.header, first=lines.first, skip=above)
            yield from in_stretches(records)
        first = False


def stretch_of(records: Sequence[Record], columns: Sequence[str]) -> Stretch:
    """The wanted columns of records; one with a list or an object among them is refused."""
    rows: list[list[str | None]] = []
    lines: list[int] = []
    refused: list[tuple[int, str, str]] = []
    for record in records:
        if record.fault is not None:
            refused.append((record.line, record.fault, record.raw))
            continue
        name = ""
        try:
            row = []
            for name in columns:
                row.append(cell_of(record.values.get(name)))
        except Nested:
            kept = {name: record.values.get(name) for name in columns}
            refused.append((record.line, f"{name} holds a list or an object, not text", shown(kept)))
            continue
        rows.append(row)
        lines.append(record.line)
    schema = dict.fromkeys(columns, pl.String)
    try:
        frame = pl.DataFrame(rows, schema=schema, orient="row")
    except UnicodeEncodeError:
        good = [[cell if cell is None else writable(cell) for cell in row] for row in rows]
        frame = pl.DataFrame(good, schema=schema, orient="row")
    return Stretch(frame, pl.Series("line", lines, pl.Int64), refused)


def _whole_rows(opened: Opened) -> Iterator[Lines]:
    """Chunks that do not end within a quoted cell, as far as an even number of quotation marks tells."""
    held: Lines | None = None
    for lines in opened.line_chunks(STRETCH_LINES, CHUNK_BYTES):
        joined = lines if held is None else Lines(held.text + lines.text, held.first)
        if joined.text.count(b'"') % 2 and len(joined.text) < 2 * CHUNK_BYTES:
            held = joined
            continue
        held = None
        yield joined
    if held is not None:
        yield held


def _fast(lines: Lines, encoding: str, form: Form, above: int) -> Stretch | None:
    """All rows at once; None where any of them needs a closer look."""
    separator, width = form.header.separator, len(form.names)
    first = lines.first
    body = lines.text
    for _ in range(above):
        line, end, body = body.partition(b"\n")
        if not end or line.count(b'"') % 2:
            return None
        first += 1
    body = body.rstrip(b"\r\n") + b"\n"
    if not lines.text.endswith(b"\n"):  # is the last row all there?
        last = body[body.rfind(b"\n", 0, -1) + 1 :]
        if b'"' in last or last.count(separator.encode()) < width - 1:
            return None
    if len(separator.encode()) > 1 or not _plain(body, separator.encode()):
        return None
    names = [str(place) for place in range(width)]
    try:
        text = body if encoding == UTF8 else body.decode(encoding).encode()
        rows = pl.read_csv(
            text,
            separator=separator,
            has_header=False,
            schema=dict.fromkeys(names, pl.String()),
            quote_char='"' if b'"' in text else None,
        )
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        return None
    if rows.width != width or rows.height != body.count(b"\n"):
        return None
    rows = rows.rename(dict(zip(names, form.names, strict=True)))
    number = pl.int_range(first, first + rows.height, eager=True).alias("line")
    blank = rows.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if blank.any():
        rows, number = rows.filter(~blank), number.filter(~blank)
    return Stretch(rows, number, [])


def _plain(text: bytes, separator: bytes) -> bool:
    """Whether rows are lines: quotation marks stand only around whole cells, and nothing odd is there."""
    if b"\x00" in text or b"\n\n" in text or b"\n\r\n" in text or text.startswith((b"\n", b"\r")):
        return False
    if text.count(b"\r") != text.count(b"\r\n"):
        return False
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(letters == _NEWLINE)
    if len(ends) and int(np.diff(ends, prepend=-1).max()) > csv_rows.CELL_LETTERS:
        return False
    marks = np.flatnonzero(letters == _QUOTE)
    if not len(marks):
        return True
    opening, closing = marks[0::2], marks[1::2]
    if len(opening) != len(closing):
        return False
    apart = separator[0]
    before = letters[np.maximum(opening - 1, 0)]
    after = letters[np.minimum(closing + 1, len(letters) - 1)]
    opens = (opening == 0) | (before == apart) | (before == _NEWLINE)
    closes = (after == apart) | (after == _NEWLINE) | (after == ord("\r"))
    same_line = np.searchsorted(ends, opening) == np.searchsorted(ends, closing)
    return bool(opens.all() and closes.all() and same_line.all())
