"""Daily dumps of hot lists that somebody publishes as files: `[{"title", "url"}]`, one file a day.

`https://raw.githubusercontent.com/OWNER/REPO/…/{yesterday}.json`: a day's file is whole the day after, and
one GET a day is all it takes (LEAST_MINUTES holds that). Entries belong to the day in the file's name. An
entry is what it is to the importer of such files (crawlers/hot_lists.py), with the platform of its list; the
source's own stands for entries of lists that we do not know.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from crawlers.contract import PageMeta, PageRead
from crawlers.hot_lists import entry_of
from crawlers.listing import OF_LIST, items_at, json_of, page_of, said_text
from crawlers.spider import SourceSpider

READER = "daily_dump"
LEAST_MINUTES = 1440
_DAY = re.compile(r"(20\d{2})-?(\d{2})-?(\d{2})")


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Entries of one day's file."""
    day = _day_of(meta.url)
    return page_of([_row(entry, day) for entry in items_at(json_of(body, meta), "", meta)], meta)


def _day_of(url: str) -> date | None:
    for found in reversed(list(_DAY.finditer(url.split("?", maxsplit=1)[0]))):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            continue
    return None


def _row(entry: Mapping[str, Any], day: date | None) -> dict[str, object]:
    row = entry_of(entry, str(day) if day else None)
    return row | {"title": said_text(row["title"]), OF_LIST: row.pop("platform")}


class DailyDumpSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = DailyDumpSpider
