"""An array of cells a line: how crawlers/opening.py hands on the rows of sheets and of database tables.

Line n is row n, so that a refused row can be found again; a blank line is a blank row.
"""

import json
from collections.abc import Generator, Iterator, Sequence

from crawlers.formats.cells import writable
from crawlers.formats.csv_rows import Header
from crawlers.formats.json_text import loaded
from crawlers.formats.records import Record
from crawlers.opened import Opened


def line_of(cells: Sequence[str | None], *, blank: bool = True) -> bytes:
    """A row as such a line; blank when no cell says anything, unless that is still a row."""
    if blank and not any(cells):
        return b"\n"
    text = json.dumps(list(cells), ensure_ascii=False)
    return (text if text.isascii() else writable(text)).encode() + b"\n"


class LineStream:
    """Lines as a file, so that all that is done with files is done with them."""

    def __init__(self, lines: Generator[bytes, None, None]) -> None:
        self._lines = lines
        self._held = bytearray()

    def read(self, size: int, /) -> bytes:
        while len(self._held) < size and (line := next(self._lines, b"")):
            self._held += line
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def close(self) -> None:
        self._lines.close()


def cells_of(line: str) -> list[str | None] | None:
    try:
        row = loaded(line)
    except ValueError:
        return None
    plain = isinstance(row, list) and all(cell is None or isinstance(cell, str) for cell in row)
    return row if plain else None  # type: ignore[return-value]


def records_of(opened: Opened, header: Header) -> Iterator[Record]:
    """A record for each row below the header that is not blank."""
    for number, line in enumerate(opened.lines(), 1):
        if number <= header.row + 1 or not line.strip():
            continue
        cells = cells_of(line.decode("utf-8", errors="replace"))
        if cells is None:
            yield Record(number, fault="not a row of cells")
        elif any(cells[len(header.names) :]):
            yield Record(number, fault=f"{len(cells)} cells in a row, the header has {len(header.names)}")
        else:
            yield Record(number, dict(zip(header.names, cells, strict=False)))
