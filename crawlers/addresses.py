"""Addresses of posts without what belongs to the person who copied them: tokens, tracking, credentials."""

import polars as pl

# What identifies the page stays (id=, p=, v=); these say who looked, from where, with whose session.
_PRIVATE = (
    r"xsec_[a-z]+|utm_[a-z]+|spm|scm|share[a-z_]*|apptime|appuid|app_platform|app_version|token|[a-z_]*_token"
    r"|access_key|sign|signature|sig|auth[a-z_]*|sess[a-z_]*|sid|cookie|ticket|uid|user_?id|openid|unionid"
    r"|vd_source|buvid|from[a-z_]*|source|timestamp|_t|ts|fbclid|gclid|msclkid|ref|referrer|track[a-z_]*|pvid"
)
_PARAMETER = rf"(?i)([?&#])(?:{_PRIVATE})=[^&#]*"


def clean_addresses(urls: pl.Series) -> pl.Series:
    """The addresses without private parameters, user and password; a query left empty goes with its mark."""
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
    return urls.clone().scatter(touched.arg_true(), clean)
