"""The tables that MediaCrawler writes: which columns tell them, and which hold which field of a post.

Read in all generations: with user ids in clear, with creator_hash (sha256(user id)[:16]), and the older ones
without search words. Units of time differ by platform (xhs and kuaishou milliseconds, the others seconds);
crawlers/instants.py tells them apart. Counts are as the site shows them ("2.3万", "10+", "None").
"""

from dataclasses import dataclass, field

# Columns that name or show a person, or hold a session: they are not asked for and not shown.
PRIVATE = (
    "nickname", "user_nickname", "avatar", "user_avatar", "user_id", "creator_hash", "sec_uid",
    "short_user_id", "user_unique_id", "user_signature", "user_link", "user_url_token", "ip_location",
    "gender", "sex", "sign", "profile_url", "xsec_token", "pictures", "image_list",
)  # fmt: skip
# What every table of that program has, one or another in each generation.
_OWN = {"last_modify_ts", "creator_hash", "source_keyword"}


@dataclass(frozen=True, slots=True)
class Table:
    """`needs`: any of these sets of columns tells the table. `fields`: columns of a field, the best first.

    `hashtags` is how the platform marks them in texts; `id_prefix` keeps two sequences of numbers apart.
    """

    platform: str
    kind: str
    needs: tuple[frozenset[str], ...]
    fields: dict[str, tuple[str, ...]]
    hashtags: str = "open"
    id_prefix: str = ""
    address: str = ""
    columns: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        asked = {name for names in self.fields.values() for name in names} | {"content_type"}
        object.__setattr__(self, "columns", frozenset(asked))


def table_of(names: set[str]) -> Table | None:
    """The table with these columns; null for a table of another program, or about something else."""
    if not names & _OWN:
        return None
    return next((table for table in TABLES if any(need <= names for need in table.needs)), None)


def _needs(*alternatives: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(names.split()) for names in alternatives)


def _fields(written: str) -> dict[str, tuple[str, ...]]:
    """Words such as "title likes=liked_count": field=column|column, or a name that is both."""
    pairs = (word.partition("=") for word in written.split())
    return {name: tuple((columns or name).split("|")) for name, _, columns in pairs}


_AUTHOR = "author_hash=creator_hash author_id=user_id observed_at=last_modify_ts|last_update_ts|add_ts "
_POST = _AUTHOR + "query=source_keyword "
_COMMENT = _AUTHOR + "post_id=comment_id text=content comments=sub_comment_count "
TABLES = (
    # Comments first: their tables hold the id of the post as well.
    Table(
        "douyin", "comment", _needs("comment_id aweme_id content"),
        _fields(_COMMENT + "parent_id=aweme_id likes=like_count published_at=create_time"),
    ),
    Table(
        "bilibili", "comment",
        _needs("comment_id video_id content parent_comment_id", "comment_id video_id content like_count"),
        _fields(_COMMENT + "parent_id=video_id likes=like_count published_at=create_time"), id_prefix="c",
    ),
    Table(
        "kuaishou", "comment", _needs("comment_id video_id content"),
        _fields(_COMMENT + "parent_id=video_id likes=like_count published_at=create_time"), id_prefix="c",
    ),
    Table(
        "zhihu", "comment", _needs("comment_id content_id content"),
        _fields(_COMMENT + "parent_id=content_id likes=like_count published_at=publish_time"), id_prefix="c",
    ),
    Table(
        "tieba", "comment",
        _needs("comment_id note_id content tieba_name", "comment_id note_id content tieba_id"),
        _fields(_COMMENT + "parent_id=note_id published_at=publish_time author_name=user_nickname"),
        id_prefix="c",
    ),
    Table(
        "weibo", "comment",
        _needs("comment_id note_id comment_like_count", "comment_id note_id content create_date_time"),
        _fields(
            _COMMENT + "parent_id=note_id likes=comment_like_count published_at=create_time|create_date_time"
        ),
        hashtags="paired",
    ),
    Table(
        "xhs", "comment", _needs("comment_id note_id content"),
        _fields(_COMMENT + "parent_id=note_id likes=like_count published_at=create_time"), hashtags="marked",
    ),
    Table(
        "tieba", "post", _needs("note_id tieba_name", "note_id total_replay_num"),
        _fields(
            _POST + "post_id=note_id title text=desc comments=total_replay_num published_at=publish_time "
            "url=note_url author_name=user_nickname"
        ),
    ),
    Table(
        "weibo", "post", _needs("note_id content comments_count", "note_id content create_date_time"),
        _fields(
            _POST + "post_id=note_id text=content likes=liked_count comments=comments_count "
            "shares=shared_count published_at=create_time|create_date_time url=note_url"
        ),
        hashtags="paired", address="https://m.weibo.cn/detail/{}",
    ),
    Table(
        "xhs", "post", _needs("note_id desc liked_count", "note_id title liked_count"),
        _fields(
            _POST + "post_id=note_id title text=desc tags=tag_list likes=liked_count comments=comment_count "
            "shares=share_count collects=collected_count published_at=time url=note_url"
        ),
        hashtags="marked", address="https://www.xiaohongshu.com/explore/{}",
    ),
    Table(
        "douyin", "post", _needs("aweme_id desc", "aweme_id title"),
        _fields(
            _POST + "post_id=aweme_id title text=desc likes=liked_count comments=comment_count "
            "shares=share_count collects=collected_count published_at=create_time url=aweme_url"
        ),
        address="https://www.douyin.com/video/{}",
    ),
    Table(
        "kuaishou", "post", _needs("video_id viewd_count", "video_id video_play_url"),
        _fields(
            _POST + "post_id=video_id title text=desc likes=liked_count views=viewd_count "
            "published_at=create_time url=video_url"
        ),
        address="https://www.kuaishou.com/short-video/{}",
    ),
    Table(
        "bilibili", "post", _needs("video_id video_play_count", "video_id video_danmaku"),
        _fields(
            _POST + "post_id=video_id title text=desc likes=liked_count comments=video_comment "
            "shares=video_share_count collects=video_favorite_count views=video_play_count "
            "published_at=create_time url=video_url"
        ),
        address="https://www.bilibili.com/video/av{}",
    ),
    Table(
        "zhihu", "post", _needs("content_id content_text", "content_id voteup_count"),
        _fields(
            _POST + "post_id=content_id title text=content_text|desc likes=voteup_count "
            "comments=comment_count published_at=created_time url=content_url"
        ),
    ),
)  # fmt: skip
