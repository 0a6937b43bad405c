"""from_belt (good → place of origin) and sold_on (good → channel)."""

import re
from collections.abc import Iterator

from nlp.reading import Mention, Reading, Relation

_BUYS = re.compile(
    r"买|购|淘|搜|翻到|下单|入手|入了|入的|拍|有店|有售|旗舰店|自营|看到|收了|收的|团的|上架|上线|卖|囤|发现|直播间|找到|凑单|捡|店|链接|包邮|到手|同款|刷到|挖到|蹲到|回购|抢|秒|清仓|"
    r"(?i:\b(bought|got|at|from|on|sells?|has|buy|found|ships?|order(ed)?|grabbed|snagged|picked)\b)"
)
_NO_SALE = re.compile(r"(?<!要)(?<!需)求(?!购)|找厂家|没有|倒闭|裁员|股价|财报|比.{0,4}(?:便宜|贵)|一样贵")
_ALONE = re.compile(r"^(?:在|就在|是|也在)?[\s（(]*$")
# how far a good may stand from a place or shop in its clause
_NEAR = 14


def find(post: Reading) -> Iterator[Relation]:
    for place in _first_each(post, "belt"):
        good = _good_near(post, place)
        if good and (not post.headline or _same_clause(post, place, good)):
            yield Relation(
                "from_belt", good, place, post.clause_stance(place, good), post.evidence(good, place)
            )
    for shop in _first_each(post, "channel"):
        good = _good_near(post, shop)
        if (
            good is None
            or not _sells(post, shop, good)
            or (post.headline and not _same_clause(post, shop, good))
        ):
            continue
        yield Relation("sold_on", good, shop, post.clause_stance(shop, good), post.evidence(good, shop))


def _sells(post: Reading, shop: Mention, good: Mention) -> bool:
    """Whether a shop is named as where the good is bought, not only in one sentence with it."""
    span = post.sentence(shop.start)
    around = post.text[max(span[0], shop.start - 12) : min(span[1], shop.end + 14)]
    if _NO_SALE.search(around):
        return False
    start, end = post.clause(shop.start)
    alone = _ALONE.match(post.text[start : shop.start]) and shop.end >= end - 3 and not post.headline
    priced = any(m.kind == "price" and start <= m.start < end for m in post.mentions)
    touching = 0 <= good.start - shop.end <= 1
    return bool(_BUYS.search(around) or alone or priced or touching)


def _first_each(post: Reading, kind: str) -> Iterator[Mention]:
    seen = set()
    for mention in post.mentions:
        if mention.kind == kind and mention.norm not in seen:
            seen.add(mention.norm)
            yield mention


def _good_near(post: Reading, place: Mention) -> Mention | None:
    """The good of the place's own clause (right of it first), else what the post is about."""
    clause = post.clause(place.start)
    span = post.sentence(place.start)
    own = [g for g in post.within(clause, "product") if not post.is_trade(g)]
    after = [g for g in own if g.start >= place.end]
    before = [g for g in own if g.end <= place.start]
    if after and (after[0].start - place.end <= _NEAR or not before):
        return _not_replaced(post, after[0], place)
    if before:
        return _not_replaced(post, before[-1], place)
    brands = [b for b in post.within(clause, "brand") if b.text != place.text and b.end <= place.start]
    if brands and not post.stand_in and not post.is_replaced(brands[-1]):
        return brands[-1]
    said = [g for g in post.within(span, "product") if not post.is_trade(g) and not post.is_replaced(g)]
    earlier = [g for g in said if g.end <= place.start]
    if post.stand_in is None and said:
        return earlier[-1] if earlier else said[0]
    return post.main_good(place.start)


def _not_replaced(post: Reading, good: Mention, place: Mention) -> Mention | None:
    """The good itself, or what stands in for it where the post only names the dear one here."""
    if post.is_replaced(good) and abs(good.start - place.end) > 1:
        return None
    return good


def _same_clause(post: Reading, one: Mention, other: Mention) -> bool:
    start, end = post.clause(one.start)
    return start <= other.start < end
