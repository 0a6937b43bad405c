"""What is opened for reading: bytes unpacked block by block, lines and chunks of lines, in bounded memory."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from crawlers.decoding import UTF8_BOM, sniff_encoding
from crawlers.mapping import Mapping
from crawlers.unpacking import Unpacked

HEAD_BYTES = 1 << 16
CHUNK_LINES = 100_000
CHUNK_BYTES = 1 << 26
LINE_BYTES = 1 << 28


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
    """One file, one member of an archive, sheet of a workbook or table of a database, ready to be read.

    It may be read several times. `sha256` is its identity: of the bytes as stored; of the whole and the
    name for a part. `where` is the path as far as it is known, for what only a folder says. `mapping` is
    what the user said about columns.
    """

    def __init__(
        self,
        name: str,
        sha256: str,
        reopen: Callable[[], Stream],
        *,
        asked_for: bool,
        where: str = "",
        mapping: Mapping | None = None,
    ) -> None:
        self.name = name
        self.sha256 = sha256
        self.asked_for = asked_for
        self.where = where or name
        self.mapping = mapping
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
            yield from split_lines(chunk.text)


def split_lines(text: bytes) -> Iterator[bytes]:
    """The lines of a text, ends kept."""
    if b"\r" not in text:
        yield from text.splitlines(keepends=True)
        return
    # bytes.splitlines also cuts at a lone carriage return, which may stand inside a quoted cell.
    parts = text.split(b"\n")
    yield from (part + b"\n" for part in parts[:-1])
    if parts[-1]:
        yield parts[-1]
