"""CSV into records: which separator, which row holds the names, and rows whose cells hold line breaks."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from crawlers.formats.records import Record
from crawlers.opened import Opened

SEPARATORS = (",", ";", "\t", "，")
CELL_LETTERS = 1 << 20
# A title or the name of a vendor may stand above the row of names.
ROWS_ABOVE = 10
_ID = re.compile(r"[0-9A-Za-z_\-]*[0-9][0-9A-Za-z_\-]*")


@dataclass(frozen=True, slots=True)
class Header:
    """`names` are made different where the file says one twice; `row` is its place, from 0."""

    separator: str
    names: tuple[str, ...]
    row: int = 0


def header_of(text: str, known: Callable[[list[str]], int]) -> Header:
    """The separator and the row with the most names that are `known`, else with the most cells."""
    found: list[tuple[int, int, Header]] = []
    for separator in SEPARATORS:
        rows = _first_rows(text, separator)
        for place, cells in enumerate(rows[:ROWS_ABOVE]):
            below = next((row for row in rows[place + 1 :] if row), cells)
            # Prose may name columns, too; but below a header stand as many cells.
            if place == 0 or len(below) == len(cells):
                found.append((known(cells), -place, Header(separator, told_apart(cells), place)))
    if not found:
        return Header(SEPARATORS[0], ())
    score, _, header = max(found, key=lambda entry: entry[:2])
    if score >= 2:
        return header
    first = min((entry[2].row for entry in found if entry[2].names), default=0)
    return max((entry[2] for entry in found if entry[2].row == first), key=lambda header: len(header.names))


def told_apart(cells: list[str]) -> tuple[str, ...]:
    """The cells of a header as names, a repeated one with its number."""
    seen: dict[str, int] = {}
    names = []
    for cell in cells:
        name = cell.strip().removeprefix("\ufeff")
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def records_of(opened: Opened, header: Header, *, whole: bool = False) -> Iterator[Record]:
    """The records of the file; see `records_in`."""
    return records_in(opened.lines(), opened.encoding, header, whole=whole)


def records_in(
    lines: Iterable[bytes],
    encoding: str,
    header: Header,
    *,
    whole: bool = False,
    first: int = 1,
    skip: int | None = None,
) -> Iterator[Record]:
    """A record for each row below the header with the line it begins on; blank rows are none.

    A row may lack cells at its end, as spreadsheet programs leave out empty ones; with `whole` it may not.
    A row with a fault shows no more than its line, since nobody can tell which cell names a person; with
    `whole` also its first cell where that is an id.
    `first` is the number of the first line, `skip` how many rows stand before the records (to the header).
    """
    names, width = header.names, len(header.names)
    above = header.row + 1 if skip is None else skip
    for place, (line, cells, ended) in enumerate(_cells(lines, encoding, header.separator, first)):
        if isinstance(cells, str):
            yield Record(line, fault=f"not valid CSV: {cells}")
        elif place < above or not any(cells):
            continue
        elif fault := _fault(cells, width, whole=whole, ended=ended):
            yield Record(line, fault=fault, raw=_id_in(cells) if whole else "")
        else:
            yield Record(line, dict(zip(names, cells, strict=False)))


def _cells(
    lines: Iterable[bytes], encoding: str, separator: str, first: int
) -> Iterator[tuple[int, list[str] | str, bool]]:
    """The rows, blank ones too, or what breaks a row; and whether its last line had an end."""
    csv.field_size_limit(CELL_LETTERS)
    ended = True

    def text() -> Iterator[str]:
        nonlocal ended
        for line in lines:
            ended = line.endswith(b"\n")
            yield line.decode(encoding, errors="surrogateescape")

    reader = csv.reader(text(), delimiter=separator, strict=True)
    while True:
        begins = reader.line_num + first
        try:
            cells = next(reader)
            yield begins, cells, ended
        except csv.Error as broken:
            problem = (
                f"{broken} (lines {begins} to {reader.line_num + first - 1}; a quotation mark left open?)"
            )
            yield begins, problem, ended
        except StopIteration:
            return


@lru_cache(maxsize=8)
def _first_rows(text: str, separator: str) -> list[list[str]]:
    """Kept for a moment: every importer asks about the same file."""
    return list(islice(_rows_of(text, separator), ROWS_ABOVE + 10))


def _rows_of(text: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    except csv.Error:
        return


def _fault(cells: list[str], width: int, *, whole: bool, ended: bool) -> str | None:
    if len(cells) < width and not ended:
        return f"the file ends within this row: {len(cells)} cells of {width}"
    if (len(cells) > width and any(cells[width:])) or (whole and len(cells) != width):
        return f"{len(cells)} cells in a row, the header has {width}"
    if any("\udc80" <= letter <= "\udcff" for cell in cells if not cell.isascii() for letter in cell):
        return "not valid text in the encoding of the file"
    return None


def _id_in(cells: list[str]) -> str:
    return cells[0] if _ID.fullmatch(cells[0]) else ""
