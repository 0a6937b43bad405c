"""Packed bytes (.gz, .zst) into plain ones, block by block, keeping what is good before a break.

Recognised by content, not by name. The standard readers raise at a truncated end and take the last good
block with them; here the good bytes come first and the loss is a value.
"""

import zlib
from collections.abc import Iterator
from typing import Protocol

import zstandard

BLOCK_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Unpacked:
    """Iterates over the plain bytes in blocks of exactly BLOCK_BYTES (the last one may be shorter).

    `loss` is None until the end, and after it unless the packed stream was cut or damaged.
    Fixed blocks make everything counted from them the same on every run and machine.
    """

    def __init__(self, packed: Readable) -> None:
        self._packed = packed
        self.loss: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        held = bytearray()
        for piece in self._pieces():
            held += piece
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
        # A small input block bounds what one call may inflate to.
        stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
        while block:
            part, rest = block[: 1 << 16], block[1 << 16 :]
            try:
                yield stream.decompress(part)
            except zstandard.ZstdError as damage:
                self.loss = f"the zstd stream is damaged ({damage}); what came before was read"
                return
            if stream.eof:
                block = stream.unused_data + rest or self._read()
                if not block:
                    return
                stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
            else:
                block = rest or self._read()
        self.loss = "the zstd file is cut short; everything before the cut was read"

    def _read(self) -> bytes:
        """The next packed block; a read that fails (a damaged zip member, a disk) is a loss, too."""
        try:
            return self._packed.read(BLOCK_BYTES)
        except (OSError, EOFError, zlib.error, ValueError) as damage:
            self.loss = f"reading broke off ({damage}); everything before was read"
            return b""
