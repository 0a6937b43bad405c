"""The demo site's sources, declared with the fields of crawlers.contract.Source."""

from typing import Any

LOOKED_AT, LOOKED_BY = "2026-11-22", "demo"

JSON_PATHS = {
    "items": "data.list",
    "post_id": "id",
    "kind": "kind",
    "parent_id": "parent_id",
    "title": "title",
    "text": "text",
    "tags": "tags",
    "url": "url",
    "author_id": "author_id",
    "likes": "likes",
    "comments": "comments",
    "shares": "shares",
    "collects": "collects",
    "published_at": "time",
    "next": "next",
}
PAGE_SELECTORS = {
    "items": "article.post",
    "post_id": "@data-id",
    "kind": "@data-kind",
    "parent_id": "@data-parent",
    "title": "h2 a",
    "url": "h2 a::attr(href)",
    "text": ".text",
    "author_id": ".author::attr(data-id)",
    "likes": "@data-likes",
    "comments": "@data-comments",
    "shares": "@data-shares",
    "collects": "@data-collects",
    "published_at": "@data-time",
    "next": "a.next::attr(href)",
}


def demo_sources(base_url: str) -> list[dict[str, Any]]:
    """One source a platform: RSS, Atom and JSON Feed, two JSON lists, one HTML page."""
    base = base_url.rstrip("/")
    rows: list[tuple[str, str, str, dict[str, str]]] = [
        ("xhs", "json", "lists/xhs.json", JSON_PATHS),
        ("douyin", "json", "lists/douyin.json", JSON_PATHS),
        ("weibo", "feed", "feeds/weibo.rss", {}),
        ("bilibili", "feed", "feeds/bilibili.atom", {}),
        ("reddit", "feed", "feeds/reddit.json", {}),
        ("zhihu", "page", "lists/zhihu.html?size=120", PAGE_SELECTORS),
    ]
    return [
        {
            "id": f"demo-{platform}",
            "reader": reader,
            "url": f"{base}/{path}",
            "platform": platform,
            "kind": "post",
            "selectors": dict(selectors),
            "every_minutes": 60,
            "switched_on": True,
            "looked_at": LOOKED_AT,
            "looked_by": LOOKED_BY,
        }
        for platform, reader, path, selectors in rows
    ]
