"""Personal data in post texts -> marks that say what stood there: [phone] [wechat] [qq] [email] [id] @user.

Careful both ways: a contact must go in whichever disguise it comes (keycap digits, spaces, full width), and
prices, models, sizes, 1688 and hashtags must stay, as they are what we read posts for. Names of people in
running text are not found.
"""

import polars as pl

# The regex engine has no look-around: where a neighbour decides, it is captured and put back.
_START = r"(^|[^0-9０-９A-Za-z=/_.\-])"
_KEY = r"\x{FE0F}?\x{20E3}?"
_DIGIT = rf"[0-9０-９]{_KEY}"
_END = r"(?:\x{FE0F}?\x{20E3}|[０-９]|(?-u:\b))"
_GAP = r"[ \-.·]?"
_MOBILE = (
    rf"1{_KEY}[3-9３-９]{_KEY}{_DIGIT}{_GAP}(?:{_DIGIT}){{4}}{_GAP}(?:{_DIGIT}){{3}}(?:[0-9]{_END}|[０-９])"
)
_FULL_WIDTH = r"１[３-９][０-９]{9}"
_IN_WORDS = r"[一幺][三四五六七八九][零〇一幺二三四五六七八九]{9}"
_SPACED = r"1(?:[ \-][0-9]){9}[ \-][0-9](?-u:\b)"
_LANDLINE = r"\(?0(?:(?:10|2[0-9])\)?[ \-]?[2-8][0-9]{7}|[3-9][0-9]{2}\)?[ \-]?[2-8][0-9]{6,7})(?-u:\b)"
_HOTLINE = r"[48]00[ \-][0-9]{3,4}[ \-]?[0-9]{3,4}(?-u:\b)|400[0-9]{7}(?-u:\b)"
_ABROAD = r"\+[1-9][0-9]{0,2}[ \-]\(?[0-9]{2,4}\)?[ \-]?[0-9]{3,4}[ \-]?[0-9]{4}(?-u:\b)"
_COUNTRY = r"(?:(?:\+|00)?86[ \-]?)?"
_CELLULAR = rf"{_COUNTRY}(?:{_MOBILE}|{_FULL_WIDTH}|{_SPACED}|{_IN_WORDS})"
_PHONE = rf"{_START}(?:{_CELLULAR}|{_LANDLINE}|{_HOTLINE}|{_ABROAD})"

_ACCOUNT = r"[A-Za-z][A-Za-z0-9_\-]{5,19}"
_WITH_DIGIT = r"[A-Za-z][A-Za-z_\-]*[0-9][A-Za-z0-9_\-]{3,18}"
_COLON = r"\s*(?:[:：=➕+是为]|号\s*[:：是为]?|ID\s*[:：]?)\s*"
_WECHAT_WORD = r"(?:微信|薇信|威信|徽信|微\s?❤️?|V信|v信)"
_WECHAT_LETTERS = r"(?-u:\b)(?i:wechat|weixin|vx|wx|v)"
_WECHAT = "|".join(
    (
        rf"{_WECHAT_WORD}{_COLON}(?:{_ACCOUNT}|[1-9][0-9]{{5,10}}(?-u:\b))",
        rf"{_WECHAT_WORD}\s*{_WITH_DIGIT}",
        rf"加{_WECHAT_WORD}\s*[1-9][0-9]{{5,10}}(?-u:\b)",
        rf"(?:薇|徽)\s?{_WITH_DIGIT}",
        rf"(?-u:\b)(?i:wechat|weixin|vx|wx)\s+{_WITH_DIGIT}",
        rf"➕\s?[vV]\s+{_ACCOUNT}",
        rf"加\s?(?:[vV➕]\s*[:：➕\s]\s*{_ACCOUNT}|[vV➕]{_WITH_DIGIT})",
        rf"{_WECHAT_LETTERS}\s*(?:[:：➕]|号[:：]?)\s*(?:{_ACCOUNT}|[1-9][0-9]{{5,10}}(?-u:\b))",
    )
)
# 奇瑞QQ 39800元 is a car and its price: what follows the number decides.
_AFTER_QQ = r"([^0-9元块万千.]|$)"
_QQ = (
    rf"(?i:(?-u:\b)qq|扣扣|企鹅)(?:群|号|群号)?\s*[:：]?\s*[1-9][0-9]{{4,10}}{_AFTER_QQ}"
    rf"|(?-u:\b)[qQ]\s?[:：]\s*[1-9][0-9]{{4,10}}{_AFTER_QQ}"
    rf"|(?:群号|交流群|粉丝群|福利群|Q群)\s*[:：]?\s*[1-9][0-9]{{5,10}}{_AFTER_QQ}"
)
_EMAIL = r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}"
_ACCOUNTS = (
    r"weibo\.(?:com|cn)/(?:u/|n/|[0-9]{5,12}(?-u:\b))|space\.bilibili\.com/|tiktok\.com/@|douyin\.com/user/"
    r"|kuaishou\.com/profile/|instagram\.com/[0-9A-Za-z_.]+/?(?:[?\s，。]|$)|(?:twitter|[/.]x)\.com/[0-9A-Za-z_]"
    r"|bsky\.app/profile/|tieba\.baidu\.com/home/|xiaohongshu\.com/user/|zhihu\.com/people/|reddit\.com/u(?:ser)?/"
)
_OF_ACCOUNT = r"/user/profile/|/people/|/user/|/users/|/u/|/@"
_AT_HOST = r"[@＠][0-9A-Za-z_.\-]+@[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)+"
_PROFILE = (
    rf"(?:https?://[^\s，。]*(?:{_OF_ACCOUNT}|{_ACCOUNTS})|(?:(?:www|m)\.)?(?:{_ACCOUNTS}))[^\s，。；）)]*"
    r"|(?-u:\b)[0-9A-Za-z\-]+\.bsky\.social(?-u:\b)"
)
# Who shared a link, and with whose session: the link itself stays.
_SESSION = (
    r"(?i)([?&](?:xsec_[a-z]+|[a-z_]*token|access_key|sess[a-z_]*|sid|ticket|sign(?:ature)?|share[a-z_]*|app(?:uid|time)"
    r"|uid|user_?id|sec_[a-z_]+|openid|unionid|vd_source|buvid[0-9]*)=)[^\s&#，。；）)]+"
)
_IDENTITY = (
    r"(?-u:\b)[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?-u:\b)"
    r"|(?-u:\b)62[0-9]{14,17}(?-u:\b)"
    r"|(?:小红书|抖音|快手|微博)(?:账)?号\s*[:：]\s*[A-Za-z0-9_.\-]{5,30}"
)
_LETTER = r"[\p{L}_\p{Extended_Pictographic}]"
# A sign may stand before a name, and a digit begin one (@95后妈妈), but not a price (@5元/个).
_AT_NAME = (
    rf"(?:[@＠]user(?-u:\b)|[@＠][~～·•.丶\-]{{0,2}}{_LETTER}[\p{{L}}\p{{N}}_\-·\p{{Extended_Pictographic}}]{{0,29}}"
    r"|[@＠][0-9]+[^\s0-9元块折毛角分万千个件条双只.,，。/%\-:：][\p{L}\p{N}_\-]{1,28}|[@＠][0-9]{6,20}(?-u:\b))"
    # the rest of a name on a network of many hosts: @name.example, @name@host.example
    r"(?:@[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)+|(?:\.[A-Za-z][0-9A-Za-z\-]*)+)?"
)
_REDDIT_NAME = r"(^|[\s(（,，])/?u/[A-Za-z0-9_\-]{3,20}"

# In this order: an address before the @ in it, a phone before the WeChat word in front of it.
_MASKS = (
    (_PROFILE, "[user-url]"),
    (_SESSION, "${1}…"),
    (_AT_HOST, "@user"),
    (_EMAIL, "[email]"),
    (_IDENTITY, "[id]"),
    (_PHONE, "${1}[phone]"),
    (_WECHAT, "[wechat]"),
    (_QQ, "[qq]${1}${2}${3}"),
    (_AT_NAME, "@user"),
    (_REDDIT_NAME, "${1}@user"),
)
# Cheap test for what may hold anything of the above; most titles do not.
_SUSPECT = (
    r"[@＠]|u/|/people/|/user|/profile/|weibo\.c|space\.bilibili|instagram\.|twitter\.|x\.com/|\.bsky|home/|[?&][A-Za-z_0-9]+=|[0-9０-９](?:[\s\-.·()\x{FE0F}\x{20E3}]{0,3}[0-9０-９]){4}"
    r"|(?:薇|徽)\s?[A-Za-z]|(?:书|音|手|博|账)号\s*[:：]|[qQ]\s?[:：]|[一幺][三四五六七八九][零〇一幺二三四五六七八九]{9}"
    r"|(?i:微信|薇信|威信|徽信|v信|微\s?❤|加\s?[v➕]|wechat|weixin|(?-u:\b)[vw]x|(?-u:\b)v[:：号➕])"
)


def mask_personal(texts: pl.Series) -> pl.Series:
    """The texts with contacts and names of accounts replaced by marks; masking twice changes nothing."""
    suspect = texts.str.contains(_SUSPECT).fill_null(False)
    if not suspect.any():
        return texts
    masked = texts.filter(suspect)
    for pattern, mark in _MASKS:
        masked = masked.str.replace_all(pattern, mark)
    return texts.clone().scatter(suspect.arg_true(), masked)


def mask_tags(tags: pl.Series) -> pl.Series:
    """The same for lists of tags; an empty list stays one."""
    words = tags.explode(empty_as_null=False, keep_nulls=False)
    masked = mask_personal(words)
    if masked.equals(words, null_equal=True):
        return tags
    return (
        pl.DataFrame({"tags": tags})
        .with_row_index()
        .select(pl.col("tags").list.eval(pl.element().map_batches(mask_personal, return_dtype=pl.String)))[
            "tags"
        ]
    )
