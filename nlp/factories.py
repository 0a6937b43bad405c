"""Factories: makers we know, and names of the form 暖屿服饰 / 南通锦瑟家纺 beside a cue."""

import re

import polars as pl

from nlp.lexicon import Lexicon

_TRADE = (
    "鞋业|鞋厂|箱包厂|皮具厂|家纺厂|针织厂|服装厂|制衣厂|毛衫厂|玩具厂|家具厂|电器厂|五金厂|食品厂|日化厂|化妆品厂|杯业|"
    "家纺|服饰|制衣|针织|日化|电器|箱包|皮具|五金|玩具|家具|食品|制造|塑胶|塑业|陶瓷|文具|纺织|生物|化妆品|科技|实业|工贸|日用品|宠物|"
    "照明|光电|电子|木业|鞋材|体育|户外用品|乳业|饮品|酒业|茶业|精密|有限公司"
)
_PLACE = (
    "广东|浙江|福建|江苏|山东|河北|安徽|河南|湖南|湖北|江西|四川|重庆|广西|上海|北京|天津|广州|深圳|佛山|东莞|中山|惠州|汕头|揭阳|潮州|"
    "宁波|温州|杭州|嘉兴|湖州|台州|金华|绍兴|义乌|永康|温岭|慈溪|余姚|诸暨|苏州|南通|无锡|常州|扬州|泉州|晋江|石狮|莆田|厦门|福州|青岛|临沂|"
    "保定|白沟|南康|赣州|景德镇|长沙|武汉|成都|郑州|许昌|镇江|徐州|合肥|安庆|织里|濮院|海宁|桐乡|平湖|狮岭|花都|白云|顺德|南海|余杭"
)
_CUE = "代工|源头|工厂|厂|生产商|制造商|贴牌|OEM|oem|一手货源|产业带|起批|起订|直发|供货|出品"
_NAME = re.compile(
    rf"(?:我们(?:是|家|厂)?|是|叫|由|的|给|为|找|定的|来自|厂名|生产商[:：]?|制造商[:：]?|厂家[:：]?|^|[\s，,。！!：:】|｜「“（(、])"
    rf"((?!我们|这家|那家|一家|自己|本地|专业|工厂|厂家|源头)(?:(?![为由是的给找在和与了也都被叫去像说称从到有个])[一-鿿]){{2,6}}?(?:{_TRADE})(?:厂(?![商长]))?+(?:（[一-鿿]{{2,4}}）)?)"
    r"(?=代工|的|是|给|为|出|直|生产|源头|有限|家的|[\s，,。！!、：:；;）)｜|.]|$)"
)
# common nouns of that form
_PLAIN = re.compile(
    "^(各|先|随着|比如|谈|主力|独|成熟|应季|老牌|无限|自主|该|大牌|品牌|国产|进口|儿童|婴儿|男装|女装|高端|智能|家用|宠物|孕婴|休闲|运动|户外|传统|现代|日用|床上|全屋|实木|办公|"
    "定制|厨房|厨卫|小家电|家用电器|智能家居|电子|电动|中国|美国|日本|韩国|高新|生物)|"
    r"[一多几两]家|警方|男子|女子|记者|通报|老板|黑心|某"
)
# what tells the trade or the place, but no name
_GENERIC = re.compile(
    rf"{_TRADE}|{_PLACE}|外贸|实木|源头|工厂|厂家|[省市区县镇村]|一家?|老?厂|酒业|公司|品牌|优质|本地|大型|小型|专业|精品|高端|时尚|老牌"
)
# whatever follows "the maker is …", whether its name tells the trade or not
_SAID = re.compile(
    r"(?:(?:代工厂|生产商|制造商|生产厂家|生产企业|受托方|厂名|委托方)(?:家)?(?:就?是|为|[：:]|叫|写的是?|写着)\s*|由|找)"
    r"((?:(?![为由是的给找在和与了也都被叫去像说称从到有])[一-鿿]){3,9}?)"
    r"(?=代工|贴牌|代生产|生产的|加工|[\s，,。！!；;、）)]|的|$)"
)
_NOBODY = re.compile(
    r"同|哪|谁|什么|自己|大牌|国内|国外|本地|工厂|厂家|牌子|品牌|他们|我们|你们|咱|它|这|那|一家|两家|第三方|专业|不同|某|人"
)

_MAKES = r"^\s?(代工|贴牌|生产|制造|供货|出品)"
_CHAINS = r"^\s?(代工厂|代工方|代工商|贴牌酒)"
_FOR = r"(由|找|靠|让|请|委托|是|和|与|、|也是)\s?$"


def pick(found: pl.DataFrame) -> pl.DataFrame:
    """Known makers, and brands that the text shows making for others (今麦郎代工)."""
    known = pl.col("kind") == "factory"
    maker = (
        (pl.col("kind") == "brand")
        & ~pl.col("common")
        & pl.col("after").str.contains(_MAKES)
        & ~pl.col("after").str.contains(_CHAINS)
        & (pl.col("before").str.contains(_FOR) | pl.col("after").str.contains(r"^\s?代工($|[^厂商方])"))
        & ~pl.col("before").str.contains(r"(为|给|替|帮)\s?$")
    )
    return found.filter(known | maker).with_columns(kind=pl.lit("factory"))


def unknown(posts: pl.DataFrame, known: pl.DataFrame, full: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Makers no lexicon knows, in posts about goods (row) that speak of sourcing.

    `known` are the mentions found so far: they win, and so does a known name inside a longer span.
    """
    texts = posts.select("row").with_columns(full.gather(posts["row"]).alias("full"))
    maybe = texts.filter(pl.col("full").str.contains(_CUE))
    places: dict[int, list[tuple[int, int]]] = {}
    for row, start, end in (
        known.filter(pl.col("kind") == "factory").select("row", "start", "end").iter_rows()
    ):
        places.setdefault(row, []).append((start, end))
    names = dict(lexicon.terms.filter(kind="factory").select("form", "norm").iter_rows())
    found = []
    for row, text in maybe.iter_rows():
        for span in by_form(text):
            start, end, norm = _known_inside(text, *span, names)
            if not any(start < stop and begin < end for begin, stop in places.get(row, ())):
                found.append((row, "factory", start, end, text[start:end], norm))
    schema = {
        "row": pl.UInt32,
        "kind": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "norm": pl.String,
    }
    return pl.DataFrame(found, schema=schema, orient="row")


def _known_inside(text: str, start: int, end: int, names: dict[str, str]) -> tuple[int, int, str]:
    """The longest known name in a span, else the span; a place in brackets is no part of the norm."""
    span = text[start:end]
    inside = [name for name in names if len(name) > 2 and name in span]
    if inside:
        name = max(inside, key=len)
        start += span.index(name)
        return start, start + len(name), names[name]
    return start, end, re.sub("（.*）$", "", span)


def by_form(text: str) -> list[tuple[int, int]]:
    """Places of names like 卓雅居家具厂 in one text that has a sourcing cue."""
    if not re.search(_CUE, text):
        return []
    formed = [found.span(1) for found in _NAME.finditer(text) if _names_somebody(found[1])]
    said = [found.span(1) for found in _SAID.finditer(text) if _named_as_maker(text, found)]
    return formed + [
        span for span in said if not any(span[0] < end and start < span[1] for start, end in formed)
    ]


def _names_somebody(name: str) -> bool:
    """Two characters at least that tell neither trade nor place: 卓雅居家具厂, not 赣州南康实木家具厂."""
    return not _PLAIN.match(name) and len(_GENERIC.sub("", re.sub("（.*）", "", name))) > 1


def _named_as_maker(text: str, found: re.Match[str]) -> bool:
    """由X代工 and 找X代工 need the 代工; 代工厂是X does not."""
    if _NOBODY.search(found[1]) or _PLAIN.match(found[1]):
        return False
    short = found[0][0] in "由找"
    return not short or bool(re.match("代工|贴牌|代生产|加工", text[found.end() :]))
