"""priced_at: a price belongs to the nearest good it is said of; a list price (原价) to the original."""

import re
from collections.abc import Iterator

from nlp.reading import Mention, Reading, Relation
from nlp.units import units

_BUDGET = re.compile(r"(预算|以内|不超过|目标价|想找|(?i:under|below|less than|budget|max))[^，。]{0,6}$")
_ORIGINAL = re.compile(
    r"(正品|专柜|原装|原版|正版|本尊|大牌|原价|商场|同参数要|官网|官方|旗舰店)[^，。！？\n]{0,6}$"
)
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
_CLAIMED = re.compile(r"(?:家的?|的)?平替|\s?(?i:dupe)")
_NAMELESS = re.compile(r"^\s?(?:的)?[^，。]{0,6}?(?:平替|(?i:dupes?\b))")
_STOPS = re.compile(r"[^\x00-\x7f]{9,}|[，。]|比|跟|像")
_NOT_ITS = re.compile(r"[给为替帮跟比](?:[^，。！？\s]{1,8}[、和与/])*$")
_WITH_IT = re.compile(r"^[^，。]{0,3}(?:配|送|加送|赠|带)")
# characters between a price and the name it belongs to; between a product and its brand
_TOUCHING, _BESIDE = 3, 6
_APART = re.compile(r"[→➡👉🔛=＝—>；;，,、/|｜]|平替|(?i:vs)|换")
_ALIKE = re.compile(r"^的?(?:一模一样|没差|没区别|差不多|一样的?[，,。！\s])")
_ELSEWHERE = re.compile(r"(?:网红店|别家|别人家|隔壁|饰品店|同款网红)[^，。！？\n]{0,4}$")
_ITS = re.compile(r"[^，。！？\n]{0,2}|(?:家的?|同款的?|平替的?|的|这款|那款)")
_UNBRANDED = re.compile(r"白牌|无牌|杂牌|别家")
_OF = re.compile(r"^\s?(?:一?[双件条个只支包瓶盒]|起)?(?:的|款|这款|钱的|就能定制一箱)?\s?$")


def find(post: Reading) -> Iterator[Relation]:
    prices = [m for m in post.mentions if m.kind == "price"]
    if not prices:
        return
    originals = _originals(post)
    measures = [(unit.start, unit.end) for unit in units(post) if unit.measure]
    for price in prices:
        start, end = post.sentence(price.start)
        if _BUDGET.search(post.text[max(start, price.start - 12) : price.start]):
            continue
        good = _good_of(post, price, (start, end), originals, measures)
        if good:
            yield Relation("priced_at", good, price, "claimed", post.evidence(good, price))


def _good_of(  # noqa: PLR0911, PLR0912 - one branch a place of the good
    post: Reading,
    price: Mention,
    span: tuple[int, int],
    originals: list[Mention],
    measures: list[tuple[int, int]],
) -> Mention | None:
    """The good a price is said of: in its own words first, then its clause, its sentence, its post."""
    goods = [g for g in post.within(span, "brand", "product") if not post.is_trade(g)]
    after = [g for g in goods if g.start >= price.end]
    before = [g for g in goods if g.end <= price.start and not _client(post, g, price)]
    clause = post.clause(price.start)
    said = post.text[clause[0] : price.start]
    rest = post.text[price.end : clause[1]]
    if _ALIKE.match(rest) or _ELSEWHERE.search(said):
        return None
    if _LIST.search(said) and not post.headline:
        own = [g for g in before if g.kind == "brand" and g.start >= clause[0]]
        return next(iter(own or originals), None)
    if after and _OF.match(_without_places(post, price.end, after[0].start)):
        near = after[0]
        if near.kind == "brand" and len(after) > 1 and _ITS.fullmatch(post.text[near.end : after[1].start]):
            near = after[1]
        # 300元的超市平替, $6 dupe for X: the price of something that is not named
        if not _CLAIMED.match(post.text[near.end : near.end + 6]) or near.kind == "product":
            return near
    if _NAMELESS.match(rest):
        # 500块打造出平替设备: the price of the dupe that is named at once
        named = [g for g in after if post.text[g.start - 2 : g.start] == "平替" and g.kind == "product"]
        return named[0] if named and post.headline else None
    own = [g for g in before if g.start >= clause[0]]
    if not own and _ORIGINAL.search(said[-8:]) and originals:
        if before and before[-1].kind == "product" and before[-1] != post.stand_in:
            return before[-1]
        return next((g for g in map(post.beside, originals[:1]) if g is not None), originals[0])
    following = [g for g in after if g.start < clause[1] and not post.is_replaced(g)]
    if not own and following and not _STOPS.search(post.text[price.end : following[0].start]):
        near = following[0]
        follows = len(following) > 1 and near.kind == "brand"
        follows = follows and _ITS.fullmatch(post.text[near.end : following[1].start]) is not None
        return following[1] if follows else near
    someone = _SOMEONE.search(said) if not own else None
    if someone and not _NOBODY.search(someone[1]) and not post.headline:
        return None
    if before:
        # 对标观夏，60块: the price is not that of the good another is measured by
        own = [g for g in before if not any(a <= g.start < b for a, b in measures)]
        said_of = before[-1] in own or not _APART.search(post.text[before[-1].end : price.start])
        if not said_of and clause[0] > before[-1].end:
            own = own or [g for g in [post.stand_in] if g is not None]
            return _nearest(post, price, own) if own else None
        return _nearest(post, price, before if said_of else own or before)
    if post.headline:
        return after[0] if after else None
    return post.main_good(price.start)


def _nearest(post: Reading, price: Mention, before: list[Mention]) -> Mention | None:
    """Of the goods before a price the one it is said of."""
    near = before[-1]
    between = post.text[near.end : price.start]
    if _UNBRANDED.search(between) or (post.is_replaced(near) and len(between) > _TOUCHING):
        return None
    if near.kind == "product" and len(before) > 1:
        if _DEAR.match(post.text[price.end : price.end + 10]):
            owner = before[-2]
            if owner.kind == "brand" and _OWNER.match(post.text[owner.end : near.start]):
                return owner
        # 餐桌配六把椅子3280 is the table's price
        if _WITH_IT.search(post.text[before[-2].end : near.start]) and before[-2].kind == "product":
            return before[-2]
    products = [g for g in before if g.kind == "product"]
    if near.kind == "brand" and products:
        # 衬衫，海澜之家的，129: the brand only says whose
        its = re.match(r"家?的?[，,]", post.text[near.end : near.end + 3]) and "的" in between[:2]
        if its and post.beside(products[-1]) is None:
            return products[-1]
        apart = _APART.search(post.text[products[-1].end : near.start])
        if not apart and near.start - products[-1].end <= _BESIDE and price.start - near.end > _TOUCHING:
            return products[-1]
    return near


def _client(post: Reading, good: Mention, price: Mention) -> bool:
    """给优衣库、无印代工, 比北面便宜: a brand a price is not said of, unless it follows at once."""
    before = post.text[max(0, good.start - 24) : good.start]
    return good.kind == "brand" and price.start - good.end > _TOUCHING and bool(_NOT_ITS.search(before))


def _without_places(post: Reading, start: int, end: int) -> str:
    """The text between two places without the shops and belts named there (39元的1688蓝牙耳机)."""
    text = post.text[start:end]
    for place in post.within((start, end), "channel", "belt"):
        text = text.replace(place.text, "")
    return text


def _originals(post: Reading) -> list[Mention]:
    """What stands right before 平替."""
    stops = [t.start for t in post.triggers if t.role == "dupe"]
    said = [u for u in units(post) if any(0 <= stop - u.end <= 2 for stop in stops)]
    return [u.original if u.brand and u.product is None else u.good for u in said if u.brand]
