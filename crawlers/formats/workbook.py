"""Excel workbooks (.xlsx, .xlsm) sheet by sheet, row by row, in bounded memory.

Values only: of a formula the value it had when the file was saved. A number stays the digits that were
written (long ids survive), unless its format says it is a date: then it is text such as 2026-11-06 08:00:00.
"""

import posixpath
import re
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

from crawlers.formats.row_lines import LineStream
from crawlers.formats.sheet_rows import SheetRows
from crawlers.formats.xml_stream import BadXml, passing
from crawlers.unpacking import ZIP_DAMAGE, Bounded

SHARED_LETTERS = 1 << 27
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_DAYS = 2_958_466  # to the end of the year 9999


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    part: str


class Workbook:
    """The visible sheets of a workbook. Whatever is damaged raises OSError with what to say about it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def sheets(self) -> list[Sheet]:
        targets = {
            about.get("Id"): about.get("Target", "")
            for about in self._each("xl/_rels/workbook.xml.rels", "Relationship")
        }
        found = []
        for about in self._each("xl/workbook.xml", "sheet"):
            relation = next((value for name, value in about.items() if name.endswith(":id")), None)
            target = targets.get(relation, "")
            if "worksheet" in target and about.get("state", "visible") == "visible":
                part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                found.append(Sheet(about.get("name", ""), part))
        return found

    def stream(self, sheet: Sheet) -> LineStream:
        """The rows as crawlers/formats/row_lines.py writes them, line n for row n."""
        return LineStream(self._lines(sheet))

    def _lines(self, sheet: Sheet) -> Generator[bytes, None, None]:
        rows = SheetRows(self.shared, self.number)
        with self._part(sheet.part) as stream:
            for _ in passing(stream, rows.start, rows.end, rows.text):
                yield from rows.taken()

    @cached_property
    def shared(self) -> list[str]:
        """The texts that cells refer to by number."""
        texts: list[str] = []
        if not self._has("xl/sharedStrings.xml"):
            return texts
        letters = 0
        spoken = reading = False

        def start(name: str, about: dict[str, str]) -> None:
            nonlocal spoken, reading
            if name == "si":
                texts.append("")
            spoken = spoken or name == "rPh"
            reading = name == "t" and not spoken

        def end(name: str) -> None:
            nonlocal spoken, reading
            spoken = spoken and name != "rPh"
            reading = False

        def text(piece: str) -> None:
            nonlocal letters
            if reading and texts:
                texts[-1] += piece
                letters += len(piece)
                if letters > SHARED_LETTERS:
                    raise BadXml("its texts are larger than any real one's")

        with self._part("xl/sharedStrings.xml") as stream:
            for _ in passing(stream, start, end, text):
                pass
        return texts

    def number(self, written: str, style: str | None) -> str:
        """A number as text: its digits, or a date where the style shows one."""
        if (style or "0") in self._date_styles:
            return _date(written, self._epoch)
        if "e" not in written and "E" not in written:
            return written
        try:
            number = Decimal(written)
            exact = number == number.to_integral_value() and abs(number) < 1 << 53
            return str(int(number)) if exact else written
        except (InvalidOperation, ValueError):
            return written

    @cached_property
    def _date_styles(self) -> frozenset[str]:
        """Places of the cell formats that show a date, as cells name them."""
        if not self._has("xl/styles.xml"):
            return frozenset()
        dates = {str(number) for number in _DATE_FORMATS}
        formats: list[str | None] = []
        inside = False

        def start(name: str, about: dict[str, str]) -> None:
            nonlocal inside
            if name == "numFmt":
                code = _QUOTED.sub("", about.get("formatCode", "")).lower()
                if re.search(r"[ymdhs年月日]", code):
                    dates.add(about.get("numFmtId", ""))
            elif name == "xf" and inside:
                formats.append(about.get("numFmtId"))
            inside = inside or name == "cellXfs"

        def end(name: str) -> None:
            nonlocal inside
            inside = inside and name != "cellXfs"

        with self._part("xl/styles.xml") as stream:
            for _ in passing(stream, start, end):
                pass
        return frozenset(str(place) for place, number in enumerate(formats) if number in dates)

    @cached_property
    def _epoch(self) -> datetime:
        old = any(
            about.get("date1904") in ("1", "true") for about in self._each("xl/workbook.xml", "workbookPr")
        )
        return _EPOCH_1904 if old else _EPOCH

    def _each(self, part: str, wanted: str) -> list[dict[str, str]]:
        """The attributes of all elements of that name."""
        found: list[dict[str, str]] = []
        with self._part(part) as stream:
            for _ in passing(stream, lambda name, about: found.append(about) if name == wanted else None):
                pass
        return found

    def _has(self, part: str) -> bool:
        with self._damage_told(), zipfile.ZipFile(self._path) as archive:
            return part in archive.namelist()

    @contextmanager
    def _part(self, part: str) -> Iterator[Bounded]:
        with self._damage_told(), zipfile.ZipFile(self._path) as archive:
            if part not in archive.namelist():
                raise BadXml(f"it has no {part}")
            with archive.open(part) as packed:
                yield Bounded(packed, archive.getinfo(part).compress_size)

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except ZIP_DAMAGE as damage:
            raise OSError(f"the workbook is damaged: {damage}") from damage


def _date(written: str, epoch: datetime) -> str:
    try:
        days = float(written)
    except ValueError:
        return written
    if not 1 <= days < _DAYS:
        return written
    at = epoch + timedelta(seconds=round(days * 86_400))
    return at.strftime("%Y-%m-%d %H:%M:%S") if days % 1 else at.strftime("%Y-%m-%d")
