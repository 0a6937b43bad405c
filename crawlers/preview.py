"""What an import would do with a path, without doing it: format, columns and the first rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from crawlers.contract import Chunk
from crawlers.discovery import importer_for, importer_named
from crawlers.opening import Unreadable, open_paths
from crawlers.privacy import mask_personal
from domain.frames import RAW_POSTS, REFUSED, empty

UNKNOWN_FORMAT = "unknown format: neither our JSON Lines nor a table whose columns we know"


@dataclass(frozen=True, slots=True)
class Preview:
    """`mapping` is column of the file -> field of a post; `posts` the first RAW_POSTS, texts masked.

    `refused` shows the first refused rows (REFUSED) of the first chunk.
    """

    name: str
    format: str | None = None
    encoding: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    posts: pl.DataFrame = field(default_factory=lambda: empty(RAW_POSTS))
    refused: pl.DataFrame = field(default_factory=lambda: empty(REFUSED))
    problem: str | None = None


def preview(path: Path | Sequence[Path], format: str | None = None, *, rows: int = 5) -> list[Preview]:
    """One Preview per file behind the path."""
    named = importer_named(format) if format else None
    found = []
    for opened in open_paths([path] if isinstance(path, Path) else path):
        if isinstance(opened, Unreadable):
            found.append(Preview(opened.name, problem=opened.problem))
            continue
        importer = named or importer_for(opened.head, opened.name)
        if importer is None:
            found.append(Preview(opened.name, problem=UNKNOWN_FORMAT))
            continue
        chunk = next(importer.read(opened), Chunk(empty(RAW_POSTS), empty(REFUSED), 0))
        posts = chunk.posts.head(rows)
        found.append(
            Preview(
                name=opened.name,
                format=importer.NAME,
                encoding=opened.encoding,
                mapping=importer.mapping(opened),
                posts=posts.with_columns(mask_personal(posts["title"]), mask_personal(posts["text"])),
                refused=chunk.refused.head(rows),
                problem=None if chunk.read else "no rows in the file",
            )
        )
    return found
