"""Public hot lists: how the addresses of their entries look, and what of them is an entry's identity.

Where the address is only a search for the words, the words are what the entry is: such an address also holds
the place on the list, which changes by the hour.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class HotList:
    """`address`: how its entries look; its group, if any, is the id. `words` in a path name it as well."""

    platform: str
    address: str
    words: str
    kind: str = "hot"

    def entry(self, url: str) -> re.Match[str] | None:
        return re.search(self.address, url)


HOT_LISTS = (
    HotList("weibo_hot", r"^(?:https?://s\.weibo\.com)?/weibo\?q=", "weibo"),
    HotList("zhihu_search_hot", r"zhihu\.com/search\?", "zhihu-search|zhihu-trending-top-search"),
    HotList("zhihu_hot", r"zhihu\.com/question/(\d+)", "zhihu"),
    HotList("douyin_hot", r"douyin\.com/(?:hot/(\d+)|search/)", "douyin"),
    HotList("kuaishou_hot", r"kuaishou\.com/", "kuaishou"),
    HotList("bilibili_popular", r"(?:b23\.tv|bilibili\.com/video)/(BV[0-9A-Za-z]{10})", "bilibili"),
    HotList("36kr", r"36kr\.com/(?:p|newsflashes)/(\d+)", "36kr", "headline"),
    HotList("toutiao_hot", r"toutiao\.com/(?:trending|article|a|i|group)/?(\d+)", "toutiao"),
    HotList("juejin", r"juejin\.cn/post/(\d+)", "juejin", "headline"),
    HotList("v2ex", r"v2ex\.com/t/(\d+)", "v2ex"),
)


TITLES = ("title", "display_query", "query_display", "query", "real_query", "word", "name")
TIMES = ("time", "date", "day", "created_at", "onboard_time")
HEATS = ("heat", "hot", "hot_value", "hotValue", "num", "raw_hot")
ADDRESSES = ("url", "link", "href")


def hot_list_of(url: str) -> HotList | None:
    """The list whose entries have such addresses."""
    return next((one for one in HOT_LISTS if one.entry(url)), None)


def hot_list_named(where: str) -> HotList | None:
    """By the folders and the file's name, the nearest first."""
    for part in reversed(where.lower().split("/")):
        named = next((one for one in HOT_LISTS if re.search(one.words, part)), None)
        if named is not None:
            return named
    return None


def entry_of(values: Mapping[str, Any], day: str | None, by_path: HotList | None = None) -> dict[str, Any]:
    """An entry of a dump by field name, the same through whichever door the file comes.

    The list is that of the address, else `by_path`; `day` stands where the entry names none. An address that
    is only a search is left out: the words are what the entry is.
    """
    url = address_of(values) or ""
    of = hot_list_of(url) or by_path
    found = of.entry(url) if of else None
    post_id = found.group(1) if found and found.re.groups else None
    only_search = found is not None and post_id is None
    return {
        "platform": of.platform if of else None,
        "kind": of.kind if of else "hot",
        "post_id": post_id,
        "url": url if url.startswith("http") and not only_search else None,
        "title": next((values[name] for name in TITLES if values.get(name)), None),
        "heat": next((values[name] for name in HEATS if values.get(name)), None),
        "published_at": next((values[name] for name in TIMES if values.get(name)), day),
    }


def address_of(values: Mapping[str, Any]) -> str | None:
    return next((found for name in ADDRESSES if isinstance(found := values.get(name), str) and found), None)
