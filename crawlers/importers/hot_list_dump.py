"""Daily dumps of hot lists, as public repositories keep them: raw/2026-11-06.json, [{"url", "title"}, …].

The platform is that of the mapping, else of the addresses, else of the path. The day is what an entry says,
else that in the name of the file. An address that is only a search for the words is not kept: the words are
what the entry is, on whichever day and place of the list.
"""

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from crawlers.contract import Chunk
from crawlers.formats.chunks import chunk_of
from crawlers.formats.forms import form_of, records_of
from crawlers.formats.records import Record
from crawlers.formats.tables import NO_PLATFORM
from crawlers.hot_lists import (
    ADDRESSES,
    HEATS,
    TIMES,
    TITLES,
    address_of,
    entry_of,
    hot_list_named,
    hot_list_of,
)  # fmt: skip
from crawlers.opening import Opened
from crawlers.rows import read_rows

NAME = "hot_list_dump"
ORDER = 30
_KNOWN = {
    *TITLES, *TIMES, *HEATS, *ADDRESSES, "rank", "index", "band_rank", "label", "id", "desc",
    "icon", "icon_desc", "realpos", "uuid", "type",
}  # fmt: skip
_DAY = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_SCHEMA = pl.Schema(
    dict.fromkeys(("platform", "kind", "post_id", "url", "title", "heat", "published_at"), pl.String())
)


def sniff(head: bytes, name: str) -> bool:
    """A list of titles with next to nothing else, from a site we know or in a file named after a day."""
    form = form_of(head)
    names = set(form.names)
    if form.kind not in ("document", "lines") or not names <= _KNOWN or not names & set(TITLES):
        return False
    return hot_list_of(address_of(form.first) or "") is not None or (
        len(names) <= 3 and _DAY.search(name.rpartition("/")[2]) is not None
    )


def mapping(opened: Opened) -> dict[str, str]:
    fields = (
        dict.fromkeys(TITLES, "title") | dict.fromkeys(HEATS, "heat") | dict.fromkeys(TIMES, "published_at")
    )
    fields |= dict.fromkeys(ADDRESSES, "url")
    return {name: fields[name] for name in form_of(opened.head).names if name in fields}


def read(opened: Opened) -> Iterator[Chunk]:
    constants = opened.mapping.constants if opened.mapping else {}
    day = constants.get("published_at") or _day_of(opened.where)
    by_path = hot_list_named(opened.where)
    said = {name: constants[name] for name in ("platform", "kind") if constants.get(name)}

    def read_entries(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        posts, reasons = read_rows(rows)
        return posts, reasons.replace("platform missing", NO_PLATFORM)

    for records in records_of(opened, form_of(opened.head)):
        entries = [
            Record(one.line, entry_of(one.values, day, by_path) | said, one.fault, one.raw) for one in records
        ]
        yield chunk_of(entries, _SCHEMA, read_entries)


def _day_of(where: str) -> str | None:
    found = _DAY.search(where.rpartition("/")[2])
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None
