"""How long each class of data is kept: texts of posts, refused rows, filed exports (docs/privacy.md)."""

from datetime import datetime
from pathlib import Path

import polars as pl

from jobs.home import Home
from store.purging import purge
from store.schemas import TABLES

# Tables whose rows are observations of posts, with what somebody wrote in them.
_WRITTEN = {"title", "text", "tags", "fetched_at"}
SPOKEN = [name for name, table in TABLES.items() if set(table.schema) >= _WRITTEN]
# What the derived tables hold of the wording, where nothing of a post's text is kept any more.
_WORDING = {"mentions": "text", "relations": "evidence"}


def drop_texts(home: Home, older_than: datetime) -> int:
    """Title, text and tags of observations fetched before that instant; gives how many lost theirs.

    Key, address, days, keyed author, numbers, labels, and what was found in the text stay, and so do all
    counts. The digest stays as well: the same observation read again is known, and its text stays away.
    """
    old = (pl.col("fetched_at") < older_than) & _has_text()
    dropped = 0
    changed: set[str] = set()
    for table in SPOKEN:
        part = TABLES[table].part
        parts = home.lake.scan(table).filter(old).group_by(part).len().sort(part).collect()
        for name, count in parts.iter_rows():
            if table == "posts":  # first, as a month whose texts are gone is not looked at again
                changed |= _drop_wording(home, name, old)
            home.lake.rewrite(table, name, lambda rows: _without_text(rows, old))
            changed.add(table)
            dropped += count
    for table in sorted(changed):
        purge(home.lake, table)
    return dropped


def drop_files(folder: Path, older_than: datetime) -> int:
    """Files that came into the folder before that instant; gives how many went."""
    old = [path for path in folder.rglob("*") if path.is_file() and _came(path) < older_than.timestamp()]
    for path in old:
        path.unlink()
    for inside in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(inside.iterdir()):
            inside.rmdir()
    return len(old)


def _came(path: Path) -> float:
    """A file that was moved here keeps the time it was written; its change time says when it came."""
    stat = path.stat()
    return max(stat.st_mtime, stat.st_ctime)


def _has_text() -> pl.Expr:
    return pl.col("title").is_not_null() | pl.col("text").is_not_null() | (pl.col("tags").list.len() > 0)


def _without_text(rows: pl.DataFrame, old: pl.Expr) -> pl.DataFrame:
    words = [pl.when(~old).then(name).alias(name) for name in ("title", "text")]
    none = pl.lit([], pl.List(pl.String))
    return rows.with_columns(*words, pl.when(~old).then("tags").otherwise(none).alias("tags"))


def _drop_wording(home: Home, month: str, old: pl.Expr) -> set[str]:
    """Surface words and sentences of the posts without any text left; gives the tables."""
    rows = home.lake.scan("posts", [month])
    spoken = rows.filter(_has_text() & ~old).select("key")
    bare = rows.select("key").unique().join(spoken, on="key", how="anti").collect()["key"].implode()
    for table, column in _WORDING.items():
        without = pl.when(~pl.col("key").is_in(bare)).then(column).alias(column)
        home.lake.rewrite(table, month, lambda rows, without=without: rows.with_columns(without))
    return set(_WORDING)
