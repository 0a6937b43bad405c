"""Files, folders and archives into `Opened` streams in bounded memory; what cannot be opened is a value."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from crawlers.decoding import UTF8_BOM, is_text, sniff_encoding
from crawlers.unpacking import Unpacked

HEAD_BYTES = 1 << 16
CHUNK_LINES = 100_000
CHUNK_BYTES = 1 << 26
LINE_BYTES = 1 << 28
DATA_SUFFIXES = {".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".zst", ".gz", ".zip", ".xlsx"}


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines (the last may lack its end), with the number of the first, from 1."""

    text: bytes
    first: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A path that gives no posts. `asked_for` is false for a file merely lying in a folder of exports."""

    name: str
    sha256: str | None
    problem: str
    asked_for: bool = True


class Stream(Protocol):
    """All we ask of a file or an archive member."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class Opened:
    """One file, or one member of an archive, ready to be read; it may be read several times.

    `sha256` is its identity: of the bytes as stored; of archive and member name for a member.
    """

    def __init__(self, name: str, sha256: str, reopen: Callable[[], Stream], *, asked_for: bool) -> None:
        self.name = name
        self.sha256 = sha256
        self.asked_for = asked_for
        self.loss: str | None = None
        self._reopen = reopen
        head = next(self.blocks(), b"")[:HEAD_BYTES]
        self.head = head.removeprefix(UTF8_BOM)
        self.encoding = sniff_encoding(head)
        if head:
            self.loss = None

    def blocks(self) -> Iterator[bytes]:
        """The unpacked bytes; after the last block `loss` says what a cut or damage took, if any."""
        with closing(self._reopen()) as stream:
            unpacked = Unpacked(stream)
            yield from unpacked
            self.loss = unpacked.loss

    def line_chunks(self, lines: int = CHUNK_LINES, size: int = CHUNK_BYTES) -> Iterator[Lines]:
        """Chunks of `lines` lines, or fewer where they exceed about `size` bytes; the BOM is taken off.

        Cut at the same places on every run: blocks have a fixed size.
        """
        held: list[bytes] = []
        held_lines, held_bytes, first = 0, 0, 1
        for number, block in enumerate(self.blocks()):
            rest = block.removeprefix(UTF8_BOM) if number == 0 else block
            ends = np.flatnonzero(np.frombuffer(rest, np.uint8) == ord("\n")) + 1
            start, used = 0, 0
            while held_lines + len(ends) - used >= lines or (
                used < len(ends) and held_bytes + len(rest) - start >= size
            ):
                take = min(lines - held_lines, len(ends) - used)
                end = int(ends[used + take - 1])
                yield Lines(b"".join([*held, rest[start:end]]), first)
                first += held_lines + take
                held, held_lines, held_bytes = [], 0, 0
                start, used = end, used + take
            held.append(rest[start:])
            held_lines += len(ends) - used
            held_bytes += len(rest) - start
            if held_bytes > LINE_BYTES:
                self.loss = (
                    f"line {first + held_lines} is longer than {LINE_BYTES >> 20} MiB; reading stopped there"
                )
                break
        text = b"".join(held)
        if self.loss:  # the last line is half a line, and `loss` tells of it
            text = text[: text.rfind(b"\n") + 1]
        if text:
            yield Lines(text, first)

    def lines(self) -> Iterator[bytes]:
        """The lines one by one, ends kept."""
        for chunk in self.line_chunks():
            yield from chunk.text.splitlines(keepends=True) if b"\r" not in chunk.text else _split(chunk.text)


def _split(text: bytes) -> Iterator[bytes]:
    # bytes.splitlines also cuts at a lone carriage return, which may stand inside a quoted cell.
    parts = text.split(b"\n")
    yield from (part + b"\n" for part in parts[:-1])
    if parts[-1]:
        yield parts[-1]


def open_paths(paths: Sequence[Path]) -> Iterator[Opened | Unreadable]:
    """Every file behind the paths, folders in order of name, archives member by member."""
    for path in paths:
        if path.is_dir():
            inside = sorted(
                found for found in path.rglob("*") if found.is_file() and not _hidden(found, path)
            )
            if not inside:
                yield Unreadable(str(path), None, "the folder holds no files")
            for found in inside:
                yield from _open_file(
                    found, str(found.relative_to(path.parent)), asked_for=_like_data(found.name)
                )
        elif path.exists():
            yield from _open_file(path, path.name, asked_for=True)
        else:
            yield Unreadable(str(path), None, "there is no such file or folder")


def _open_file(path: Path, name: str, *, asked_for: bool) -> Iterator[Opened | Unreadable]:
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        if path.stat().st_size == 0:
            yield Unreadable(name, sha256, "the file is empty", asked_for)
        elif zipfile.is_zipfile(path):
            yield from _open_members(path, name, sha256)
        else:
            yield _checked(Opened(name, sha256, lambda: path.open("rb"), asked_for=asked_for))
    except OSError as refusal:
        yield Unreadable(name, None, f"cannot be read: {refusal.strerror or refusal}")


def _open_members(path: Path, name: str, sha256: str) -> Iterator[Opened | Unreadable]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and member.file_size]
    members = [member for member in members if not _hidden(Path(member.filename), Path())]
    if any(member.filename == "[Content_Types].xml" for member in members):
        yield Unreadable(name, sha256, "an Excel workbook; save it as CSV (UTF-8) and import that")
    elif not members:
        yield Unreadable(name, sha256, "the archive holds no files")
    else:
        for member in members:
            shown = f"{name}/{_member_name(member)}"
            own = hashlib.sha256(f"{sha256}/{member.filename}".encode()).hexdigest()
            if member.flag_bits & 1:
                yield Unreadable(shown, own, "locked with a password; unpack it first")
                continue
            try:
                reopen = lambda member=member: _Member(path, member)  # noqa: E731
                yield _checked(Opened(shown, own, reopen, asked_for=_like_data(member.filename)))
            except (zipfile.BadZipFile, NotImplementedError) as damage:
                yield Unreadable(shown, own, f"cannot be unpacked: {damage}")


def _checked(opened: Opened) -> Opened | Unreadable:
    problem = None
    if not opened.head.strip():
        problem = opened.loss or "the file is empty"
    elif opened.head.startswith(b"PK\x03\x04"):
        problem = "a damaged or cut zip archive, or one inside another; unpack it and import what is in it"
    elif not is_text(opened.head):
        problem = "unknown format: not text in UTF-8 or GB18030"
    return Unreadable(opened.name, opened.sha256, problem, opened.asked_for) if problem else opened


class _Member:
    """A zip member as a stream that closes its archive with it."""

    def __init__(self, path: Path, member: zipfile.ZipInfo) -> None:
        self._archive = zipfile.ZipFile(path)
        self._stream = self._archive.open(member)

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except zipfile.BadZipFile as damage:
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
