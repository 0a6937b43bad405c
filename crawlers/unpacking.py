"""Packed bytes (.gz, .zst) into plain ones, block by block, keeping what is good before a break.

Recognised by content, not by name. The standard readers raise at a truncated end and take the last good
block with them; here the good bytes come first and the loss is a value.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

import zstandard

BLOCK_BYTES = 1 << 20
# Real exports shrink to a tenth, seldom to a hundredth. Beyond this it is a bomb, not an export.
BOMB_BYTES = 1 << 28
BOMB_RATIO = 300
_GZIP = b"\x1f\x8b"
_ZSTD_PIECE = 1 << 11
_ZSTD = b"\x28\xb5\x2f\xfd"


# All that the standard reader of zip archives is known to raise at damaged ones.
ZIP_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, IndexError, KeyError, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Bounded:
    """A stream that knows how large it was packed, and raises OSError when it grows beyond reason."""

    def __init__(self, stream: Readable, packed_bytes: int) -> None:
        self._stream = stream
        self._most = max(BOMB_BYTES, packed_bytes * BOMB_RATIO)
        self._read = 0

    def read(self, size: int, /) -> bytes:
        block = self._stream.read(size)
        self._read += len(block)
        if self._read > self._most:
            raise OSError(f"it grows to more than {BOMB_RATIO} times its packed size, like a zip bomb")
        return block


class Unpacked:
    """Iterates over the plain bytes in blocks of exactly BLOCK_BYTES (the last one may be shorter).

    `loss` is None until the end, and after it unless the packed stream was cut or damaged.
    Fixed blocks make everything counted from them the same on every run and machine.
    """

    def __init__(self, packed: Readable) -> None:
        self._packed = packed
        self._packed_bytes = 0
        self.loss: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        held = bytearray()
        plain_bytes = 0
        for piece in self._pieces():
            held += piece
            plain_bytes += len(piece)
            if plain_bytes > max(BOMB_BYTES, self._packed_bytes * BOMB_RATIO):
                self.loss = f"it grows to more than {BOMB_RATIO} times its packed size; reading stopped there"
                return
            while len(held) >= BLOCK_BYTES:
                yield bytes(held[:BLOCK_BYTES])
                del held[:BLOCK_BYTES]
        if held:
            yield bytes(held)

    def _pieces(self) -> Iterator[bytes]:
        first = self._read()
        if first.startswith(_GZIP):
            return self._gunzip(first)
        if first.startswith(_ZSTD):
            return self._unzstd(first)
        return self._plain(first)

    def _plain(self, block: bytes) -> Iterator[bytes]:
        while block:
            yield block
            block = self._read()

    def _gunzip(self, block: bytes) -> Iterator[bytes]:
        stream = zlib.decompressobj(wbits=31)
        while block:
            try:
                yield stream.decompress(block, BLOCK_BYTES)
            except zlib.error as damage:
                self.loss = f"the gzip stream is damaged ({damage}); what came before was read"
                return
            if stream.eof:
                block = stream.unused_data.lstrip(b"\x00") or self._read()
                if not block:
                    return
                stream = zlib.decompressobj(wbits=31)
            else:
                block = stream.unconsumed_tail or self._read()
        self.loss = "the gzip file is cut short; everything before the cut was read"

    def _unzstd(self, block: bytes) -> Iterator[bytes]:
        # A few bytes can stand for much: a small piece at a time bounds what one call may grow to.
        stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
        at = 0
        while block:
            part = memoryview(block)[at : at + _ZSTD_PIECE]
            at += len(part)
            try:
                yield stream.decompress(part)
            except zstandard.ZstdError as damage:
                self.loss = f"the zstd stream is damaged ({damage}); what came before was read"
                return
            if stream.eof:
                block, at = stream.unused_data + block[at:] or self._read(), 0
                if not block:
                    return
                stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
            elif at >= len(block):
                block, at = self._read(), 0
        self.loss = "the zstd file is cut short; everything before the cut was read"

    def _read(self) -> bytes:
        """The next packed block; a read that fails (a damaged zip member, a disk) is a loss, too."""
        try:
            block = self._packed.read(BLOCK_BYTES)
            self._packed_bytes += len(block)
            return block
        except (OSError, *ZIP_DAMAGE) as damage:
            self.loss = f"reading broke off ({damage}); everything before was read"
            return b""
