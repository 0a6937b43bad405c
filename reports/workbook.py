"""The report as an XLSX workbook: one sheet a table, a 说明 sheet first, the same bytes every time."""

from datetime import UTC
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from domain.block import Cell, Pill, Table
from domain.figures import CurvePoint, Evidence, Figure, Sentence
from domain.platforms import platform_name
from domain.report import Item, Report
from domain.spreadsheets import guard
from reports.numbers import UNKNOWN, bars, plain, read
from reports.tables import blocks
from reports.words import aside, category_name, price_unit, quoted, word, written_at

NUMBER_FORMATS = {
    "count": "#,##0",
    "rank": "0",
    "decimal": "[>=9.95]#,##0;0.0",
    "ratio": "[>=9.95]#,##0;0.0",
    "share": "0%",
    "small": "0.0000",
    "money": "#,##0.00",
}
WIDTHS = {
    "item": 18, "left": 18, "right": 18, "why": 60, "evidence": 70, "note": 44, "platforms": 34, "signal": 38,
    "words": 30, "value": 90, "need": 44, "missing": 22, "reason": 18, "source": 26, "field": 18, "last": 13,
    "todo": 46, "goods_named": 30, "risk": 18, "aspect": 14, "season": 14, "from": 12, "to": 12,
    "order_by": 12, "day": 12, "category": 14, "belt": 14, "language": 14,
}  # fmt: skip
ITEM_COLUMNS = (
    "rank", "tier", "item", "kind", "category", "stage", "voices", "posts_week", "expected", "lift", "low",
    "high", "q", "platforms", "positive", "negative", "price", "price_low", "price_high", "unit", "claims",
    "why", "evidence", "signal",
)  # fmt: skip


def render_workbook(report: Report) -> bytes:
    """XLSX bytes; every text cell is text, numbers are numbers, unknown cells are empty."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    book.set_properties(
        {
            "title": f"{word(report.title, report.lang)} {report.week}",
            "comments": word("demo", report.lang) if report.demo else "",
            # xlsxwriter would write the time of day; that of the report, in UTC as the format wants it,
            # keeps the bytes equal.
            "created": report.generated_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    sheets = _Sheets(book, report)
    sheets.write(_about(report))
    for block in blocks(report):
        for table in block.tables:
            if table.id not in ("rising", "watch", "seasonal"):
                sheets.write(table, block.title)
        if block.id == "rising":
            sheets.write(_item_table(report))
            sheets.write_curves((*report.items, *report.seasonal))
    book.close()
    return buffer.getvalue()


def _about(report: Report) -> Table:
    lang = report.lang
    rows: list[tuple[Cell, ...]] = []
    if report.demo:
        rows.append((word("demo", lang), word("demo.more", lang) + word("demo.links", lang)))
    days = f"{report.week.first_day} – {report.week.last_day}"
    rows += [
        (word("report.id", lang), report.id),
        (
            word("period", lang),
            f"{report.week}{aside(days, lang)}",
        ),
        (word("generated", lang), written_at(report.generated_at, report.zone, lang)),
        (word("coverage", lang), report.health.line),
        (word("limits", lang), word("sample", lang)),
    ]
    if not report.enough:
        rows.append((word(report.gate, lang), word(f"{report.gate}.note", lang)))
    rows += [(word("block.summary", lang), line) for line in report.summary]
    rows += [(word("block.method", lang), line) for line in report.method]
    rows += list(report.parameters)
    heads = (("field", word("col.field", lang)), ("value", word("col.value", lang)))
    return Table("about", word("sheet.about", lang), heads, tuple(rows))


def _item_table(report: Report) -> Table:
    lang = report.lang
    heads = tuple((key, word(f"col.{key}", lang)) for key in ITEM_COLUMNS)
    rows = tuple(_item_row(item, lang) for item in (*report.items, *report.seasonal))
    return Table("items", word("block.rising", lang), heads, rows)


def _item_row(item: Item, lang: str) -> tuple[Cell, ...]:
    shares = " · ".join(
        f"{platform_name(p.platform, lang)} {p.share.value:.0%}" for p in item.platforms if p.share.value
    )
    mood = (item.mood.positive, item.mood.negative) if item.mood else ("", "")
    price: tuple[Cell, ...] = ("",) * 5
    if item.price:
        band = item.price
        price = (band.median, band.low, band.high, price_unit(band.unit, lang), band.claims)
    return (
        Figure(item.rank, item.signal, "rank", "rank"),
        word(f"tier.{item.tier}", lang),
        item.name,
        word(f"kind.{item.kind}", lang),
        category_name(item.category, lang),
        word(f"stage.{item.stage}", lang),
        item.voices,
        item.posts,
        item.expected,
        item.lift,
        item.lift_low,
        item.lift_high,
        item.q_value,
        shares,
        *mood,
        *price,
        item.why,
        item.evidence,
        item.signal,
    )


class _Sheets:
    def __init__(self, book: Workbook, report: Report) -> None:
        self._book, self._lang, self._report = book, report.lang, report
        self._head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E3EFED", "text_wrap": True})
        self._text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self._numbers = {
            form: book.add_format({"num_format": code, "valign": "top"})
            for form, code in NUMBER_FORMATS.items()
        }
        self._names: set[str] = set()

    def write(self, table: Table, group: str = "") -> None:
        """One sheet; an empty table leaves no sheet."""
        if not table.rows:
            return
        sheet = self._sheet(table.title or group, [head for _, head in table.columns])
        for at, (key, _) in enumerate(table.columns):
            sheet.set_column(at, at, WIDTHS.get(key, 11))
        for line, row in enumerate(table.rows, 1):
            for at, cell in enumerate(row):
                self._put(sheet, line, at, cell)

    def write_curves(self, items: tuple[Item, ...]) -> None:
        """Thirteen weeks a row, with a curve in block characters; an uncrawled week is an empty cell."""
        if not items:
            return
        weeks = [point.week for point in items[0].curve]
        heads = [
            word("col.item", self._lang),
            word("col.curve", self._lang),
            *weeks,
            word("col.signal", self._lang),
        ]
        sheet = self._sheet(word("sheet.curve", self._lang), heads)
        sheet.set_column(0, 1, 18)
        sheet.set_column(len(heads) - 1, len(heads) - 1, WIDTHS["signal"])
        for line, item in enumerate(items, 1):
            self._put(sheet, line, 0, item.name)
            # Not a native sparkline: readers that do not know them warn or lose them.
            self._put(sheet, line, 1, bars(item.curve))
            for at, point in enumerate(item.curve, 2):
                self._put(sheet, line, at, Figure(point.voices, item.signal, "voices"))
            self._put(sheet, line, len(heads) - 1, item.signal)

    def _sheet(self, title: str, heads: list[str]) -> Worksheet:
        name = "".join(c for c in title if c not in "[]:*?/\\'")[:31]
        while name in self._names:
            name = f"{name[:28]} {len(self._names)}"
        self._names.add(name)
        sheet = self._book.add_worksheet(name)
        for at, head in enumerate(heads):
            sheet.write_string(0, at, guard(head), self._head)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _put(self, sheet: Worksheet, line: int, at: int, cell: Cell) -> None:
        if isinstance(cell, Figure):
            if read(cell) != UNKNOWN:
                sheet.write_number(line, at, cell.value, self._format(cell))
            return
        text = self._read(cell)
        if text and text != UNKNOWN:
            sheet.write_string(line, at, guard(text), self._text)

    def _format(self, figure: Figure) -> Format:
        return self._numbers[figure.form]

    def _read(self, cell: Cell) -> str:
        if isinstance(cell, str):
            return cell
        if isinstance(cell, Sentence):
            return plain(cell)
        if isinstance(cell, tuple):
            return "\n".join(self._proof(one) for one in cell if not isinstance(one, CurvePoint))
        return cell.text if isinstance(cell, Pill) else getattr(cell, "text", "")

    def _proof(self, proof: Evidence) -> str:
        day = f"{proof.day:%Y-%m-%d}" if proof.day else ""
        head = (platform_name(proof.platform, self._lang), day, word(f"speaker.{proof.speaker}", self._lang))
        return " ".join(
            part for part in (*head, quoted(proof.quote, self._lang), proof.url, proof.key) if part
        )
