"""Records by column name into a Chunk: what every form of export shares once its rows can be told apart."""

from collections.abc import Callable, Collection, Sequence

import polars as pl

from crawlers.contract import Chunk
from crawlers.formats.cells import Nested, cell_of, shown, words_of, writable
from crawlers.formats.records import Record
from domain.frames import RAW_POSTS, REFUSED, empty

# Columns as named in the schema -> (RAW_POSTS of the good rows, a reason or null per row)
Read = Callable[[pl.DataFrame], tuple[pl.DataFrame, pl.Series]]


def chunk_of(
    records: Sequence[Record], schema: pl.Schema, read: Read, private: Collection[str] = ()
) -> Chunk:
    """The columns of `schema` (text, or lists of text) are read; every record ends as a post or refused.

    A list or object in a column of text refuses its record.
    """
    good: list[Record] = []
    rows: list[list[object]] = []
    refused: list[tuple[int, str, str]] = []
    listed = [dtype != pl.String for dtype in schema.dtypes()]
    wanted = list(zip(schema, listed, strict=True))
    for record in records:
        if record.fault is not None:
            refused.append((record.line, record.fault, record.raw))
            continue
        name = ""
        try:
            row = []
            for name, is_list in wanted:
                value = record.values.get(name)
                row.append(words_of(value) if is_list else cell_of(value))
        except Nested:
            refused.append(
                (record.line, f"{name} holds a list or an object, not text", shown(record.values, private))
            )
            continue
        good.append(record)
        rows.append(row)
    if not schema:
        posts, reasons = empty(RAW_POSTS), pl.Series([], dtype=pl.String)
    else:
        posts, reasons = read(_frame(rows, schema))
    refused += [
        (record.line, why, shown(record.values, private))
        for record, why in zip(good, reasons, strict=True)
        if why
    ]
    return Chunk(
        posts,
        pl.DataFrame(refused, schema=REFUSED, orient="row").sort("line", maintain_order=True),
        len(records),
    )


def _frame(rows: list[list[object]], schema: pl.Schema) -> pl.DataFrame:
    try:
        return _columns(rows, schema)
    except UnicodeEncodeError:
        return _columns([[_written(value) for value in row] for row in rows], schema)


def _columns(rows: list[list[object]], schema: pl.Schema) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pl.DataFrame(dict(zip(schema, map(list, columns), strict=True)), schema=schema)


def _written(value: object) -> object:
    if isinstance(value, list):
        return [writable(word) for word in value]
    return writable(value) if isinstance(value, str) else value
