"""Addresses of posts without what belongs to the person who copied them: tokens, tracking, credentials."""

import polars as pl

# What identifies the page stays (id=, p=, v=); these say who looked, from where, with whose session.
_PRIVATE = (
    r"xsec_[a-z]+|utm_[a-z]+|spm|scm|share[a-z_]*|apptime|appuid|app_platform|app_version|token|[a-z_]*_token"
    r"|access_key|sign|signature|sig|auth[a-z_]*|sess[a-z_]*|sid|cookie|ticket|uid|user_?id|openid|unionid"
    r"|vd_source|buvid|from[a-z_]*|source|timestamp|_t|ts|fbclid|gclid|msclkid|ref|refer|referrer|band_rank|track[a-z_]*|pvid"
)
# Where the id of a post stands in its address, as the platforms' exports write it.
_IDS = (
    r"xiaohongshu\.com/(?:explore|discovery/item|search_result)/([0-9a-f]{24})",
    r"xiaohongshu\.com/user/profile/[0-9a-f]+/([0-9a-f]{24})",
    r"douyin\.com/(?:video|note)/([0-9]{8,})",
    r"kuaishou\.com/short-video/([0-9a-z]{8,})",
    r"bilibili\.com/video/(?:av([0-9]+)|(BV[0-9A-Za-z]{10}))",
    r"m\.weibo\.cn/(?:detail|status)/([0-9]{10,})",
    r"tieba\.baidu\.com/p/([0-9]+)",
    r"zhihu\.com/question/[0-9]+/answer/([0-9]+)",
    r"tiktok\.com/@[^/]*/(?:video|photo)/([0-9]{8,})",
    r"instagram\.com/(?:p|reel)/([0-9A-Za-z_\-]{6,})",
)
_HANDLE = r"(tiktok\.com/@)[^/?#]+"
_BY_PROFILE = r"/user/profile/[0-9a-z]+/([0-9a-f]{24})"
_PARAMETER = rf"(?i)([?&#])(?:{_PRIVATE})=[^&#]*"


def clean_addresses(urls: pl.Series) -> pl.Series:
    """The addresses without private parameters, user and password; a query left empty goes with its mark."""
    touched = urls.str.contains(r"[?&#@]|/user/profile/").fill_null(False)
    if not touched.any():
        return urls
    clean = (
        urls.filter(touched)
        .str.replace(r"^([a-zA-Z][a-zA-Z0-9+.\-]*://)[^/?#@]*@", "${1}")
        .str.replace(_HANDLE, "${1}")
        .str.replace(_BY_PROFILE, "/explore/${1}")
        .str.replace_all(_PARAMETER, "${1}")
        .str.replace_all(r"&&+", "&")
        .str.replace_all(r"([?#])&+", "${1}")
        .str.replace_all(r"[?&]+(#|$)", "${1}")
        .str.replace(r"#$", "")
    )
    return urls.clone().scatter(touched.arg_true(), clean)


def ids_in_addresses(column: str) -> pl.Expr:
    """The id of the post at that address; null where the address says none we know."""
    address = pl.col(column)
    found = [address.str.extract(pattern, 1) for pattern in _IDS]
    return pl.coalesce(*found, address.str.extract(_IDS[4], 2))
