"""What an import would do with a path, without doing it: format, columns and the first rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from crawlers.contract import Chunk
from crawlers.discovery import importer_for, importer_named, other_tables
from crawlers.formats.forms import form_of
from crawlers.mapping import Mapping, mapping_text
from crawlers.opening import Opened, Unreadable, open_paths
from crawlers.privacy import mask_personal
from domain.frames import RAW_POSTS, REFUSED, empty

UNKNOWN_FORMAT = (
    "unknown format: none of the exports we read, and no table whose columns we know; say in a mapping file "
    "which column is what (import --map)"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """`mapping` is column of the file -> field of a post; `posts` the first RAW_POSTS, texts masked.

    `refused` shows the first refused rows (REFUSED) of the first chunk. A table of facts has `table` and its
    first rows in `facts`; `left_out` are columns that name people, `others` the formats its columns would
    also do for.
    """

    name: str
    format: str | None = None
    encoding: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    posts: pl.DataFrame = field(default_factory=lambda: empty(RAW_POSTS))
    refused: pl.DataFrame = field(default_factory=lambda: empty(REFUSED))
    problem: str | None = None
    # TOML of a table's mapping as it is, to be saved, mended and given with --map; "" for other formats.
    mapping_file: str = ""
    table: str | None = None
    facts: pl.DataFrame = field(default_factory=pl.DataFrame)
    left_out: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def preview(
    path: Path | Sequence[Path],
    format: str | None = None,
    *,
    rows: int = 5,
    mapping: Mapping | None = None,
) -> list[Preview]:
    """One Preview per file behind the path (per sheet or table of one that has several)."""
    named = importer_named(format) if format else None
    found = []
    for opened in open_paths([path] if isinstance(path, Path) else path, mapping):
        if isinstance(opened, Unreadable):
            found.append(Preview(opened.name, problem=opened.problem))
            continue
        importer = named or importer_for(opened.head, opened.name, mapping)
        if importer is None:
            found.append(Preview(opened.name, problem=UNKNOWN_FORMAT, mapping_file=_to_save(opened, {})))
            continue
        columns = importer.mapping(opened)
        chunk = next(importer.read(opened), Chunk(empty(RAW_POSTS), empty(REFUSED), 0))
        posts = chunk.posts.head(rows)
        left_out = getattr(importer, "left_out", None)
        found.append(
            Preview(
                name=opened.name,
                format=importer.NAME,
                encoding=opened.encoding,
                mapping=columns,
                posts=posts.with_columns(mask_personal(posts["title"]), mask_personal(posts["text"])),
                refused=chunk.refused.head(rows),
                problem=None if chunk.read else "no rows in the file",
                mapping_file=_to_save(opened, columns) if hasattr(importer, "sniff_mapped") else "",
                table=chunk.facts.table if chunk.facts else None,
                facts=chunk.facts.rows.head(rows) if chunk.facts else pl.DataFrame(),
                left_out=tuple(left_out(opened)) if left_out else (),
                others=() if named else other_tables(importer.NAME, opened.head, opened.name),
            )
        )
    return found


def _to_save(opened: Opened, columns: dict[str, str]) -> str:
    """The mapping of a table as a file to be mended: what is known, and the other columns as comments."""
    names = form_of(opened.head).names
    constants = opened.mapping.constants if opened.mapping else {}
    return mapping_text(columns, [name for name in names if name and name not in columns], constants)
