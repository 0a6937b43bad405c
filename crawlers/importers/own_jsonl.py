"""Our own JSON Lines: one post a line, every field of RAW_POSTS by its own name.

Also read: `created_at` for `published_at`, `source_keyword` for `query`, `author_hash` (16 hex digits of
sha256(user id)) or `author_id` (in clear, hashed on reading). Times are ISO 8601 or epoch numbers.
"""

from collections.abc import Iterator

import polars as pl

from crawlers.columns import fields_of
from crawlers.contract import Chunk
from crawlers.decoding import sniff_encoding
from crawlers.formats.json_lines import LineReader
from crawlers.formats.json_text import parsed
from crawlers.opening import Opened
from crawlers.rows import FIELDS, read_rows

NAME = "own_jsonl"
ORDER = 40
RENAMED = {"created_at": "published_at", "source_keyword": "query"}
_TEXT = [name for name in FIELDS if name != "tags"] + list(RENAMED)
_SCHEMA = pl.Schema(dict.fromkeys(_TEXT, pl.String()) | {"tags": pl.List(pl.String)})
_EXPECTED = {"platform", "title", "text"}


def sniff(head: bytes, name: str) -> bool:
    """Among the first lines is an object that names a platform and a title or a text, and all as we do."""
    encoding = sniff_encoding(head)
    return any(_looks_ours(parsed(line, encoding)) for line in head.split(b"\n")[:20])


def mapping(opened: Opened) -> dict[str, str]:
    rows = (parsed(line, opened.encoding) for line in opened.head.split(b"\n"))
    found: dict[str, object] = next((row for row in rows if isinstance(row, dict)), {})
    return {name: RENAMED.get(name, name) for name in found if name in _SCHEMA}


def read(opened: Opened) -> Iterator[Chunk]:
    return LineReader(_SCHEMA, lambda rows: read_rows(_renamed(rows))).chunks(opened)


def _looks_ours(row: dict[str, object] | str) -> bool:
    """A field that goes by another name than ours would be lost here; crawlers/formats/tables.py finds it."""
    if isinstance(row, str) or "platform" not in row or len(_EXPECTED & row.keys()) < 2:
        return False
    others = [name for name in row if name not in _SCHEMA]
    ours = {RENAMED.get(name, name) for name in row if name in _SCHEMA}
    return fields_of(others).keys() <= ours


def _renamed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.coalesce(new, old).alias(new) for old, new in RENAMED.items()).drop(RENAMED)
