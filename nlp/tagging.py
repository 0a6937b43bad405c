"""priced_at: a price belongs to the nearest good it is said of; a list price (原价) to the original."""

import re
from collections.abc import Iterator

from nlp.reading import Mention, Reading, Relation

_BUDGET = re.compile(r"(预算|以内|不超过|目标价|想找)[^，。]{0,6}$")
_ORIGINAL = re.compile(r"(正品|专柜|原装|大牌|原价|商场|同参数要|官网)[^，。！？\n]{0,6}$")
_LIST = re.compile(
    r"(?:原价|正价|专柜价|官网价|官方价|吊牌价?|市场价|划线价|门店价|公价|(?<![于在从去])(?:专柜|官网))"
    r"(?:得?要|卖到?|是|为|都|就|约|大概|近|高达|标价|售价|[:：\s])*$"
)
# 苹果要299 with an 苹果 we took for no name: the price is said of that other thing
_SOMEONE = re.compile(r"(?:^|[，,。！!？?；;\n\s])([一-鿿A-Za-z]{1,6})得?要\s?$")
_NOBODY = re.compile(r"[只就才需还都也不这那它他我你您居竟然一两双件条个想主重必总大可快多仅在款]")
_DEAR = re.compile(
    r"^\s?(?:的价格?)?(?:真的?|有点|实在|确实|也|都|就|可|还是)?(?:太[狠贵高离]|贵(?!一)|下不[了去]手|舍不得|买不起|劝退|肉疼|离谱|抢钱|够呛)"
)
_OWNER = re.compile(r"^\s?(?:家的?|的)?[^，。！？\s]{0,3}$")
_GETS = re.compile(
    r"^\s?(?:就|就能|能|可以)?(?:拿下|入手?了?|买到?了?|收了?|拍下|换|搞定)[^，。！？\n]{0,4}$"
)
_UNBRANDED = re.compile(r"白牌|无牌|杂牌|别家")
_OF = re.compile(r"^\s?(?:一?[双件条个只支包瓶盒]|起)?(?:的|款|这款|钱的|就能定制一箱)?\s?$")


def find(post: Reading) -> Iterator[Relation]:
    originals = _originals(post)
    for price in (m for m in post.mentions if m.kind == "price"):
        start, end = post.sentence(price.start)
        if _BUDGET.search(post.text[max(start, price.start - 12) : price.start]):
            continue
        good = _good_of(post, price, (start, end), originals)
        if good:
            yield Relation("priced_at", good, price, "claimed", post.evidence(good, price))


def _good_of(  # noqa: PLR0911
    post: Reading, price: Mention, span: tuple[int, int], originals: list[Mention]
) -> Mention | None:
    goods = post.within(span, "brand", "product")
    after = [g for g in goods if g.start >= price.end]
    before = [g for g in goods if g.end <= price.start]
    clause = post.clause(price.start)
    said = post.text[clause[0] : price.start]
    if _LIST.search(said) and not post.headline:
        own = [g for g in before if g.kind == "brand" and g.start >= clause[0]]
        return next(iter(own or originals), None)
    if after and _OF.match(post.text[price.end : after[0].start]):
        near = after[0]
        if near.kind == "brand" and len(after) > 1 and after[1].start - near.end <= 2:
            return after[1]
        return near
    if _ORIGINAL.search(post.text[max(span[0], price.start - 8) : price.start]) and originals and not before:
        return originals[0]
    beside_it = not before or before[-1].start < clause[0]
    if beside_it and after and _GETS.match(post.text[price.end : after[0].start]):
        follows = len(after) > 1 and after[0].kind == "brand" and after[1].start - after[0].end <= 2
        return after[1] if follows else after[0]
    someone = _SOMEONE.search(said) if beside_it else None
    if someone and not _NOBODY.search(someone[1]) and not post.headline:
        return None
    if before:
        near = before[-1]
        if _UNBRANDED.search(post.text[near.end : price.start]):
            return None
        products = [g for g in before if g.kind == "product" and g.start >= near.start - 6]
        beside = price.start - near.end <= 3
        if near.kind == "product" and len(before) > 1 and _DEAR.match(post.text[price.end : price.end + 10]):
            owner = before[-2]
            if owner.kind == "brand" and _OWNER.match(post.text[owner.end : near.start]):
                return owner
        return products[-1] if near.kind == "brand" and products and not beside else near
    if post.headline:
        return after[0] if after else None
    return post.main_good(price.start)


def _originals(post: Reading) -> list[Mention]:
    """Brands that stand right before 平替."""
    stops = [t.start for t in post.triggers if t.role == "dupe"]
    return [m for m in post.mentions if m.kind == "brand" and any(0 <= stop - m.end <= 2 for stop in stops)]
