"""什么值得买: a ranking of offers, `https://www.smzdm.com/top/json_more?rank_type=…&rank_id=…&hour=…`.

The list is in rows of two. Times are China time, written in full or as month-day and clock, or only a clock;
the parts not written are those of the day of fetching.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import at_path, json_of, page_of, said_text
from crawlers.spider import SourceSpider
from domain.errors import LayoutChanged
from domain.weeks import BUSINESS_ZONE

READER = "smzdm_ranking"
_SHORT_TIME = re.compile(r"(?:(\d{1,2})-(\d{1,2})\s+)?(\d{1,2}:\d{2})")
_POST_ID = re.compile(r"/p/([A-Za-z0-9]+)")


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Offers of one ranking."""
    document = json_of(body, meta)
    places = at_path(document, "data.list")
    if not isinstance(places, list):
        raise LayoutChanged(f"{meta.url} has no list at data.list")
    offers = list(_offers(places))
    if places and not offers:
        raise LayoutChanged(f"{meta.url} has a list without offers")
    return page_of([_row(offer, meta) for offer in offers], meta)


def _offers(places: list[Any]) -> Iterator[Mapping[str, Any]]:
    for place in places:
        pair = list(place.values()) if isinstance(place, dict) and "0" in place else place
        for offer in pair if isinstance(pair, list) else [pair]:
            if isinstance(offer, dict) and offer.get("article_title"):
                yield offer


def _row(offer: Mapping[str, Any], meta: PageMeta) -> dict[str, object]:
    link = str(offer.get("article_url") or "")
    found = _POST_ID.search(link)
    return {
        "post_id": offer.get("article_id") or (found[1] if found else None),
        "url": link or None,
        "title": said_text(offer.get("article_title")),
        "text": said_text(offer.get("article_price")),
        "published_at": _whole_time(offer.get("article_pubdate"), meta),
    }


def _whole_time(said: object, meta: PageMeta) -> object:
    short = _SHORT_TIME.fullmatch(str(said).strip())
    if not short:
        return said
    now = meta.fetched_at.astimezone(ZoneInfo(BUSINESS_ZONE))
    # A little later than now is a clock that goes wrong; much later is yesterday's, or last year's.
    soon = now + timedelta(hours=1)
    if not short[1]:
        is_past = f"{soon:%H:%M}" >= short[3].zfill(5) or soon.day != now.day
        day = now if is_past else now - timedelta(days=1)
        return f"{day:%Y-%m-%d} {short[3]}"
    year = now.year if (int(short[1]), int(short[2])) <= (soon.month, soon.day) else now.year - 1
    return f"{year}-{short[1]}-{short[2]} {short[3]}"


class SmzdmRankingSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = SmzdmRankingSpider
