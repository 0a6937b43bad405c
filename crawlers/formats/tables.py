"""Any table whose columns are known by their Chinese or English names, or named in a mapping file.

Where no column names the platform, the address does, else the name of an id column, else the mapping.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from crawlers.addresses import ids_in_addresses
from crawlers.columns import KINDS, OF_COLUMN, OF_HOST, fields_of, folded
from crawlers.contract import Chunk
from crawlers.formats.chunks import chunk_of
from crawlers.formats.csv_rows import Header
from crawlers.formats.forms import Form, form_of, records_of
from crawlers.formats.records import Record
from crawlers.mapping import Mapping
from crawlers.opened import Opened
from crawlers.rows import AUTHOR, read_rows

NO_PLATFORM = (
    'platform missing: no column and no address names it; write platform = "xhs" (or another) under '
    "[constants] in a mapping file and import with --map"
)
NO_COLUMN = "no column with a name we know; say in a mapping file which column is what (import --map)"


@dataclass(frozen=True, slots=True)
class TableImporter:
    """The importer of tables in some forms; `sniff`, `mapping` and `read` are those of the contract."""

    kinds: tuple[str, ...]

    def sniff(self, head: bytes, name: str) -> bool:
        """A title or a text has a column we know, and there are two known columns or more."""
        form = form_of(head)
        fields = fields_of(list(form.names))
        return form.kind in self.kinds and len(fields) >= 2 and bool({"title", "text"} & fields.keys())

    def sniff_mapped(self, head: bytes, mapping: Mapping) -> bool:
        """The file is in our form and has a column that the mapping names."""
        form = _form(head, mapping)
        return form.kind in self.kinds and any(_find(form, column) for column in mapping.columns)

    def mapping(self, opened: Opened) -> dict[str, str]:
        form = _form(opened.head, opened.mapping or Mapping())
        columns = _columns(form, form.names, opened.mapping or Mapping())
        return {column: field for field, column in columns.items()}

    def read(self, opened: Opened) -> Iterator[Chunk]:
        mapping = opened.mapping or Mapping()
        form = _form(opened.head, mapping)
        for records in records_of(opened, form):
            yield _chunk(records, form, mapping)


def _form(head: bytes, mapping: Mapping) -> Form:
    asked = {folded(column) for column in mapping.columns}
    form = form_of(head, lambda names: len({folded(name) for name in names} & asked) + len(fields_of(names)))
    if mapping.header or form.kind not in ("csv", "rows"):
        return form
    names = tuple(str(place) for place, _ in enumerate(form.names, 1))
    return Form(form.kind, names, header=Header(form.header.separator, names, -1))


def _columns(form: Form, names: Sequence[str], mapping: Mapping) -> dict[str, str]:
    """Field of a post -> column of the file."""
    names = list(names)
    columns = {field: names[place] for field, place in fields_of(names).items()}
    # A list or an object under a name we know ("comments": [...]) is not what we know by that name.
    nested = {name for name, value in form.first.items() if isinstance(value, (dict, list))}
    columns = {field: name for field, name in columns.items() if field == "tags" or name not in nested}
    for asked, field in mapping.columns.items():
        column = _find(form, asked)
        if column is not None:
            columns = {known: name for known, name in columns.items() if name != column}
            columns |= {field: column} if field else {}
    return columns


def _find(form: Form, asked: str) -> str | None:
    """The column that is meant: by its name in any spelling, or a path into objects."""
    named = next((name for name in form.names if folded(name) == folded(asked)), None)
    if named is not None or form.kind not in ("lines", "document"):
        return named
    return asked if "." in asked else None


def _chunk(records: list[Record], form: Form, mapping: Mapping) -> Chunk:
    names = form.names
    if form.kind in ("lines", "document"):  # an object may have what the first one lacked
        names = tuple(dict.fromkeys(name for record in records for name in record.values))
    columns = _columns(form, names, mapping)
    paths = [column for column in columns.values() if column not in names and "." in column]
    if paths:
        records = [
            Record(one.line, one.values | {path: _at(one.values, path) for path in paths}, one.fault, one.raw)
            for one in records
        ]
    if not columns:
        records = [Record(one.line, fault=one.fault or NO_COLUMN, raw=one.raw) for one in records]
    listed = columns.get("tags")
    schema = pl.Schema(
        {name: pl.List(pl.String) if name == listed else pl.String() for name in columns.values()}
    )
    private = [columns[field] for field in AUTHOR if field in columns]

    def read(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        rows = frame.select(pl.col(column).alias(field) for field, column in columns.items())
        posts, reasons = read_rows(_completed(rows, names, mapping))
        return posts, reasons.replace("platform missing", NO_PLATFORM)

    return chunk_of(records, schema, read, private)


def _at(value: object, path: str) -> object:
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _completed(rows: pl.DataFrame, names: Sequence[str], mapping: Mapping) -> pl.DataFrame:
    """With the platform, what the mapping says of every row, and ids that stand in addresses."""
    if "kind" in rows.columns:
        rows = rows.with_columns(pl.col("kind").str.strip_chars().str.to_lowercase().replace(KINDS))
    for field, value in mapping.constants.items():
        said = pl.col(field) if field in rows.columns else pl.lit(None, pl.String)
        said = pl.when(said.str.strip_chars() != "").then(said)
        rows = rows.with_columns(pl.coalesce(said, pl.lit(value)).alias(field))
    if "platform" not in rows.columns:
        rows = rows.with_columns(_platform(rows, names).alias("platform"))
    if "url" not in rows.columns:
        return rows
    given = pl.col("post_id") if "post_id" in rows.columns else pl.lit(None, pl.String)
    given = pl.when(given.str.strip_chars() != "").then(given)
    return rows.with_columns(post_id=pl.coalesce(given, ids_in_addresses("url")))


def _platform(rows: pl.DataFrame, names: Sequence[str]) -> pl.Expr:
    by_column = next((OF_COLUMN[name] for name in map(folded, names) if name in OF_COLUMN), None)
    platform = pl.lit(by_column, pl.String)
    if "url" in rows.columns:
        host = pl.col("url").str.extract(r"^(?:https?://)?([^/?#]+)", 1).str.to_lowercase()
        for suffix, name in OF_HOST.items():
            belongs = (host == suffix) | host.str.ends_with("." + suffix)
            platform = pl.when(belongs.fill_null(False)).then(pl.lit(name)).otherwise(platform)
    return platform
