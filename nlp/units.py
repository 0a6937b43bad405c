"""Goods as a reader counts them: a brand and the product beside it are one, with what is said around each.

Evidence of a unit's part is read once a post: what is dear, compared with or called the real thing is likely
replaced; what has a low price, was bought or recommended likely stands in.
"""

import re
from dataclasses import dataclass

from nlp.reading import Mention, Reading

_JOIN = re.compile(
    r"[^\S\n]?(?:家|家的|的|[这那]款|[这那][件双个盒瓶台支条把]|这个|新款|新出的|原装|正品|官方)?[^\S\n]?"
    r"|[^\S\n]?(?:(?![是有买比和跟就不没要给在也都很太真的卖做去像到了平替代为])[一-鿿\dA-Za-z+]){1,5}"
)
_LINE = re.compile(r"[A-Z0-9]{1,3}")
_FAR = 10
_BEFORE, _AFTER = 14, 16
# what follows these is what others are measured by
_MEASURED = re.compile(
    r"(?:不输给?|不如|不比|媲美|比肩|吊打|对标|碰瓷|堪比|秒杀|完胜|打败|叫板|干掉|取代|代替|替代|复刻|致敬|模仿|仿的?|"
    r"超越|赶超|向往|平价版?|低配版?|号称是?|所谓的?|之前(?:一直)?用的?|原本用的?|以前(?:一直)?用的?|舍不得买|买不起|"
    r"(?:味道?|闻着|看着|穿着|颜色|版型|质感|长得)[^，。]{0,4}(?:就是|是)|"
    r"(?i:vs\.?|versus|than|like|to|instead of|dupes? (?:for|of)) (?i:the |my |an? )?)\s?[“「\"]?$"
)
_WITH = re.compile(r"(?:比起?|跟|和|与|同|像|如)\s?[“「\"]?$")
_ALIKE = re.compile(
    r"^[^，,。！!？?\n]{0,12}?(?:差不多|差不离|一样|一模一样|没差|没区别|没啥区别|没什么区别|分不出|分辨不出|无异|近似|接近|像|同款|"
    r"一个水平|一个味|八九[分成]|[七八九]成|不相上下|有得一拼|撞|平起平坐|几乎|难分|差远|差一?大?截|差太?多|没[什么有]*两样|如出一辙|双胞胎|比|便宜|一毛一样|类似|相比|差别|差距)"
)
_DEAR = re.compile(
    r"^[^，,。！!？?\n]{0,12}?(?:太[狠贵高离美火]|贵得|真的?贵|有点贵|巨贵|死贵|好贵|确实贵|贵了|就是贵|贵到|贵啊|(?<!不)贵$|"
    r"下不[了去]手|舍不得|买不[起到]|抢不到|劝退|肉[疼痛]|离谱|抢钱|用完了?|用腻|用坏|用没了|断货|停产|涨价|涨到|挂闲鱼|闲置)"
    r"|^[^，,。！!？?\n]{0,8}?[，,][^，,。！!？?\n]{0,4}?(?:太贵|真贵|贵(?=[，,。！!]|了)|买不起|舍不得|下不[了去]手)"
)
_REAL = re.compile(
    r"(?:贵替|正主|原版|正版|正品|本尊|大牌|专柜|原装|贵妇|白月光|贵的|价格?高的)(?:是|版)?\s?[：:]?\s?$"
)
_CHOSEN = re.compile(
    r"(?:就选|选了|只认|首选|认准|推荐|种草|宣布|入手?了?个?|买了?个?|换了?个?|换成了?|改用|转投|淘到?了?|蹲到?了?|囤了?|挖到了?|发现了?|"
    r"找到了?|试了|国货|国产|平价的?|便宜的|这[款个双件盘条把台口支瓶盒]|我的|我这[件个双]|我家|结论|"
    r"(?i:bought|got|grabbed|found|my|these|this|try|love|the)\s)(?:的是|是)?\s?[：:]?\s?$"
)
_WON = re.compile(
    r"^[^，,。！!？?\n]{0,4}?(?:赢了?|胜出|完胜|真香|更香|最能打|yyds|YYDS|永远的神|绝了|够用|"
    r"足够)"
)
_NOT_GIVEN = re.compile(r"(?:(?:[给为帮]|(?<!平)(?<!代)替)(?:[^，。！？\s]{1,10}[、和与跟/]\s?)*)$")
_SAME_MAKER = re.compile(r"[^，,。！!？?\n]{0,10}?(?:同厂|一个|同一|一条|代工|一家)")
_CLAIMED = re.compile(r"(?:家的?|的)?[^，,。！!？?\n\s]{0,2}平替|\s?(?i:dupe)")
_SCORN = re.compile(r"(?:别|不要|不建议|千万别|不推荐)(?:买|用|入|把|拿|碰|选)?$")
_PRICE_GAP = 14


@dataclass(frozen=True)
class Unit:
    """A brand, a product, or both side by side; start and end span both."""

    start: int
    end: int
    brand: Mention | None
    product: Mention | None
    # how much its surroundings call it what is replaced (dear) or what stands in (chosen)
    dear: float
    chosen: float
    price: float | None
    # named only as what another good is compared with or replaces
    measure: bool

    @property
    def original(self) -> Mention:
        """The end that tells what is replaced: the brand where there is one."""
        return self.brand or self.good

    @property
    def good(self) -> Mention:
        """The end that tells what stands in: the product where there is one."""
        good = self.product or self.brand
        if good is None:
            raise ValueError("a unit holds a brand or a product")
        return good

    def same(self, other: "Unit") -> bool:
        """Whether two units name one thing: the same brand, or the same product without a brand."""
        if self.brand and other.brand:
            return self.brand.norm == other.brand.norm
        return bool(self.product and other.product and self.product.norm == other.product.norm)


def units(post: Reading) -> list[Unit]:
    """The goods of a post in order; a trade (家纺 in 家纺城) is none."""
    pairs: list[tuple[Mention | None, Mention | None]] = []
    goods = [m for m in post.goods() if not post.is_trade(m)]
    for good in goods:
        brand, product = pairs[-1] if pairs else (None, None)
        if good.kind == "brand":
            # 雅诗兰黛DW: letters right behind a brand are its line
            if not (brand and product is None and good.start == brand.end and _LINE.fullmatch(good.text)):
                pairs.append((good, None))
            continue
        # 半熟 + 芝士: the head is the last
        touching = product is not None and product.end == good.start
        if touching or (brand is not None and product is None and _joined(post.text, brand, good)):
            pairs[-1] = (brand, good)
        else:
            pairs.append((None, good))
    if not pairs:
        return []
    spans = [_span(*pair) for pair in pairs]
    limits = [start for start, _ in spans[1:]] + [len(post.text)]
    return [_weighed(post, span, pair, limit) for span, pair, limit in zip(spans, pairs, limits, strict=True)]


def _span(brand: Mention | None, product: Mention | None) -> tuple[int, int]:
    both = [m for m in (brand, product) if m is not None]
    return both[0].start, both[-1].end


def _joined(text: str, brand: Mention, product: Mention) -> bool:
    gap = product.start - brand.end
    return 0 <= gap <= _FAR and bool(_JOIN.fullmatch(text[brand.end : product.start]))


def _weighed(
    post: Reading, span: tuple[int, int], pair: tuple[Mention | None, Mention | None], limit: int
) -> Unit:
    text, (start, end) = post.text, span
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    own = text[end : min(end + _AFTER, limit)]
    price = _price(post, end, limit)
    with_it = _WITH.search(before) is not None and _ALIKE.match(after) is not None
    measured = 3.0 * (_MEASURED.search(before) is not None or with_it)
    dear = measured + 2.5 * (_DEAR.match(own) is not None) + 2.5 * (_REAL.search(before) is not None)
    chosen = 1.5 * (_CHOSEN.search(before) is not None) + 1.5 * (_WON.match(own) is not None)
    chosen += 1.0 * (price is not None)
    if _NOT_GIVEN.search(before) or (_WITH.search(before) and _SAME_MAKER.match(after)):
        chosen -= 3.0
    elif _WITH.search(before):
        chosen -= 1.5
    if _SCORN.search(before):
        chosen -= 1.0
    measure = measured > 0 or _CLAIMED.match(after) is not None
    return Unit(start, end, *pair, dear=dear, chosen=chosen, price=price, measure=measure)


def _price(post: Reading, end: int, limit: int) -> float | None:
    """The figure said right behind a unit, before the next one."""
    for mention in post.mentions:
        if mention.kind == "price" and end <= mention.start < min(end + _PRICE_GAP, limit):
            digits = re.search(r"\d+(?:\.\d+)?", mention.text)
            return float(digits[0]) if digits else None
    return None
