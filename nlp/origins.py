"""from_belt (good → place of origin) and sold_on (good → channel)."""

import re
from collections.abc import Iterator

from nlp.reading import Mention, Reading, Relation

_BUYS = re.compile(
    r"买|购|淘|搜|翻到|下单|入手|入了|拍|有店|有售|旗舰店|自营|看到|收了|收的|团的|上架|上线|卖|囤|发现|直播间|找到|凑单|捡|店|"
    r"(?i:\b(bought|got|at|from|on|sells?|has|buy|found|ships?|order(ed)?)\b)"
)


def find(post: Reading) -> Iterator[Relation]:
    for place in _first_each(post, "belt"):
        good = _good_near(post, place)
        if (good and not post.headline) or (good and _same_clause(post, place, good)):
            yield Relation(
                "from_belt", good, place, post.clause_stance(place, good), post.evidence(good, place)
            )
    for shop in _first_each(post, "channel"):
        span = post.sentence(shop.start)
        around = post.text[max(span[0], shop.start - 12) : min(span[1], shop.end + 14)]
        good = _good_near(post, shop)
        if good and _BUYS.search(around) and not re.search(r"(?<!要)(?<!需)求|找厂家|没有|倒闭|裁员", around):
            if post.headline and not _same_clause(post, shop, good):
                continue
            yield Relation("sold_on", good, shop, post.clause_stance(shop, good), post.evidence(good, shop))


def _first_each(post: Reading, kind: str) -> Iterator[Mention]:
    seen = set()
    for mention in post.mentions:
        if mention.kind == kind and mention.norm not in seen:
            seen.add(mention.norm)
            yield mention


def _good_near(post: Reading, place: Mention) -> Mention | None:
    """The product of the same sentence (right of the place first), else the post's main good."""
    span = post.sentence(place.start)
    products = post.within(span, "product")
    after = [p for p in products if p.start >= place.end]
    before = [p for p in products if p.end <= place.start]
    if before and (not after or after[0].start - place.end > 12):
        return before[-1]
    if after:
        return after[0]
    brands = [b for b in post.within(span, "brand") if b.text != place.text]
    return post.main_good(place.start) or next(iter(brands), None)


def _same_clause(post: Reading, one: Mention, other: Mention) -> bool:
    start, end = post.clause(one.start)
    return start <= other.start < end
