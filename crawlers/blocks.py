"""Pages that are no list but a no: told by their shape, and by their words where no post is on them.

Words alone prove nothing, as a post may speak of captchas; so words are asked only of a page without posts,
and a shape counts only on a page with little else to read.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.markup import decode_page, plain_text

REFUSED_STATUS = frozenset({401, 402, 403, 407, 451})
BUSY_STATUS = frozenset({429, 503})
LOOKED_AT_BYTES = 200_000
LITTLE_TO_READ = 1_500
A_FEW_WORDS = 400

_LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|passport|account/begin|oauth/authorize)(?=[/?#.]|$)|//passport\.", re.I
)
_CHECK_PATH = re.compile(
    r"/(?:captcha|verify|sorry|antispider|sec-?check|wappass|challenge)(?=[/?#.]|$)|//wappass\.", re.I
)
_TITLE = re.compile(r"<title[^<>]*>([^<]*)", re.I)

_CAPTCHA_WORDS = re.compile(
    r"captcha|are you (?:a robot|human)|not a robot|verify (?:that )?you are human"
    r"|验证码|滑动验证|拖动滑块|滑块验证|安全验证|人机验证|身份验证|点击完成验证",
    re.I,
)
_BLOCK_WORDS = re.compile(
    r"access denied|request blocked|you have been blocked|unusual traffic|attention required|just a moment"
    r"|checking your browser"
    r"|访问被拒绝|拒绝访问|访问过于频繁|访问频次"
    r"|操作频繁|请求过于频繁|异常流量|访问异常|网络环境异常|被拦截|请求存在风险|账号异常",
    re.I,
)
_LOGIN_WORDS = re.compile(
    r"请先登录|登录后查看|登录后即可|登录查看更多|立即登录|扫码登录"
    r"|log in to continue|sign in to continue|please log in|login required"
    r"|requires? an? authenticated user|authentication required",
    re.I,
)
# What the makers of such walls put into every one of them.
_CAPTCHA_SHAPE = re.compile(
    r"geetest|TCaptcha|TencentCaptcha|AliyunCaptcha|nc_1_wrapper|g-recaptcha|hcaptcha\.com|captcha-delivery\.com"
    r"|px-captcha|arkoselabs|cf-turnstile",
    re.I,
)
_BLOCK_SHAPE = re.compile(
    r"_cf_chl_opt|cdn-cgi/challenge-platform|cf-error-details|acw_sc__v2|probe\.js|_waf_bd|awswaf|_Incapsula_",
    re.I,
)
_PASSWORD_FIELD = re.compile(r"<input[^<>]+type=[\"']?password", re.I)


@dataclass(frozen=True, slots=True)
class Wall:
    """What stands in the way: `kind` is refused, blocked, captcha or login_wall."""

    kind: str
    because: str


def wall_by_address(url: str, asked: str) -> Wall | None:
    """A redirect to a login or check page, told from the address we ended at."""
    place = url.split("?", maxsplit=1)[0]
    for pattern, kind in ((_CHECK_PATH, "captcha"), (_LOGIN_PATH, "login_wall")):
        if pattern.search(place) and not pattern.search(asked):
            return Wall(kind, f"sent to {place}")
    return None


def wall_by_status(status: int, url: str, body: bytes, content_type: str = "") -> Wall | None:
    """A refusing HTTP status, named by what its page says where it says more."""
    if status not in REFUSED_STATUS:
        return None
    said = f"HTTP {status} from {_bare(url)}"
    named = wall_by_shape(url, body, content_type) or wall_by_words(url, body, content_type)
    return Wall(named.kind, f"{said}: {named.because}") if named else Wall("refused", said)


def wall_by_shape(url: str, body: bytes, content_type: str = "") -> Wall | None:
    """A page that is hardly more than a check, a block or a login form, whatever a reader finds on it."""
    page = decode_page(body[:LOOKED_AT_BYTES], content_type)
    if "<" not in page[:2_000]:
        return None
    visible = plain_text(page)
    if len(visible) > LITTLE_TO_READ or len(body) > LOOKED_AT_BYTES:
        return None
    title = plain_text("".join(_TITLE.findall(page[:20_000])[:1]))
    if _CAPTCHA_SHAPE.search(page) or _CAPTCHA_WORDS.search(title):
        return Wall("captcha", f"{_bare(url)} is a captcha page")
    if _BLOCK_SHAPE.search(page) or _BLOCK_WORDS.search(title):
        return Wall("blocked", f"{_bare(url)} is a block page")
    if _PASSWORD_FIELD.search(page) and len(visible) < A_FEW_WORDS:
        return Wall("login_wall", f"{_bare(url)} is a login form")
    return None


def wall_by_words(url: str, body: bytes, content_type: str = "") -> Wall | None:
    """What a page without posts says of itself."""
    text = decode_page(body[:LOOKED_AT_BYTES], content_type)
    for words, kind in (
        (_CAPTCHA_WORDS, "captcha"),
        (_LOGIN_WORDS, "login_wall"),
        (_BLOCK_WORDS, "blocked"),
    ):
        found = words.search(text)
        if found:
            return Wall(kind, f"{_bare(url)} says {found[0]!r}")
    return None


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}"
