"""Addresses of posts without what belongs to the person who copied them: tokens, tracking, credentials."""

import polars as pl

# What identifies the page stays (id=, p=, v=); these say who looked, from where, with whose session.
_PRIVATE = (
    r"xsec_[a-z]+|utm_[a-z]+|spm|scm|share[a-z_]*|apptime|appuid|app_platform|app_version|token|[a-z_]*_token"
    r"|access_key|sign|signature|sig|auth[a-z_]*|sess[a-z_]*|sid|cookie|ticket|uid|user_?id|openid|unionid"
    r"|ms_?token|a_bogus|x-bogus|verify_?fp|sec_[a-z_]+|(?:author|creator|owner|device|web|account)_?id|user_?name"
    r"|nick_?name|screen_name|phone|mobile|e?mail|vd_source|buvid|from[a-z_]*|source|timestamp|_t|ts|fbclid|gclid|msclkid|ref|refer|referrer|band_rank|track[a-z_]*|pvid"
)
_BILIBILI = r"bilibili\.com/video/(?:av([0-9]+)|(BV[0-9A-Za-z]{10}))"
# Where the id of a post stands in its address, as the platforms' exports write it.
_IDS = (
    r"xiaohongshu\.com/(?:explore|discovery/item|search_result)/([0-9a-f]{24})",
    r"xiaohongshu\.com/user/profile/[0-9a-f]+/([0-9a-f]{24})",
    r"douyin\.com/(?:video|note)/([0-9]{8,})",
    r"kuaishou\.com/short-video/([0-9a-z]{8,})",
    _BILIBILI,
    r"m\.weibo\.cn/(?:detail|status)/([0-9]{10,})",
    r"weibo\.(?:com|cn)/[0-9]{5,12}/([0-9]{15,})",
    r"douyin\.com/user/[^?#]*\?(?:[^#]*&)?modal_id=([0-9]{8,})",
    r"tieba\.baidu\.com/p/([0-9]+)",
    r"zhihu\.com/question/[0-9]+/answer/([0-9]+)",
    r"tiktok\.com/@[^/]*/(?:video|photo)/([0-9]{8,})",
    r"instagram\.com/(?:p|reel)/([0-9A-Za-z_\-]{6,})",
)
# Where an address names its author: how the same post is reached without. In this order.
_NAMED = (
    (
        r"^([a-z]+://)(?:www\.|m\.)?weibo\.(?:com|cn)/[0-9]{5,12}/([0-9A-Za-z]{6,})",
        "${1}m.weibo.cn/status/${2}",
    ),
    (r"/user/profile/[0-9a-zA-Z]+/([0-9a-f]{24})", "/explore/${1}"),
    (r"(douyin\.com)/user/[^?#]*\?(?:[^#]*&)?modal_id=([0-9]{8,})[^#]*", "${1}/video/${2}"),
    (r"((?:twitter|//x|\.x)\.com)/[0-9A-Za-z_]+/status/", "${1}/i/status/"),
    (r"(instagram\.com)/[0-9A-Za-z_.]+/(p|reel|tv)/", "${1}/${2}/"),
    (r"(reddit\.com)/(?:u|user)/[^/?#]+/comments/", "${1}/comments/"),
    (r"/users/[^/?#]+/statuses/", "/@/"),
    (r"(/@)[^/?#]+(/[^?#]+)", "${1}${2}"),
    (r"(bsky\.app/profile/)[^/?#]+/post/", "${1}post/"),
)
# What is left of these is the page of an account, and no post.
_ACCOUNT = (
    r"(?i)^[a-z]+://(?:(?:[^/?#]*\.)?(?:weibo\.(?:com|cn)/(?:(?:u|n|profile)/[^/?#]+|[0-9]{5,12})"
    r"|(?:instagram|twitter|x)\.com/[0-9A-Za-z_.]+|bsky\.app/profile/[^/?#]+)/?(?:[?#].*)?$"
    r"|[^?#]*(?:/user/profile/|douyin\.com/user/|kuaishou\.com/profile/|space\.bilibili\.com/|/people/"
    r"|tieba\.baidu\.com/home/|reddit\.com/u(?:ser)?/|v2ex\.com/member/|/@[^/?#]*/?(?:[?#]|$)))"
)
_PERSON = (
    r"/user|/profile|/people/|/member/|/home/|/u/|/@|weibo\.c|space\.bilibili"
    r"|twitter\.|[/.]x\.com|instagram\."
)
_PARAMETER = rf"(?i)([?&#])(?:{_PRIVATE})=[^&#]*"
# The same in an address that is itself a parameter of another.
_NESTED = rf"(?i)(%3F|%26)(?:{_PRIVATE})%3D(?:[^&#%]|%[013-9A-F][0-9A-F]|%2[0-57-9A-F])*"


def clean_addresses(urls: pl.Series) -> pl.Series:
    """The addresses without private parameters, user and password, and without who wrote the post.

    A query left empty goes with its mark. The address of an account, which is none of a post, becomes null.
    """
    urls = _without_persons(urls)
    touched = urls.str.contains(r"[?&#@]").fill_null(False)
    if not touched.any():
        return urls
    clean = (
        urls.filter(touched)
        .str.replace(r"^([a-zA-Z][a-zA-Z0-9+.\-]*://)[^/?#@]*@", "${1}")
        .str.replace_all(_PARAMETER, "${1}")
        .str.replace_all(r"&&+", "&")
        .str.replace_all(r"([?#])&+", "${1}")
        .str.replace_all(r"[?&]+(#|$)", "${1}")
        .str.replace(r"#$", "")
    )
    if clean.str.contains("(?i)%3D", literal=False).any():
        clean = clean.str.replace_all(_NESTED, "${1}")
    return urls.clone().scatter(touched.arg_true(), clean)


def _without_persons(urls: pl.Series) -> pl.Series:
    named = urls.str.contains(_PERSON).fill_null(False)
    if not named.any():
        return urls
    clean = urls.filter(named)
    for pattern, instead in _NAMED:
        clean = clean.str.replace(pattern, instead)
    is_account = clean.str.contains(_ACCOUNT)
    clean = pl.select(pl.when(~is_account).then(clean)).to_series()
    return urls.clone().scatter(named.arg_true(), clean)


def ids_in_addresses(column: str) -> pl.Expr:
    """The id of the post at that address; null where the address says none we know."""
    address = pl.col(column)
    found = [address.str.extract(pattern, 1) for pattern in _IDS]
    return pl.coalesce(*found, address.str.extract(_BILIBILI, 2))
