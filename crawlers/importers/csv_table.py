"""Any table as CSV: comma, semicolon or tab; columns known by their Chinese or English names.

Read are the exports of data vendors, of spreadsheet programs and of the usual collectors. Where no column
names the platform, the address does, else the name of the id column. Avatars and places are left out.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import polars as pl

from crawlers.columns import KINDS, OF_COLUMN, OF_HOST, fields_of, folded
from crawlers.contract import Chunk
from crawlers.opening import CHUNK_LINES, Opened
from crawlers.rows import read_rows
from domain.frames import REFUSED

NAME = "csv_table"
ORDER = 90
SEPARATORS = (",", ";", "\t", "，")
_CELL_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]


def sniff(head: bytes, name: str) -> bool:
    """The first row names a title or a text in a column, and there are two known columns or more."""
    header = _header(head.decode("utf-8", errors="ignore")) or _header(
        head.decode("gb18030", errors="ignore")
    )
    return header is not None


def mapping(opened: Opened) -> dict[str, str]:
    header = _header(opened.head.decode(opened.encoding, errors="ignore"))
    return {} if header is None else {header.names[place]: field for field, place in header.places.items()}


@dataclass(frozen=True, slots=True)
class _Header:
    separator: str
    names: list[str]
    places: dict[str, int]


def _header(text: str) -> _Header | None:
    """The separator that yields the most known columns; None when this is no table of posts."""
    found = []
    for separator in SEPARATORS:
        names = next(csv.reader(io.StringIO(text.lstrip("\ufeff\r\n")), delimiter=separator), [])
        found.append(_Header(separator, names, fields_of(names)))
    best = max(found, key=lambda header: len(header.places))
    return best if len(best.places) >= 2 and {"title", "text"} & best.places.keys() else None


def read(opened: Opened) -> Iterator[Chunk]:
    header = _header(opened.head.decode(opened.encoding, errors="ignore"))
    if header is None:
        return
    records = _records(opened, header)
    next(records, None)  # the header itself
    while taken := list(islice(records, CHUNK_LINES)):
        yield _chunk([record for record in taken if record.cells != [""] and record.cells], header)


def _records(opened: Opened, header: _Header) -> Iterator[_Record]:
    """Rows with the line they begin on; a cell may hold line breaks, so lines are not rows."""
    csv.field_size_limit(_CELL_LIMIT)
    text = (line.decode(opened.encoding, errors="surrogateescape") for line in opened.lines())
    reader = csv.reader(text, delimiter=header.separator)
    while True:
        begins = reader.line_num + 1
        try:
            yield _Record(begins, next(reader))
        except csv.Error as broken:
            yield _Record(
                begins, [f"\x00{broken} (lines {begins} to {reader.line_num}; a quotation mark left open?)"]
            )
        except StopIteration:
            return


def _chunk(records: list[_Record], header: _Header) -> Chunk:
    width = len(header.names)
    reasons: list[str | None] = [_fault(record.cells, width) for record in records]
    good = [record for record, reason in zip(records, reasons, strict=True) if reason is None]
    columns = {
        field: [record.cells[place] if place < len(record.cells) else None for record in good]
        for field, place in header.places.items()
    }
    rows = pl.DataFrame(columns, schema=dict.fromkeys(header.places, pl.String))
    posts, wrong = read_rows(_with_platform(rows, header))
    later = iter(wrong)
    reasons = [reason if reason is not None else next(later) for reason in reasons]
    refused = [
        (record.line, reason, _written(record.cells, header.separator))
        for record, reason in zip(records, reasons, strict=True)
        if reason
    ]
    return Chunk(posts, pl.DataFrame(refused, schema=REFUSED, orient="row"), len(records))


def _fault(cells: list[str], width: int) -> str | None:
    """What is wrong with a row as a row of this table. Missing cells at its end are merely empty."""
    if len(cells) == 1 and cells[0].startswith("\x00"):
        return f"not valid CSV: {cells[0][1:]}"
    if len(cells) > width and any(cells[width:]):
        return f"{len(cells)} cells in a row, the header has {width}"
    if any("\udc80" <= letter <= "\udcff" for cell in cells if not cell.isascii() for letter in cell):
        return "not valid text in the encoding of the file"
    return None


def _with_platform(rows: pl.DataFrame, header: _Header) -> pl.DataFrame:
    if "kind" in rows.columns:
        rows = rows.with_columns(pl.col("kind").str.strip_chars().str.to_lowercase().replace(KINDS))
    if "platform" in rows.columns:
        return rows
    by_column = next((OF_COLUMN[name] for name in map(folded, header.names) if name in OF_COLUMN), None)
    platform = pl.lit(by_column, pl.String)
    if "url" in rows.columns:
        host = pl.col("url").str.extract(r"^(?:https?://)?([^/?#]+)", 1).str.to_lowercase()
        for suffix, name in OF_HOST.items():
            belongs = (host == suffix) | host.str.ends_with("." + suffix)
            platform = pl.when(belongs.fill_null(False)).then(pl.lit(name)).otherwise(platform)
    return rows.with_columns(platform=platform)


def _written(cells: list[str], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="").writerow(cells)
    return out.getvalue().encode("utf-8", errors="replace").decode().removeprefix("\x00")
