"""JSON Lines into records: an object a line, and a fault for each line that is none."""

from collections.abc import Collection, Iterator

from crawlers.formats.cells import shown_text
from crawlers.formats.json_text import parsed
from crawlers.formats.records import Record
from crawlers.opened import Lines


def records_of(lines: Lines, encoding: str, private: Collection[str] = ()) -> Iterator[Record]:
    """A record for each line that is not blank."""
    for number, line in enumerate(lines.text.split(b"\n"), lines.first):
        if not line.strip():
            continue
        found = parsed(line, encoding)
        if isinstance(found, dict):
            yield Record(number, found)
        else:
            raw = shown_text(line.decode(encoding, errors="replace"), private)
            yield Record(number, fault=found, raw=raw)
