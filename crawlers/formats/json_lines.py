"""JSON Lines: one object a line. Fast where the lines allow it, line by line where they do not."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl

from crawlers.contract import Chunk
from crawlers.decoding import UTF8
from crawlers.formats.cells import shown_text
from crawlers.formats.chunks import Read, chunk_of
from crawlers.formats.object_lines import records_of
from crawlers.opened import Lines, Opened
from domain.frames import REFUSED

STRETCH_LINES = 2_000
# How a list or an object looks once it has become text: worth a look at the line itself.
_NESTED = r'^(?:\{"|\["|\[\{|\[\[|\[-?[0-9]|\[\]$|\{\}$)'


@dataclass(frozen=True, slots=True)
class LineReader:
    """Columns wanted of each object, what reads them, and those that a refused line must not show.

    With `lists_as_text` a list column is as a rule written as one text ("a,b"), and `read` takes either.
    """

    schema: pl.Schema
    read: Read
    private: Collection[str] = ()
    lists_as_text: bool = False

    def chunks(self, opened: Opened) -> Iterator[Chunk]:
        for lines in opened.line_chunks():
            yield self._chunk(lines, opened.encoding)

    def _chunk(self, lines: Lines, encoding: str) -> Chunk:
        """All at once if they allow it; else in smaller stretches, and line by line only where one fails."""
        whole = self._fast(lines, encoding)
        if whole is not None:
            return whole
        written = lines.text.split(b"\n")
        if len(written) <= STRETCH_LINES:
            return self._slow(lines, encoding)
        starts = range(0, len(written), STRETCH_LINES)
        stretches = [Lines(b"\n".join(written[at : at + STRETCH_LINES]), lines.first + at) for at in starts]
        parts = [self._fast(stretch, encoding) or self._slow(stretch, encoding) for stretch in stretches]
        return Chunk(
            pl.concat([part.posts for part in parts]),
            pl.concat([part.refused for part in parts]),
            sum(part.read for part in parts),
        )

    def _fast(self, lines: Lines, encoding: str) -> Chunk | None:
        """The whole stretch at once; None when any line in it is not as it should be."""
        schema = pl.Schema(dict.fromkeys(self.schema, pl.String())) if self.lists_as_text else self.schema
        try:
            text = lines.text if encoding == UTF8 else lines.text.decode(encoding).encode()
            rows = pl.read_ndjson(text, schema=schema)
        except (pl.exceptions.PolarsError, UnicodeDecodeError):
            return None
        plain = [name for name, dtype in schema.items() if dtype == pl.String]
        # Half of a surrogate pair, written as an escape, has become a zero and taken a letter with it.
        doubtful = _NESTED if b"\\ud" not in text and b"\\uD" not in text else rf"\x00|{_NESTED}"
        if rows.select(pl.any_horizontal(pl.col(plain).str.contains(doubtful).any())).item():
            return None
        posts, reasons = self.read(rows)
        if reasons.null_count() == rows.height:
            return Chunk(posts, pl.DataFrame(schema=REFUSED), rows.height)
        written = [
            (number, line) for number, line in enumerate(text.split(b"\n"), lines.first) if line.strip()
        ]
        if len(written) != rows.height:
            return None
        refused = [
            (number, why, shown_text(line.decode(errors="replace"), self.private))
            for (number, line), why in zip(written, reasons, strict=True)
            if why
        ]
        return Chunk(posts, pl.DataFrame(refused, schema=REFUSED, orient="row"), rows.height)

    def _slow(self, lines: Lines, encoding: str) -> Chunk:
        """Line by line, so that one bad line costs only itself."""
        records = list(records_of(lines, encoding, self.private))
        return chunk_of(records, self.schema, self.read, self.private)
