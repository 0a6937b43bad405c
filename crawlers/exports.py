"""Rows of forgotten posts cut out of a file of an export, where its form allows to take a row away.

JSON Lines, CSV and JSON documents are written again without them. Archives, workbooks and databases are not
taken apart: the caller hears that they hold one.
"""

import json
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Literal

import polars as pl

from crawlers.discovery import importer_for
from crawlers.formats import csv_rows
from crawlers.formats.forms import Form, form_of
from crawlers.opening import Opened, open_paths
from domain.errors import PingtiError
from domain.withdrawal import Withdrawn

Answer = Literal["free", "cut", "holds"]


def cut_export(
    path: Path, what: Withdrawn, is_of: Callable[[pl.DataFrame], bool], *, only_look: bool = False
) -> Answer:
    """`free`: nothing of it is in the file; `cut`: its rows are gone (or would); `holds`: cannot be cut."""
    if not _holds(path, what, is_of):
        return "free"
    written = _without(path, what)
    if written is None:
        return "holds"
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(written)
    try:
        if _holds(beside, what, is_of):
            return "holds"
        if not only_look:
            shutil.copystat(path, beside)
            beside.replace(path)
        return "cut"
    finally:
        beside.unlink(missing_ok=True)


def _holds(path: Path, what: Withdrawn, is_of: Callable[[pl.DataFrame], bool]) -> bool:
    for part in open_paths([path]):
        if not isinstance(part, Opened):
            continue
        if any(what.is_said_in(lines.text) for lines in part.line_chunks()):
            return True
        importer = importer_for(part.head, part.name)
        try:
            if importer and any(is_of(chunk.posts) for chunk in importer.read(part)):
                return True
        except PingtiError:
            continue
    return False


def _without(path: Path, what: Withdrawn) -> bytes | None:
    """The bytes of the file without the rows that say one of the words; null where it cannot be cut."""
    parts = list(open_paths([path]))
    with path.open("rb") as file:
        begin = file.read(1 << 16)
    if len(parts) != 1 or not isinstance(parts[0], Opened) or not begin.endswith(parts[0].head):
        return None  # packed, or of several parts
    opened = parts[0]
    form = form_of(opened.head)
    if form.kind == "document":
        return _document(path, opened.encoding, what)
    if form.kind not in ("lines", "csv"):
        return None
    bom = begin[: len(begin) - len(opened.head)] if begin.startswith(b"\xef\xbb\xbf") else b""
    return bom + b"".join(record for record in _records(opened, form) if not what.is_said_in(record))


def _records(opened: Opened, form: Form) -> list[bytes]:
    """The lines of the file, those of one record together; what stands above the first record by itself."""
    lines = list(opened.lines())
    if form.kind == "lines":
        return lines
    begins = [record.line - 1 for record in csv_rows.records_of(opened, form.header)]
    edges = [0, *begins, len(lines)]
    return [b"".join(lines[left:right]) for left, right in pairwise(edges)]


def _document(path: Path, encoding: str, what: Withdrawn) -> bytes | None:
    try:
        document = json.loads(path.read_bytes().decode(encoding).removeprefix("\ufeff"))
        return json.dumps(_pruned(document, what), ensure_ascii=False, indent=1).encode(encoding)
    except (ValueError, RecursionError):
        return None


def _pruned(value: object, what: Withdrawn) -> object:
    """Without the innermost objects of lists that say one of the words."""
    if isinstance(value, dict):
        return {name: _pruned(inside, what) for name, inside in value.items()}
    if not isinstance(value, list):
        return value
    kept = [_pruned(inside, what) for inside in value]
    return [inside for inside in kept if not _says(inside, what)]


def _says(value: object, what: Withdrawn) -> bool:
    return what.is_said_in(json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace"))
