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
from crawlers.formats.forms import Form, form_of, records_of
from crawlers.formats.mapped_columns import find_column, mapped_columns, mapped_form, names_in, with_paths
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
        form = mapped_form(head, mapping, fields_of)
        return form.kind in self.kinds and any(find_column(form, column) for column in mapping.columns)

    def mapping(self, opened: Opened) -> dict[str, str]:
        form = mapped_form(opened.head, opened.mapping or Mapping(), fields_of)
        columns = mapped_columns(form, form.names, opened.mapping or Mapping(), fields_of)
        return {column: field for field, column in columns.items()}

    def read(self, opened: Opened) -> Iterator[Chunk]:
        mapping = opened.mapping or Mapping()
        form = mapped_form(opened.head, mapping, fields_of)
        for records in records_of(opened, form):
            yield _chunk(records, form, mapping)


def _chunk(records: list[Record], form: Form, mapping: Mapping) -> Chunk:
    names = names_in(form, records)
    columns = mapped_columns(form, names, mapping, fields_of)
    records = with_paths(records, columns, names)
    if not columns:
        records = [Record(one.line, fault=one.fault or NO_COLUMN, raw=one.raw) for one in records]
    listed = columns.get("tags")
    schema = pl.Schema(
        {name: pl.List(pl.String) if name == listed else pl.String() for name in columns.values()}
    )
    # A refused row shows the columns we know: another may name somebody by a word we do not know.
    shown = {column for field, column in columns.items() if field not in AUTHOR}
    private = [name for name in names if name not in shown]

    def read(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        rows = frame.select(pl.col(column).alias(field) for field, column in columns.items())
        posts, reasons = read_rows(_completed(rows, names, mapping))
        return posts, reasons.replace("platform missing", NO_PLATFORM)

    return chunk_of(records, schema, read, private)


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
