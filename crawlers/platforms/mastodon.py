"""Mastodon: public posts under a tag, by the open interface of an instance.

`https://INSTANCE/api/v1/timelines/tag/{tag}?limit=40`, newest first, older pages by max_id. Posts that are
not public, and posts of accounts that ask not to be indexed or found, are left out. The address that is
kept is the instance's own of the post by number: the one for people has the account's name in it. A post is
known by its origin's address (hashed), so that two instances give one post.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import (
    address_digest,
    at_path,
    items_at,
    json_of,
    list_at,
    page_of,
    said_text,
    with_parameter,
)
from crawlers.spider import SourceSpider
from domain.errors import SourceRefused

READER = "mastodon"


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Posts of one page of a tag timeline."""
    document = json_of(body, meta)
    if isinstance(document, dict) and document.get("error"):
        raise SourceRefused(f"{meta.url.split('?')[0]}: {document['error']}")
    statuses = items_at(document, "", meta)
    rows = [_row(status, meta) for status in statuses if _may_be_read(status)]
    last = statuses[-1].get("id") if statuses else None
    return page_of(rows, meta, with_parameter(meta.url, "max_id", str(last)) if last else None)


def _may_be_read(status: Mapping[str, Any]) -> bool:
    hidden = at_path(status, "account.noindex") is True or at_path(status, "account.discoverable") is False
    return status.get("visibility", "public") == "public" and not hidden


def _row(status: Mapping[str, Any], meta: PageMeta) -> dict[str, object]:
    place = urlsplit(meta.url)
    parent = status.get("in_reply_to_id")
    return {
        "post_id": address_digest(status.get("uri") or status.get("url")),
        "kind": "comment" if parent else None,
        "parent_id": f"{place.netloc}/{parent}" if parent else None,
        "url": f"{place.scheme}://{place.netloc}/api/v1/statuses/{status.get('id')}",
        "title": said_text(status.get("spoiler_text")),
        "text": said_text(status.get("content")),
        "tags": [at_path(tag, "name") for tag in list_at(status, "tags")],
        "author_id": at_path(status, "account.url") or at_path(status, "account.acct"),
        "likes": status.get("favourites_count"),
        "comments": status.get("replies_count"),
        "shares": status.get("reblogs_count"),
        "published_at": status.get("created_at"),
    }


class MastodonSpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = MastodonSpider
