"""SQLite databases table by table, read from a copy: the original is neither locked nor changed.

A database that fails SQLite's own check is refused whole: what a damaged page gives looks like rows.
"""

import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from crawlers.formats.row_lines import LineStream, line_of

MAGIC = b"SQLite format 3\x00"
CELL_BYTES = 1 << 24
# Its words for what is wrong may themselves be damaged text (ValueError).
_DAMAGE = (sqlite3.Error, OverflowError, ValueError)


class Database:
    """A copy of the database at `path`, taken away with this object; raises OSError when it is damaged."""

    def __init__(self, path: Path) -> None:
        folder = Path(tempfile.mkdtemp(prefix="pingti-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._copy = folder / "copy.db"
        shutil.copyfile(path, self._copy)
        for beside in ("-wal", "-shm"):  # what a program that still has it open wrote last
            if path.with_name(path.name + beside).exists():
                shutil.copyfile(path.with_name(path.name + beside), folder / f"copy.db{beside}")
        try:
            _check_length(self._copy)
            with closing(self._connect()) as connection:
                said = connection.execute("PRAGMA quick_check(1)").fetchone()
                if said != ("ok",):
                    raise sqlite3.DatabaseError(str(said[0] if said else "no answer"))
                self.tables = self._tables(connection)
        except _DAMAGE as damage:
            raise OSError(f"a damaged database, nothing of it was read: {damage}") from damage

    def stream(self, table: str) -> LineStream:
        """The names of the columns and the rows, as crawlers/formats/row_lines.py writes them."""
        return LineStream(self._lines(table))

    def _lines(self, table: str) -> Generator[bytes, None, None]:
        try:
            with closing(self._connect()) as connection:
                cursor = connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 - a name it gave us
                yield line_of([column[0] for column in cursor.description])
                for row in cursor:
                    yield line_of([_text(value) for value in row], blank=False)
        except _DAMAGE as damage:
            raise OSError(f"the database is damaged: {damage}") from damage

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._copy)
        connection.text_factory = lambda value: value.decode("utf-8", errors="replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL_BYTES)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        return connection

    @staticmethod
    def _tables(connection: sqlite3.Connection) -> list[str]:
        """Real tables that hold a row, by name; no views, and nothing a module computes."""
        listed = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND upper(sql) NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
        holds = "SELECT 1 FROM {} LIMIT 1"
        return [name for (name,) in listed if connection.execute(holds.format(_quoted(name))).fetchone()]


def _check_length(path: Path) -> None:
    """SQLite itself reads what is cut off the last page as zeros, and finds nothing wrong with them."""
    with path.open("rb") as stream:
        page = int.from_bytes(stream.read(18)[16:], "big")
    page = 1 << 16 if page == 1 else page
    if page < 512 or path.stat().st_size % page:
        raise sqlite3.DatabaseError("it is cut short")


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else repr(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
