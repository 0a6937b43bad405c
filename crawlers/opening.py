"""Files, folders, archives, workbooks and databases into `Opened` parts; what cannot be opened is a value."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from crawlers.accounts import list_of_accounts
from crawlers.decoding import is_text
from crawlers.formats.database import MAGIC, Database
from crawlers.formats.workbook import Workbook
from crawlers.mapping import Mapping
from crawlers.opened import CHUNK_BYTES, CHUNK_LINES, Lines, Opened, Stream, Unreadable
from crawlers.unpacking import ZIP_DAMAGE, Bounded

__all__ = ["CHUNK_BYTES", "CHUNK_LINES", "Lines", "Opened", "Unreadable", "open_paths"]

DATA_SUFFIXES = {
    ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".zst", ".gz", ".zip", ".xlsx", ".xlsm", ".db",
    ".sqlite", ".sqlite3",
}  # fmt: skip
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def open_paths(paths: Sequence[Path], mapping: Mapping | None = None) -> Iterator[Opened | Unreadable]:
    """Every file behind the paths, folders in order of name; archives, workbooks, databases part by part."""
    for path in paths:
        if path.is_dir():
            inside = sorted(
                found for found in path.rglob("*") if found.is_file() and not _hidden(found, path)
            )
            if not inside:
                yield Unreadable(str(path), None, "the folder holds no files")
            for found in inside:
                name = str(found.relative_to(path.parent))
                yield from _File(found, name, mapping, asked_for=_like_data(found.name)).parts()
        elif path.exists():
            yield from _File(path, path.name, mapping, asked_for=True).parts()
        else:
            yield Unreadable(str(path), None, "there is no such file or folder")


class _File:
    """One file on disk and the parts to be read in it."""

    def __init__(self, path: Path, name: str, mapping: Mapping | None, *, asked_for: bool) -> None:
        self._path = path
        self._name = name
        self._mapping = mapping
        self._asked_for = asked_for
        self._sha256: str | None = None

    def parts(self) -> Iterator[Opened | Unreadable]:
        try:
            with self._path.open("rb") as stream:
                self._sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
                stream.seek(0)
                head = stream.read(len(MAGIC))
            if not head:
                yield self._unreadable("the file is empty")
            elif zipfile.is_zipfile(self._path):
                yield from self._members()
            elif head == MAGIC:
                yield from self._tables(Database(self._path))
            elif head.startswith(_OLD_OFFICE):
                yield self._unreadable("an old or a locked Excel file; save it as .xlsx without a password")
            else:
                yield self._opened(None, lambda: self._path.open("rb"), asked_for=self._asked_for)
        except OSError as refusal:
            yield self._unreadable(f"cannot be read: {refusal.strerror or refusal}")

    def _members(self) -> Iterator[Opened | Unreadable]:
        try:
            with zipfile.ZipFile(self._path) as archive:
                members = [
                    member for member in archive.infolist() if not member.is_dir() and member.file_size
                ]
        except ZIP_DAMAGE as damage:
            yield self._unreadable(f"a damaged zip archive: {damage}")
            return
        members = [member for member in members if not _hidden(Path(member.filename), Path())]
        if any(member.filename == "[Content_Types].xml" for member in members):
            yield from self._sheets(Workbook(self._path))
            return
        if not members:
            yield self._unreadable("the archive holds no files")
        for member in members:
            part = _member_name(member)
            if member.flag_bits & 1:
                yield self._unreadable("locked with a password; unpack it first", part, asked_for=True)
                continue
            reopen = lambda member=member: _Member(self._path, member)  # noqa: E731
            asked_for = _like_data(member.filename)
            yield self._opened(part, reopen, asked_for=asked_for, identity=member.filename)

    def _sheets(self, workbook: Workbook) -> Iterator[Opened | Unreadable]:
        """Every visible sheet; those after the first may be about anything and are not a problem."""
        sheets = workbook.sheets
        if not sheets:
            yield self._unreadable("the workbook has no visible sheet")
        for place, sheet in enumerate(sheets):
            reopen = lambda sheet=sheet: workbook.stream(sheet)  # noqa: E731
            part = None if len(sheets) == 1 else sheet.name
            opened = self._opened(part, reopen, asked_for=self._asked_for and not place)
            if part is not None and isinstance(opened, Opened) and len(opened.head.strip().splitlines()) < 2:
                yield self._unreadable("no rows below its header", part, asked_for=False)
            else:
                yield opened

    def _tables(self, database: Database) -> Iterator[Opened | Unreadable]:
        if not database.tables:
            yield self._unreadable("the database holds no rows")
        for table in database.tables:
            reopen = lambda table=table: database.stream(table)  # noqa: E731
            yield self._opened(table, reopen, asked_for=self._asked_for and len(database.tables) == 1)

    def _opened(
        self,
        part: str | None,
        reopen: Callable[[], Stream],
        *,
        asked_for: bool,
        identity: str | None = None,
    ) -> Opened | Unreadable:
        """The part, or what is plainly wrong with it."""
        name, sha256 = self._called(part, identity)
        where = self._path.as_posix() if part is None else f"{self._path.as_posix()}/{part}"
        try:
            opened = Opened(name, sha256, reopen, asked_for=asked_for, where=where, mapping=self._mapping)
        except (OSError, *ZIP_DAMAGE) as damage:
            return Unreadable(name, sha256, f"cannot be unpacked: {damage}", asked_for)
        problem = None
        if not opened.head.strip():
            problem = opened.loss or "the file is empty"
        elif opened.head.startswith(b"PK\x03\x04"):
            problem = (
                "a damaged or cut zip archive, or one inside another; unpack it and import what is in it"
            )
        elif not is_text(opened.head):
            problem = "unknown format: not text in UTF-8 or GB18030"
        elif list_of_accounts(opened.head):
            return Unreadable(name, sha256, "about accounts, not about posts", asked_for=False)
        return Unreadable(name, sha256, problem, asked_for) if problem else opened

    def _called(self, part: str | None, identity: str | None = None) -> tuple[str, str]:
        """Name and identity of the file, or of a part of it."""
        if part is None:
            return self._name, str(self._sha256)
        own = hashlib.sha256(f"{self._sha256}/{identity or part}".encode(errors="replace")).hexdigest()
        return f"{self._name}/{part}", own

    def _unreadable(
        self, problem: str, part: str | None = None, *, asked_for: bool | None = None
    ) -> Unreadable:
        name, sha256 = self._called(part) if self._sha256 else (self._name, None)
        return Unreadable(name, sha256, problem, self._asked_for if asked_for is None else asked_for)


class _Member:
    """A zip member as a stream that closes its archive with it."""

    def __init__(self, path: Path, member: zipfile.ZipInfo) -> None:
        self._archive = zipfile.ZipFile(path)
        self._stream = self._archive.open(member)
        self._bounded = Bounded(self._stream, member.compress_size)

    def read(self, size: int, /) -> bytes:
        try:
            return self._bounded.read(size)
        except ZIP_DAMAGE as damage:
            raise OSError(str(damage)) from damage

    def close(self) -> None:
        self._stream.close()
        self._archive.close()


def _member_name(member: zipfile.ZipInfo) -> str:
    """Archives made on Chinese Windows hold GB18030 names without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _hidden(path: Path, root: Path) -> bool:
    inside = path.relative_to(root).parts
    return any(part.startswith(".") or part == "__MACOSX" for part in inside)


def _like_data(name: str) -> bool:
    return Path(name).suffix.lower() in DATA_SUFFIXES
