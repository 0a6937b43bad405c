"""What lies in one line of a Zeeschuimer capture: the platform's own object, in the shapes platforms send.

Each reader gives the fields of a post as found, or the reason why there is no post in it. Names, avatars,
places and the captured person's browser are not read; of the page's address only the words searched for.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

# Keys whose values name a person or the one who captured; blanked where a line cannot be read.
PRIVATE = (
    "nickname", "nick_name", "avatar", "author_name", "author_url", "author_avatar_url", "user_id", "userId",
    "uid", "sec_uid", "secUid", "unique_id", "uniqueId", "username", "full_name", "ip_location", "ipLocation",
    "user_agent", "source_platform_url", "source_url", "xsec_token", "xsecToken", "signature", "image",
)  # fmt: skip
Item = dict[str, object]
# Where the chief fields lie, for people to look at; the readers below know more places.
SHOWN = {
    "xiaohongshu.com": {
        "data.id": "post_id", "data.note_card.display_title | data.note.title": "title",
        "data.note_card.desc | data.note.desc": "text",
        "data.note_card.time | data.note.time": "published_at",
        "data.note_card.interact_info | data.note.interactInfo": "likes",
    },
    "xiaohongshu-comments": {
        "data.id": "post_id", "data.note_id": "parent_id", "data.content": "text",
        "data.create_time": "published_at", "data.like_count": "likes",
    },
    "douyin.com": {
        "data.aweme_id | data.awemeId": "post_id", "data.desc": "text",
        "data.create_time | data.createTime": "published_at", "data.statistics | data.stats": "likes",
    },
    "tiktok.com": {
        "data.id": "post_id", "data.desc": "text", "data.createTime": "published_at",
        "data.stats": "likes",
    },
    "tiktok-comments": {
        "data.cid": "post_id", "data.aweme_id": "parent_id", "data.text": "text",
        "data.create_time": "published_at", "data.digg_count": "likes",
    },
    "instagram.com": {
        "data.code | data.shortcode": "post_id", "data.caption | data.edge_media_to_caption": "text",
        "data.taken_at | data.taken_at_timestamp": "published_at",
        "data.like_count | data.edge_media_preview_like": "likes",
    },
}  # fmt: skip
_NOTHING = ("", "$undefined", "undefined")


def read_item(platform: str, data: Mapping[str, Any], meta: Mapping[str, Any]) -> Item | str:
    """The fields of the post in `data` captured on `platform` (Zeeschuimer's name), or why there is none."""
    reader = _READERS.get(platform)
    if reader is None:
        return f"captured on {str(platform)[:40]}, which is not read; known are {', '.join(_READERS)}"
    item = reader(data)
    if isinstance(item, dict):
        item["observed_at"] = first(meta, "last_updated", "timestamp_collected")
        item["query"] = searched_for(meta.get("source_platform_url"))
    return item


def first(data: Any, *paths: str) -> Any:
    """What lies at the first of the dotted paths that holds anything; numbers are places in lists."""
    for path in paths:
        value = data
        for step in path.split("."):
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                value = None
                break
        if isinstance(value, str):
            value = None if value.strip() in _NOTHING else value
        if value is not None:
            return value
    return None


def searched_for(address: object) -> str | None:
    """The words in the address of a search page; nothing else of it is kept."""
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query)
    except ValueError:
        return None
    path = parts.path.strip("/").split("/")
    words = next((asked[name][0] for name in ("keyword", "q") if name in asked), None)
    if words is None and path[0] == "search" and len(path) > 1 and "douyin" in parts.netloc:
        words = path[1]
    return unquote(unquote(words))[:200] if words else None


def _names(data: Any, key: str, *paths: str) -> list[str]:
    """The named words of the lists at the paths, once each."""
    lists = [found for path in paths if isinstance(found := first(data, path), list)]
    found = (each for listed in lists for each in listed if isinstance(each, dict))
    words = (each.get(key) for each in found)
    return list(dict.fromkeys(word for word in words if isinstance(word, str) and word not in _NOTHING))


def _xhs(data: Mapping[str, Any]) -> Item | str:
    if not any(key in data for key in ("note_card", "user", "note")) and data.get("_zs-origin") != "html":
        return "a tile without title, text, author and counts; nothing to read"
    post_id = first(data, "id", "note_id", "note.noteId")
    post_id = post_id.partition("?")[0] if isinstance(post_id, str) else post_id
    if data.get("_zs-origin") == "html":
        note: Any = data
    else:
        note = next((data[key] for key in ("note", "note_card") if isinstance(data.get(key), dict)), data)
    counts = first(note, "interact_info", "interactInfo")
    likes = first(counts, "liked_count", "likedCount")
    return {
        "platform": "xhs",
        "kind": "post",
        "post_id": post_id,
        "url": f"https://www.xiaohongshu.com/explore/{post_id}" if post_id else None,
        "title": first(note, "display_title", "title", "displayTitle"),
        "text": first(note, "desc"),
        "tags": _names(note, "name", "tag_list", "tagList"),
        "author_id": first(note, "user.user_id", "user.userId"),
        "author_name": first(note, "author_name"),
        "likes": first(note, "likes") if likes is None else likes,
        "collects": first(counts, "collected_count", "collectedCount"),
        "comments": first(counts, "comment_count", "commentCount"),
        "shares": first(counts, "share_count", "shared_count", "shareCount"),
        "published_at": first(note, "time"),
    }


def _xhs_comment(data: Mapping[str, Any]) -> Item | str:
    return {
        "platform": "xhs",
        "kind": "comment",
        "post_id": first(data, "id"),
        "parent_id": first(data, "note_id", "noteId"),
        "text": first(data, "content"),
        "author_id": first(data, "user_info.user_id", "userInfo.userId"),
        "likes": first(data, "like_count", "likeCount"),
        "comments": first(data, "sub_comment_count", "subCommentCount"),
        "published_at": first(data, "create_time", "createTime"),
    }


def _douyin(data: Mapping[str, Any]) -> Item | str:
    if first(data, "rawdata", "cell_room.rawdata", "cellRoom.rawdata") is not None:
        return "a live stream, not a post"
    if first(data, "is_ads", "isAds") is True:
        return "an advertisement"
    counts = first(data, "statistics", "stats")
    post_id = first(data, "aweme_id", "awemeId")
    return {
        "platform": "douyin",
        "kind": "post",
        "post_id": post_id,
        "url": f"https://www.douyin.com/video/{post_id}" if post_id else None,
        "text": first(data, "desc"),
        "tags": _names(data, "hashtag_name", "text_extra") + _names(data, "hashtagName", "textExtra"),
        "author_id": first(data, "author.uid", "authorInfo.uid", "author_user_id", "authorUserId"),
        "likes": first(counts, "digg_count", "diggCount"),
        "collects": first(counts, "collect_count", "collectCount"),
        "comments": first(counts, "comment_count", "commentCount"),
        "shares": first(counts, "share_count", "shareCount"),
        # The site shows no plays and sends 0 for them.
        "views": first(counts, "play_count", "playCount") or None,
        "published_at": first(data, "create_time", "createTime"),
    }


def _tiktok(data: Mapping[str, Any]) -> Item | str:
    if data.get("isAd") is True:
        return "an advertisement"
    if "liveRoomInfo" in data:
        return "a live stream, not a post"
    post_id = first(data, "id")
    author = first(data, "author")
    stickers = first(data, "stickersOnItem.0.stickerText")
    return {
        "platform": "tiktok",
        "kind": "post",
        "post_id": post_id,
        "url": f"https://www.tiktok.com/@/video/{post_id}" if post_id else None,
        "text": first(data, "desc") or (" ".join(map(str, stickers)) if isinstance(stickers, list) else None),
        "tags": list(
            dict.fromkeys(_names(data, "title", "challenges") + _names(data, "hashtagName", "textExtra"))
        ),
        "author_id": author if isinstance(author, str) else first(author, "uniqueId", "unique_id"),
        "likes": first(data, "stats.diggCount", "statsV2.diggCount"),
        "comments": first(data, "stats.commentCount", "statsV2.commentCount"),
        "shares": first(data, "stats.shareCount", "statsV2.shareCount"),
        "collects": first(data, "stats.collectCount", "statsV2.collectCount"),
        "views": first(data, "stats.playCount", "statsV2.playCount"),
        "published_at": first(data, "createTime"),
    }


def _tiktok_comment(data: Mapping[str, Any]) -> Item | str:
    return {
        "platform": "tiktok",
        "kind": "comment",
        "post_id": first(data, "cid"),
        "parent_id": first(data, "aweme_id"),
        "text": first(data, "text"),
        "author_id": first(data, "user.unique_id"),
        "likes": first(data, "digg_count"),
        "comments": first(data, "reply_comment_total"),
        "published_at": first(data, "create_time"),
    }


def _instagram(data: Mapping[str, Any]) -> Item | str:
    link = first(data, "link")
    redirect = isinstance(link, str) and link.startswith("https://www.facebook.com/ads/ig_redirect")
    if data.get("product_type") == "ad" or redirect:
        return "an advertisement"
    code = first(data, "code", "shortcode")
    return {
        "platform": "instagram",
        "kind": "post",
        "post_id": code,
        "url": f"https://www.instagram.com/p/{code}/" if code else None,
        "text": first(data, "caption.text", "edge_media_to_caption.edges.0.node.text"),
        "author_id": first(data, "user.username", "owner.username"),
        "likes": first(data, "like_count", "edge_media_preview_like.count", "edge_liked_by.count"),
        "comments": first(
            data, "comment_count", "edge_media_preview_comment.count", "edge_media_to_comment.count"
        ),
        "views": first(data, "play_count", "view_count", "video_view_count"),
        "published_at": first(data, "taken_at", "taken_at_timestamp"),
    }


_READERS: dict[str, Callable[[Mapping[str, Any]], Item | str]] = {
    "xiaohongshu.com": _xhs,
    "xiaohongshu-comments": _xhs_comment,
    "douyin.com": _douyin,
    "tiktok.com": _tiktok,
    "tiktok-comments": _tiktok_comment,
    "instagram.com": _instagram,
}
