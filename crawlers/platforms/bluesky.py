"""Bluesky: public posts that hold a word, by the open AppView.

`https://public.api.bsky.app/xrpc/app.bsky.feed.searchPosts?q={query}&sort=latest&limit=100`, further pages by
cursor. Where the public host answers 403 the source is refused: no session is made. Posts of accounts that
ask not to be shown to people without an account are left out. Addresses on this network hold the author's id,
so none is kept; a post is known by its address hashed.
"""

from collections.abc import Mapping
from typing import Any

from crawlers.contract import PageMeta, PageRead
from crawlers.listing import address_digest, at_path, items_at, json_of, list_at, page_of, with_parameter
from crawlers.spider import SourceSpider
from domain.errors import SourceRefused

READER = "bluesky"
_REFUSALS = ("AuthMissing", "AuthenticationRequired", "Forbidden", "InvalidToken", "ExpiredToken")
_NOT_FOR_STRANGERS = "!no-unauthenticated"


def read(body: bytes, meta: PageMeta) -> PageRead:
    """Posts of one page of a search."""
    document = json_of(body, meta)
    error = at_path(document, "error")
    if error in _REFUSALS:
        raise SourceRefused(f"{meta.url.split('?')[0]}: {error}")
    posts = items_at(document, "posts", meta)
    cursor = at_path(document, "cursor")
    rows = [_row(post) for post in posts if _may_be_read(post)]
    return page_of(rows, meta, with_parameter(meta.url, "cursor", str(cursor)) if cursor and posts else None)


def _may_be_read(post: Mapping[str, Any]) -> bool:
    labels = list_at(post, "author.labels")
    return all(at_path(label, "val") != _NOT_FOR_STRANGERS for label in labels)


def _row(post: Mapping[str, Any]) -> dict[str, object]:
    parent = at_path(post, "record.reply.parent.uri")
    reposts, quotes = post.get("repostCount"), post.get("quoteCount")
    counted = [count for count in (reposts, quotes) if isinstance(count, int)]
    return {
        "post_id": address_digest(post.get("uri")),
        "kind": "comment" if parent else None,
        "parent_id": address_digest(parent),
        "text": at_path(post, "record.text"),
        "tags": [*list_at(post, "record.tags"), *_tags_in_text(post)],
        "author_id": at_path(post, "author.did"),
        "likes": post.get("likeCount"),
        "comments": post.get("replyCount"),
        "shares": sum(counted) if counted else None,
        "published_at": at_path(post, "record.createdAt") or post.get("indexedAt"),
    }


def _tags_in_text(post: Mapping[str, Any]) -> list[str]:
    features = [one for facet in list_at(post, "record.facets") for one in list_at(facet, "features")]
    return [str(tag) for feature in features if (tag := at_path(feature, "tag"))]


class BlueskySpider(SourceSpider):
    name = READER
    read = staticmethod(read)


SPIDER = BlueskySpider
