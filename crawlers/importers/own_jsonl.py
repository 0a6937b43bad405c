"""Our own JSON Lines: one post a line, every field of RAW_POSTS by its own name.

Also read: `created_at` for `published_at`, `source_keyword` for `query`, `author_hash` (16 hex digits of
sha256(user id)) or `author_id` (in clear, hashed on reading). Times are ISO 8601 or epoch numbers.
"""

import json
from collections.abc import Iterator

import polars as pl

from crawlers.contract import Chunk
from crawlers.decoding import UTF8, sniff_encoding
from crawlers.opening import Lines, Opened
from crawlers.rows import FIELDS, read_rows
from domain.frames import REFUSED

NAME = "own_jsonl"
ORDER = 40
STRETCH_LINES = 2_000
RENAMED = {"created_at": "published_at", "source_keyword": "query"}
_TEXT = [name for name in FIELDS if name != "tags"] + list(RENAMED)
_SCHEMA = pl.Schema(dict.fromkeys(_TEXT, pl.String()) | {"tags": pl.List(pl.String)})
_EXPECTED = {"platform", "title", "text"}


def sniff(head: bytes, name: str) -> bool:
    """Among the first lines is an object that names a platform and a title or a text."""
    encoding = sniff_encoding(head)
    return any(_looks_ours(_parse(line, encoding)) for line in head.split(b"\n")[:20])


def mapping(opened: Opened) -> dict[str, str]:
    parsed = (_parse(line, opened.encoding) for line in opened.head.split(b"\n"))
    found: dict[str, object] = next((row for row in parsed if isinstance(row, dict)), {})
    return {name: RENAMED.get(name, name) for name in found if name in _SCHEMA}


def read(opened: Opened) -> Iterator[Chunk]:
    for lines in opened.line_chunks():
        yield _read_lines(lines, opened.encoding)


def _read_lines(lines: Lines, encoding: str) -> Chunk:
    """All at once if they allow it; else in smaller stretches, and only a stretch that fails line by line."""
    whole = _read_fast(lines, encoding)
    if whole is not None:
        return whole
    written = lines.text.split(b"\n")
    if len(written) <= STRETCH_LINES:
        return _read_slowly(lines, encoding)
    starts = range(0, len(written), STRETCH_LINES)
    stretches = [Lines(b"\n".join(written[at : at + STRETCH_LINES]), lines.first + at) for at in starts]
    parts = [_read_fast(stretch, encoding) or _read_slowly(stretch, encoding) for stretch in stretches]
    return Chunk(
        pl.concat([part.posts for part in parts]),
        pl.concat([part.refused for part in parts]),
        sum(part.read for part in parts),
    )


def _read_fast(lines: Lines, encoding: str) -> Chunk | None:
    """The whole chunk at once; None when any line in it is not as it should be."""
    try:
        text = lines.text if encoding == UTF8 else lines.text.decode(encoding).encode()
        rows = pl.read_ndjson(text, schema=_SCHEMA)
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        return None
    posts, reasons = read_rows(_renamed(rows))
    if reasons.null_count() == rows.height:
        return Chunk(posts, pl.DataFrame(schema=REFUSED), rows.height)
    numbers, written = _numbered(lines, text)
    if len(written) != rows.height:
        return None
    return Chunk(posts, _refused(numbers, reasons, written), rows.height)


def _read_slowly(lines: Lines, encoding: str) -> Chunk:
    """Line by line, so that one bad line costs only itself."""
    good: list[tuple[int, bytes]] = []
    rows: list[dict[str, object]] = []
    broken: list[tuple[int, str, str]] = []
    for number, line in zip(*_numbered(lines, lines.text), strict=True):
        row = _parse(line, encoding)
        if isinstance(row, dict):
            good.append((number, line.decode(encoding).encode()))
            rows.append(_as_text(row))
        else:
            broken.append((number, row, line.decode(encoding, errors="replace").strip()))
    posts, reasons = read_rows(_renamed(pl.DataFrame(rows, schema=_SCHEMA)))
    refused = _refused([number for number, _ in good], reasons, [line for _, line in good])
    refused = pl.concat([refused, pl.DataFrame(broken, schema=REFUSED, orient="row")])
    return Chunk(posts, refused.sort("line"), len(rows) + len(broken))


def _numbered(lines: Lines, text: bytes) -> tuple[list[int], list[bytes]]:
    """The lines that are not blank, with their numbers."""
    written = [(number, line) for number, line in enumerate(text.split(b"\n"), lines.first) if line.strip()]
    return [number for number, _ in written], [line for _, line in written]


def _parse(line: bytes, encoding: str = UTF8) -> dict[str, object] | str:
    """The object in a line, or the reason why there is none."""
    try:
        row = json.loads(line.decode(encoding))
    except UnicodeDecodeError:
        return f"not valid {encoding.upper()}"
    except (json.JSONDecodeError, RecursionError) as broken:
        return f"not valid JSON: {broken}"
    return row if isinstance(row, dict) else "not a JSON object"


def _looks_ours(row: dict[str, object] | str) -> bool:
    return isinstance(row, dict) and "platform" in row and len(_EXPECTED & row.keys()) > 1


def _as_text(row: dict[str, object]) -> dict[str, object]:
    read: dict[str, object] = {name: _cell(row.get(name)) for name in _TEXT}
    tags = row.get("tags")
    read["tags"] = (
        [str(tag) for tag in tags if tag is not None] if isinstance(tags, list) else _tag_words(tags)
    )
    return read


def _cell(value: object) -> str | None:
    if value is None:
        return None
    # A lone surrogate is legal in JSON and impossible in UTF-8.
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", errors="replace").decode()


def _tag_words(tags: object) -> list[str]:
    return [word.strip() for word in str(tags).split(",") if word.strip()] if tags else []


def _renamed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.coalesce(new, old).alias(new) for old, new in RENAMED.items()).drop(RENAMED)


def _refused(numbers: list[int], reasons: pl.Series, raw: list[bytes]) -> pl.DataFrame:
    told = [(number, why, line) for number, why, line in zip(numbers, reasons, raw, strict=True) if why]
    rows = [(number, why, line.decode(errors="replace").strip()) for number, why, line in told]
    return pl.DataFrame(rows, schema=REFUSED, orient="row")
