"""Names of columns in exports, Chinese and English, by the field of a post they hold.

Written as words between spaces; a space inside a column name counts as "_".
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_NAMES = {
    "platform": "platform 平台 来源平台 site 站点 source_platform",
    "post_id": """
        post_id note_id aweme_id video_id comment_id content_id item_id 微博id 微博编号 mblogid mid
        笔记id 帖子id 视频id 作品id 文章id 评论id id 编号
    """,
    "kind": "kind 类型 内容类型 帖子类型",
    "parent_id": "parent_id parent_comment_id 父评论id 所属帖子 所属笔记id",
    "url": """
        url link permalink note_url aweme_url video_url content_url article_url 链接 网址 笔记链接
        帖子链接 视频链接 作品链接 官方笔记地址 笔记地址 原文链接 文章链接 微博链接 地址
    """,
    "title": "title 标题 笔记标题 帖子标题 视频标题 文章标题 作品标题 name 词条 热搜词",
    "text": """
        text content desc description body content_text selftext summary 正文 内容 笔记内容 笔记正文
        笔记详情 帖子内容 微博正文 微博内容 评论内容 评论 文案 描述 摘要 视频文案
    """,
    "tags": "tags tag_list tag hashtags 标签 话题 笔记话题 关键词标签",
    "author_hash": "author_hash creator_hash",
    "author_id": "author_id user_id uid sec_uid 作者id 用户id 博主id 达人id 小红书号 抖音号 账号id",
    "author_name": """
        author author_name nickname user_nickname username 作者 昵称 用户昵称 用户名 博主 博主昵称
        达人名称 达人昵称 发布者 账号名称
    """,
    "likes": """
        likes like_count liked_count like_nr comment_like_count voteup_count score digg_count 点赞
        点赞数 点赞量 赞 获赞数 赞同数
    """,
    "comments": """
        comments comment_count comments_count comment_nr num_comments sub_comment_count video_comment
        total_replay_num 评论数 评论量 回复数 回复
    """,
    "shares": "shares share_count shared_count video_share_count 分享 分享数 分享量 转发 转发数 转发量",
    "collects": """
        collects collected_count collect_count star_nr video_favorite_count favorites 收藏 收藏数
        收藏量
    """,
    "views": """
        views view_count viewd_count video_play_count play_count 阅读 阅读量 阅读数 预估阅读量 播放
        播放量 播放数 浏览量 曝光量
    """,
    "heat": "heat 热度 热度值 hot_value heat_score",
    "published_at": """
        published_at created_at create_time create_date_time created_time publish_time time timestamp
        date datetime datepublished pubdate 发布时间 发表时间 发布日期 创建时间 时间 日期 评论时间
        上榜时间
    """,
    "observed_at": "observed_at last_modify_ts 采集时间 抓取时间 更新时间 crawled_at",
    "query": "query source_keyword keyword 搜索词 采集关键词 搜索关键词",
}


class Aliases:
    """The names that columns of one kind of table go by; written as words between spaces."""

    def __init__(self, names: Mapping[str, str], bare: bool = False) -> None:
        self.fields = {field: tuple(known.split()) for field, known in names.items()}
        self._bare = bare
        self._field = {
            alias: (field, rank) for field, known in self.fields.items() for rank, alias in enumerate(known)
        }

    def field_of(self, name: str) -> tuple[str | None, int]:
        """The field that a column so named holds, and how good a name for it that is (0 is best).

        Where the table is `bare`, a unit in brackets behind the name is no part of it: 支付金额(元).
        """
        return self._field.get(bare_name(name) if self._bare else folded(name), (None, 0))

    def places_of(self, names: Sequence[str]) -> dict[str, int]:
        """Field -> place of its column; among several, the alias that stands first in the list."""
        best: dict[str, tuple[int, int]] = {}
        for place, name in enumerate(names):
            field, rank = self.field_of(name)
            if field is not None and (field not in best or rank < best[field][0]):
                best[field] = (rank, place)
        return {field: place for field, (_, place) in best.items()}


POSTS = Aliases(_NAMES)
ALIASES = POSTS.fields
_COMMENT_IDS = ("comment_id", "评论id")

# Words in a kind column; also what one large export writes for the form of a note.
KINDS = {
    "帖子": "post", "笔记": "post", "图文": "post", "图文笔记": "post", "视频": "post",
    "视频笔记": "post", "微博": "post", "文章": "post", "回答": "post", "normal": "post",
    "video": "post", "answer": "post", "article": "post", "评论": "comment", "回复": "comment",
    "评价": "review", "商品评价": "review", "热搜": "hot", "热榜": "hot", "热点": "hot",
    "头条": "headline", "新闻": "headline", "资讯": "headline",
}  # fmt: skip

# A column only one platform has.
OF_COLUMN = {
    "note_id": "xhs", "笔记id": "xhs", "笔记标题": "xhs", "笔记内容": "xhs", "笔记链接": "xhs",
    "官方笔记地址": "xhs", "小红书号": "xhs", "aweme_id": "douyin", "aweme_url": "douyin",
    "抖音号": "douyin", "微博id": "weibo", "微博正文": "weibo", "微博内容": "weibo",
    "mblogid": "weibo", "tieba_name": "tieba", "voteup_count": "zhihu", "subreddit": "reddit",
}  # fmt: skip
OF_HOST = {
    "xiaohongshu.com": "xhs", "xhslink.com": "xhs", "weibo.com": "weibo", "weibo.cn": "weibo",
    "douyin.com": "douyin", "iesdouyin.com": "douyin", "kuaishou.com": "kuaishou",
    "bilibili.com": "bilibili", "b23.tv": "bilibili", "zhihu.com": "zhihu", "tieba.baidu.com": "tieba",
    "smzdm.com": "smzdm", "douban.com": "douban", "reddit.com": "reddit", "v2ex.com": "v2ex",
    "36kr.com": "36kr",
}  # fmt: skip


_BRACKETS = re.compile(r"_*[(\[]([^()\[\]]*)[)\]]$")


def folded(name: str) -> str:
    """A column name as it is compared: no byte order mark, case, width or space."""
    return unicodedata.normalize("NFKC", name).strip("\ufeff \t\"'").lower().replace(" ", "_")


def bare_name(name: str) -> str:
    """The same without a unit in brackets behind it and, where it is Chinese, without spaces."""
    bare = _BRACKETS.sub("", folded(name))
    return bare if bare.isascii() else bare.replace("_", "")


def unit_of(name: str) -> str | None:
    """The unit in brackets behind a column name: 元 of 支付金额（元）, % of 点击率(%)."""
    found = _BRACKETS.search(folded(name))
    return found.group(1) if found else None


def fields_of(names: Sequence[str]) -> dict[str, int]:
    """Field of a post -> place of the column that holds it."""
    places = POSTS.places_of(names)
    # In a table of comments the other id is that of the post they hang on.
    own = next((place for place, name in enumerate(names) if folded(name) in _COMMENT_IDS), None)
    if own is not None and places["post_id"] != own:
        places |= {"post_id": own, "parent_id": places["post_id"]}
    # 评论 alone heads the number of comments where another column holds the text.
    comments = [place for place, name in enumerate(names) if folded(name) == "评论"]
    if comments and "comments" not in places and "text" in places and places["text"] not in comments:
        places["comments"] = comments[0]
    return places
