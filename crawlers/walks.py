"""The walks of one crawl: which first pages a source is asked for, with what query, about which day."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from crawlers.contract import Source
from crawlers.keywords import Packs, queries_of
from domain.weeks import business_day

_NOT_IN_A_TAG = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Walk:
    """One list of a source from its first page on; `day` is the business day that it speaks of."""

    url: str
    query: str | None
    day: date


def walks_of(source: Source, now: datetime, zone: str, packs: Packs) -> list[Walk]:
    """One walk, or one per query where the address has a place for it; a tag is a query without spaces."""
    today = business_day(now, zone)
    yesterday = today - timedelta(days=1)
    day = yesterday if "{yesterday}" in source.url else today
    url = source.url.replace("{yesterday}", str(yesterday)).replace("{day}", str(today))
    if not (source.queries or source.packs):
        return [Walk(url, None, day)]
    asked = queries_of(source.queries, source.packs, packs)
    tags = {query: _NOT_IN_A_TAG.sub("", query) for query in asked}
    return [
        Walk(url.replace("{query}", quote(query, safe="")).replace("{tag}", quote(tag, safe="")), query, day)
        for query, tag in tags.items()
    ]
