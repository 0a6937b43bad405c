"""Which form the text of an export has, told by its first lines, and the names it gives to its columns."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from crawlers.columns import fields_of
from crawlers.decoding import sniff_encoding
from crawlers.formats import csv_rows, json_document, object_lines, row_lines
from crawlers.formats.csv_rows import Header
from crawlers.formats.json_document import list_start
from crawlers.formats.json_text import element_at, parsed
from crawlers.formats.records import Record
from crawlers.opened import Opened

FIRST_LINES = 20
STRETCH_RECORDS = 50_000
STRETCH_LETTERS = 1 << 25


@dataclass(frozen=True, slots=True)
class Form:
    """`kind` is lines (an object a line), document, rows (an array a line: sheets, tables) or csv.

    `names` are the columns of the first record, empty where none could be read; `first` is that record.
    """

    kind: str
    names: tuple[str, ...]
    first: dict[str, object] = field(default_factory=dict)
    header: Header = field(default_factory=lambda: Header(",", ()))


def form_of(head: bytes, known: Callable[[list[str]], int] = lambda names: len(fields_of(names))) -> Form:
    """The form of a file that begins so; `known` counts the names that mean something, to find a header."""
    encoding = sniff_encoding(head)
    text = head.decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return _of_objects(head, text, encoding)
    if text.startswith("["):
        return _of_rows(text, known) or _of_document(text, 0)
    header = csv_rows.header_of(text, known)
    return Form("csv", header.names, header=header)


def records_of(
    opened: Opened, form: Form, private: Collection[str] = (), *, whole: bool = False
) -> Iterator[list[Record]]:
    """The records in stretches that are the same on every run. `private` and `whole`: see the forms."""
    if form.kind == "lines":
        for lines in opened.line_chunks():
            yield list(object_lines.records_of(lines, opened.encoding, private))
        return
    if form.kind == "document":
        records = json_document.records_of(opened, private)
    elif form.kind == "rows":
        records = row_lines.records_of(opened, form.header)
    else:
        records = csv_rows.records_of(opened, form.header, whole=whole)
    yield from in_stretches(records)


def in_stretches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """As many at a time as fit into memory whatever they hold."""
    taken: list[Record] = []
    letters = 0
    for record in records:
        taken.append(record)
        letters += sum(len(value) for value in record.values.values() if isinstance(value, str))
        if len(taken) >= STRETCH_RECORDS or letters > STRETCH_LETTERS:
            yield taken
            taken, letters = [], 0
    if taken:
        yield taken


@lru_cache(maxsize=4)
def _of_objects(head: bytes, text: str, encoding: str) -> Form:
    """Objects line by line, or one document that wraps a list; a single line may be either."""
    start = list_start(text)
    whole, _, rest = text.partition("\n")
    first = _object(whole)
    if start is not None and (first is None or not (rest.strip() or len(fields_of(list(first))) > 1)):
        return _of_document(text, start)
    lines = head.split(b"\n")
    found = (parsed(line, encoding) for line in lines[:FIRST_LINES])
    first = next((row for row in found if isinstance(row, dict)), {})
    return Form("lines", tuple(first), first)


@lru_cache(maxsize=4)
def _of_document(text: str, start: int) -> Form:
    at = start + 1
    for _ in range(FIRST_LINES):
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        try:
            value, at = element_at(text, at)
        except ValueError:
            break
        if isinstance(value, dict):
            return Form("document", tuple(value), value)
    return Form("document", ())


def _of_rows(text: str, known: Callable[[list[str]], int]) -> Form | None:
    """Arrays of plain values line by line, as crawlers/opening.py writes sheets and tables."""
    rows = _first_rows(text)
    if not rows[0]:
        return None
    named = [(known([name or "" for name in row]), -place) for place, row in enumerate(rows) if row]
    place = -max(named)[1]
    names = csv_rows.told_apart([name or "" for name in rows[place] or []])
    return Form("rows", names, header=Header(",", names, place))


@lru_cache(maxsize=4)
def _first_rows(text: str) -> list[list[str | None] | None]:
    return [row_lines.cells_of(line) for line in text.split("\n")[:FIRST_LINES]]


def _object(line: str) -> dict[str, object] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
