"""Factories: makers we know, and names of the form 暖屿服饰 / 南通锦瑟家纺 beside a cue."""

import re

import polars as pl

from nlp.lexicon import Lexicon

_TRADE = (
    "鞋业|鞋厂|袜业|袜厂|箱包厂|皮具厂|家纺厂|针织厂|服装厂|制衣厂|毛衫厂|毛织厂|羽绒厂|玩具厂|家具厂|沙发厂|床垫厂|电器厂|电子厂|五金厂|食品厂|日化厂|化妆品厂|陶瓷厂|"
    "塑料厂|刀具厂|灯具厂|门窗厂|伞厂|帽厂|茶厂|酒厂|酒庄|杯业|家纺|服饰|服装|制衣|针织|针纺|毛织|日化|电器|箱包|手袋|皮具|皮革|皮业|五金|玩具|家具|家私|食品|制造|塑胶|塑业|橡塑|"
    "陶瓷|瓷业|文具|文创|纺织|生物|化妆品|美妆|科技|实业|工贸|轻工|日用品|用品|制品|工艺品|宠物|照明|灯饰|光电|电子|机电|电机|木业|竹木|鞋材|体育|户外用品|乳业|乳品|饮品|饮料|"
    "酒业|茶业|粮油|调味品|精密|卫浴|洁具|洗涤|厨具|餐具|刀剪|伞业|帽业|眼镜|光学|珠宝|首饰|饰品|水晶|纸业|包装|药业"
)
_PLACE = (
    "广东|浙江|福建|江苏|山东|河北|安徽|河南|湖南|湖北|江西|四川|重庆|广西|上海|北京|天津|吉林|辽宁|黑龙江|陕西|山西|云南|贵州|海南|内蒙古|新疆|宁夏|甘肃|"
    "广州|深圳|佛山|东莞|中山|珠海|江门|惠州|汕头|揭阳|潮州|潮汕|阳江|湛江|宁波|温州|杭州|嘉兴|湖州|台州|金华|绍兴|衢州|丽水|义乌|永康|武义|浦江|东阳|温岭|慈溪|余姚|诸暨|"
    "苏州|南通|无锡|常州|扬州|泰州|盐城|宿迁|连云港|泉州|晋江|石狮|南安|德化|安溪|莆田|厦门|福州|漳州|宁德|青岛|威海|烟台|潍坊|高密|即墨|淄博|滨州|临沂|菏泽|曹县|"
    "保定|白沟|邢台|南和|清河|石家庄|沧州|廊坊|唐山|南康|赣州|景德镇|南昌|九江|长沙|株洲|醴陵|邵东|武汉|仙桃|成都|绵阳|郑州|许昌|漯河|商丘|洛阳|镇江|丹阳|徐州|合肥|安庆|"
    "芜湖|阜阳|六安|滁州|织里|濮院|海宁|桐乡|平湖|安吉|长兴|德清|狮岭|花都|白云|番禺|增城|顺德|南海|余杭|临平|萧山|柯桥|上虞|黄岩|临海|玉环|澄海|普宁|虎门|厚街|大朗"
)
_CUE = (
    "代工|源头|工厂|厂|鞋业|制衣|毛织|袜业|针织|服饰|工贸|实业|集团|生产商|制造商|贴牌|OEM|oem|一手货源|产业带|起批|起订|直发|供货|出品|受托|委托|厂家|有限公司|批发|店铺|发货|1688|定做|定制|打样|"
    "(?i:co\\.,? ?ltd|factory|manufactur)"
)
_LEFT = (
    r"(?:我们(?:是|家|厂)?|是|叫|叫做|由|的|给|为|找了?|定的|选了|来自|出自|厂名|企业|厂商|受托方?|被委托方|写着|标着|对接了?|着|在|去|跟|和|从|找|源头|生产商[:：]?|制造商[:：]?|厂家[:：]?|"
    r"^|[\s，,。！!：:】|｜「“（(、✅；;#])"
)
_NAME = re.compile(
    rf"{_LEFT}"
    rf"((?!我们|这家|那家|一家|自己|本地|专业|工厂|厂家|源头)(?:(?:{_PLACE})(?:市|县|区|镇)?(?:[一-鿿]{{1,3}}[区县镇])?)?(?:(?![为由是的给找在和与了也都被叫去像说称从到有个])[一-鿿]){{2,6}}?(?:{_TRADE})(?:厂(?![商长]))?+(?:（[一-鿿]{{2,4}}）)?)"
    r"(?=代工|贴牌|的|是|给|为|出|直|生产|供货|源头|有限|家的|称|回应|做|发|承接|专做|专注|拿|接单|出|[\s，,。！!、：:；;）)｜|.”」✔~～]|$)"
)
# a registered name is told by its end, whatever it is made of
_CITY = rf"(?:(?:{_PLACE})(?:省|市)?(?:[一-鿿]{{1,3}}?[市县区镇])?)"
_END = r"(?:股份|集团)?有限(?:责任)?公司(?:[一-鿿]{2,6}分公司)?"
_COMPANY = re.compile(
    rf"({_CITY}(?:[一-鿿]|[（(][一-鿿]{{2,6}}[）)]){{2,18}}?{_END})"
    rf"|(?:(?![为由是的给找写叫商])(?:[一-鿿]|[（(][一-鿿]{{2,6}}[）)])){{3,18}}?{_END}"
)
_ENGLISH = re.compile(
    r"\b([A-Z][\w&]+(?: [A-Z][\w&]+){0,4},? (?:Co\.?,? ?Ltd\.?|(?:Garment|Textile|Footwear|Shoes|"
    r"Leather|Bags|Electronics?|Cosmetics|Industrial|Manufacturing|Plastic|Hardware|Toys|"
    r"Furniture|Apparel)"
    r"(?: (?:Factory|Co\.?,? ?Ltd\.?|Company|Group))?|Factory)(?![a-z]))"
)
# 南康拾木坊, 福建利众: a place and two to four characters, where a maker is named
_PLACED = re.compile(
    rf"(?:代工的(?:是|就是)?|(?:代工厂|厂家|厂子|工厂|厂|受托方|受托|生产商|制造商|供应商|源头)(?:是|叫|在|为|[:：])?\s?|[，,。；;\s])"
    rf"((?:{_PLACE})(?:市|县|区|镇)?(?:(?![为由是的给找在和与了也都被叫去像说称从到有个这那做出买卖拿发])[一-鿿]){{1,3}}(?:坊|轩|阁|社|堂|记|众|源|达|兴|丰|泰|盛|隆|辉|顺|昌|发|利|美|鑫|华|荣|宏|信|诚|康|佳|雅|洁|宝|通|联|恒|凯|威|锋|腾|翔|驰|裕|祥|福|和|嘉))"
    r"(?=[，,。！!、：:；;）)\s”」✔]|代工|$)"
)
# common nouns of that form
_PLAIN = re.compile(
    "^(各|当代|近代|现代|先|随着|比如|谈|主力|独|成熟|应季|老牌|无限|自主|该|大牌|品牌|国产|进口|儿童|婴儿|男装|女装|高端|智能|家用|宠物|孕婴|休闲|运动|户外|传统|现代|日用|床上|全屋|实木|办公|"
    "定制|厨房|厨卫|小家电|家用电器|智能家居|电子|电动|中国|美国|日本|韩国|高新|生物)|"
    r"[一多几两]家|警方|男子|女子|记者|通报|老板|黑心|某"
)
# what tells the trade or the place, but no name
_GENERIC = re.compile(
    rf"{_TRADE}|{_PLACE}|外贸|实木|源头|工厂|厂家|[省市区县镇村]|一家?|老?厂|酒业|公司|品牌|优质|本地|大型|小型|专业|精品|高端|时尚|老牌"
)
# whatever follows "the maker is …", whether its name tells the trade or not
_SAID = re.compile(
    r"(?:(?:代工厂|代工方|生产商|制造商|生产厂家|生产企业|生产单位|受托方|受托生产企业|受托|被委托方|厂名|厂子|老厂|源头厂家?)(?:家)?(?:就?是|为|[：:]|叫|写的是?|写着)\s*|由|找)"
    r"((?:(?![为由是的给找在和与了也都被叫去像说称从到有])[一-鿿]){3,9}?)"
    r"(?=代工|贴牌|代生产|生产的|加工|[\s，,。！!；;、）)]|的|$)"
)
# 是万森代工的, 恒瑞给全季代工
_WORKS = re.compile(
    r"(?:是|由|找|叫|请|让|交给|委托|出自|来自)((?:(?![为由是的给找在和与了也都被叫去像说称从到有个这那])[一-鿿]){2,6}?)(?<![现年古当近时世历同后前朝])(?=代工(?![业人程具作资])|贴牌|OEM|代生产)"
    r"|(?:^|[，,。！!？?\n：:；;\s])((?:(?![为由是的给找在和与了也都被叫去像说称从到有个这那我你他就还只专])[一-鿿]){2,6}?)"
    r"(?=(?:一直|也|还|就|确实|其实|同时|现在|以前|曾|曾经|正|已经)?(?:在)?[给替帮][^，。！？\n]{1,12}(?:代工|供货|贴牌|代加工))"
)
_NOBODY = re.compile(
    r"同|哪|谁|大厂|小厂|名厂|老厂|什么|自己|大牌|国内|国外|本地|工厂|厂家|牌子|品牌|他们|我们|你们|咱|它|这|那|一家|两家|第三方|专业|不同|某|人"
)

# the maker on a label: 生产商：君乐宝, made by Starbucks
_LABEL = (
    r"(?:(?:生产商|制造商|代工厂|代工方|生产企业|受托方|受托生产企业|受托|被委托方|生产厂家)(?:就?是|为|[：:])?|(?i:(?:made|manufactured|"
    r"produced|roasted|brewed|supplied|bottled) (?:for them )?by(?: the)?))\s?"
    rf"(?:{_PLACE})?$"
)
_ADVERB = "(?:一直|也|还|就|确实|其实|同时|现在|以前|曾|曾经|正|已经|据说)?(?:在)?"
_SERVES = rf"^{_ADVERB}(?:[给替帮]|为[^何什啥])[^，。！？\n]{{1,9}}(?:代工|供货|贴牌|做代工|代加工)"
_MAKES = r"^\s?(代工|贴牌|生产|制造|供货|出品)"
_CHAINS = r"^\s?(代工厂|代工方|代工商|贴牌酒)"
_FOR = r"(由|找|靠|让|请|委托|是|和|与|、|也是|疑为|疑似|系|出自|竟是)\s?$"


def pick(found: pl.DataFrame) -> pl.DataFrame:
    """Known makers, and brands that the text shows making for others (今麦郎代工)."""
    known = pl.col("kind") == "factory"
    maker = (
        (pl.col("kind") == "brand")
        & ~pl.col("common")
        & pl.col("after").str.contains(_MAKES)
        & ~pl.col("after").str.contains(_CHAINS)
        & (pl.col("before").str.contains(_FOR) | pl.col("after").str.contains(r"^\s?代工($|[^厂商方])"))
        & (
            ~pl.col("before").str.contains(r"(?:为|给|替|帮)(?:[^，。！？\s]{1,7}[、和与跟])*\s?$")
            | pl.col("before").str.contains(r"(?:疑|被指|实|皆|均|系)为\s?$")
        )
    )
    labelled = (
        (pl.col("kind") == "brand")
        & pl.col("before").str.contains(_LABEL)
        & ~pl.col("after").str.contains(r"^(?:的|代工)|^\s?(?:同|也|和)")
    )
    serves = (
        (pl.col("kind") == "brand")
        & (~pl.col("common") | pl.col("before").str.contains(r"(?:^|[，,。！!？?\s])$"))
        & pl.col("after").str.contains(_SERVES)
        & ~pl.col("before").str.contains("[给为替帮]$")
    )
    # 出自哈尔斯工厂
    works = (
        (pl.col("kind") == "brand")
        & pl.col("before").str.contains(r"(?:出自|来自|产自)\s?$")
        & pl.col("after").str.contains(r"^(?:的)?(?:工厂|自家厂|生产线|代工)")
    )
    # 赛力斯不甘做代工厂
    itself = (
        (pl.col("kind") == "brand")
        & ~pl.col("common")
        & pl.col("after").str.contains(
            r"^(?:不甘|不愿|不想|甘于|甘当|靠|专注|沦为|拒绝|告别)[^，。]{0,3}[“\"]?代工|^的[“\"]代工"
        )
    )
    return found.filter(known | maker | labelled | serves | works | itself).with_columns(
        kind=pl.lit("factory")
    )


def unknown(posts: pl.DataFrame, known: pl.DataFrame, full: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Makers no lexicon knows, in posts about goods (row) that speak of sourcing.

    `known` are the mentions found so far: they win, and so does a known name inside a longer span.
    """
    texts = posts.select("row").with_columns(full.gather(posts["row"]).alias("full"))
    maybe = texts.filter(pl.col("full").str.contains(_CUE))
    places: dict[int, list[tuple[int, int]]] = {}
    for row, start, end in (
        known.filter(pl.col("kind").is_in(["factory"])).select("row", "start", "end").iter_rows()
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
    formed += [found.span() for pattern in (_COMPANY, _ENGLISH) for found in pattern.finditer(text)]
    formed += [found.span(1) for found in _PLACED.finditer(text) if not _PLAIN.match(found[1])]
    for found in _WORKS.finditer(text):
        name = 1 if found[1] else 2
        if not (_NOBODY.search(found[name]) or _PLAIN.match(found[name]) or _GENERIC.fullmatch(found[name])):
            formed.append(found.span(name))
    formed = _longest(formed)
    said = [found.span(1) for found in _SAID.finditer(text) if _named_as_maker(text, found)]
    return formed + [
        span for span in said if not any(span[0] < end and start < span[1] for start, end in formed)
    ]


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span)):
        if all(end <= first or last <= start for first, last in kept):
            kept.append((start, end))
    return sorted(kept)


def _names_somebody(name: str) -> bool:
    """Two characters at least that tell neither trade nor place: 卓雅居家具厂, not 赣州南康实木家具厂."""
    return not _PLAIN.match(name) and len(_GENERIC.sub("", re.sub("（.*）", "", name))) > 1


def _named_as_maker(text: str, found: re.Match[str]) -> bool:
    """由X代工 and 找X代工 need the 代工; 代工厂是X does not."""
    if _NOBODY.search(found[1]) or _PLAIN.match(found[1]):
        return False
    short = found[0][0] in "由找"
    return not short or bool(re.match("代工|贴牌|代生产|加工", text[found.end() :]))
