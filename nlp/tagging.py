"""priced_at: a price belongs to the nearest good it is said of."""

import re
from collections.abc import Iterator

from nlp.reading import Mention, Reading, Relation

_BUDGET = re.compile(r"(预算|以内|不超过|目标价|想找)[^，。]{0,6}$")
_ORIGINAL = re.compile(r"(正品|专柜|原装|大牌|原价|商场|同参数要|官网)[^，。！？\n]{0,6}$")
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
    if after and _OF.match(post.text[price.end : after[0].start]):
        near = after[0]
        if near.kind == "brand" and len(after) > 1 and after[1].start - near.end <= 2:
            return after[1]
        return near
    if _ORIGINAL.search(post.text[max(span[0], price.start - 8) : price.start]) and originals and not before:
        return originals[0]
    if before:
        near = before[-1]
        if _UNBRANDED.search(post.text[near.end : price.start]):
            return None
        products = [g for g in before if g.kind == "product" and g.start >= near.start - 6]
        beside = price.start - near.end <= 3
        return products[-1] if near.kind == "brand" and products and not beside else near
    if post.headline:
        return after[0] if after else None
    return post.main_good(price.start)


def _originals(post: Reading) -> list[Mention]:
    """Brands that stand right before 平替."""
    stops = [t.start for t in post.triggers if t.role == "dupe"]
    return [m for m in post.mentions if m.kind == "brand" and any(0 <= stop - m.end <= 2 for stop in stops)]
