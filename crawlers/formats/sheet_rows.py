"""The rows of one sheet out of its XML, for crawlers/formats/workbook.py."""

from collections.abc import Callable

from crawlers.formats.row_lines import line_of
from crawlers.formats.xml_stream import BadXml

MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
CELL_LETTERS = 1 << 16  # twice what a spreadsheet program can hold
ALL_BYTES = 1 << 32


class SheetRows:
    """Takes what crawlers/formats/xml_stream.py calls back with; `taken` gives the rows done since."""

    def __init__(self, shared: list[str], number: Callable[[str, str | None], str]) -> None:
        self._shared = shared
        self._number = number
        self._done: list[bytes] = []
        self._last = 0
        self._row = 0
        self._cells: dict[int, str] = {}
        self._place = -1
        self._kind: str | None = None
        self._style: str | None = None
        self._spoken = False
        self._reading = False
        self._pieces: list[str] = []
        self._bytes = 0

    def taken(self) -> list[bytes]:
        done, self._done = self._done, []
        self._bytes += sum(map(len, done))
        if self._bytes > ALL_BYTES:
            raise BadXml(f"its rows hold more than {ALL_BYTES >> 30} GiB of text")
        return done

    def start(self, name: str, about: dict[str, str]) -> None:
        if name == "c":
            reference = about.get("r")
            self._place = _column(reference) if reference else self._place + 1
            self._kind, self._style = about.get("t"), about.get("s")
            self._pieces = []
        elif name == "v" or (name == "t" and not self._spoken):
            self._reading = True
        elif name == "row":
            number = about.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 9 else 0
            self._cells, self._place = {}, -1
        elif name == "rPh":
            self._spoken = True

    def text(self, piece: str) -> None:
        if self._reading:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._reading = False
        elif name == "c":
            value = self._value("".join(self._pieces))
            if value and 0 <= self._place < MOST_COLUMNS:
                if len(value) > CELL_LETTERS:
                    raise BadXml("a cell is longer than any spreadsheet program allows")
                self._cells[self._place] = value
        elif name == "row":
            row = self._row if self._last < self._row <= MOST_ROWS else self._last + 1
            blank = b"\n" * (row - self._last - 1)
            cells = [self._cells.get(place) for place in range(max(self._cells, default=-1) + 1)]
            self._done.append(blank + line_of(cells))
            self._last = row
        elif name == "rPh":
            self._spoken = False

    def _value(self, written: str) -> str | None:
        kind = self._kind
        if kind == "s":
            place = int(written) if written.isdecimal() and len(written) < 9 else -1
            return self._shared[place] if 0 <= place < len(self._shared) else None
        if kind is None or kind == "n":
            return self._number(written, self._style) if written else None
        if kind == "b":
            return {"0": "false", "1": "true"}.get(written, written)
        return None if kind == "e" else written  # e: #N/A and its like


def _column(reference: str) -> int:
    """The column of B3, from 0."""
    place = 0
    for letter in reference:
        if not "A" <= letter <= "Z" or place > MOST_COLUMNS:
            break
        place = place * 26 + ord(letter) - 64
    return place - 1
