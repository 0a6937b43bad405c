"""made_by (product → factory) and oem_for (factory → brand): who makes for whom, said, denied or asked."""

import re
from collections.abc import Iterator

from nlp.reading import Mention, Reading, Relation, Trigger

_WITH = re.compile(r"(?:与|跟|和|同|像|as)\s*(?:the\s+)?$")
_FOR = re.compile(r"(?:给|为|替|帮|for)\s*$")
_OWN = re.compile(
    r"我们(?:是|家|厂)|自有工厂|专注|专业(?:生产|做)|厂家|工厂|车间|代工厂是|生产商|制造商|定的|厂里|(?:出|做|产)的(?!话)|出品|供货"
)
_HOLLOW = re.compile(r"听听就[好行]|[八九]成是蹭|[都全]是蹭|说法别信|没有?(?:任何)?依据|智商税")
_PLAN = re.compile(r"希望|计划|拟|考虑|想要?给|有意|无意")


def find(post: Reading) -> Iterator[Relation]:
    roles = {t.role for t in post.triggers}
    factories = [m for m in post.mentions if m.kind == "factory"]
    for trigger in post.triggers:
        if trigger.role == "same_factory":
            yield from _same_factory(post, trigger)
        elif trigger.role == "oem":
            yield from _made_for(post, trigger)
    if factories and "oem" not in roles and not post.headline:
        yield from _own_goods(post, factories)
    elif factories and not post.headline:
        yield from _own_goods(
            post, [f for f in factories if not post.roles(post.sentence(f.start)) & {"oem"}]
        )


def _same_factory(post: Reading, trigger: Trigger) -> Iterator[Relation]:
    span = post.sentence(trigger.start)
    brands = post.within(span, "brand")
    makers = post.within(span, "factory")
    if not brands:
        return
    named = [b for b in brands if _WITH.search(post.text[span[0] : b.start])]
    if trigger.text.isascii():
        named = [b for b in brands if b.start > trigger.start][:1] or brands[-1:]
    chosen = named or ([brands[-1]] if brands[-1].end <= trigger.start else brands[:1])
    if post.headline and len(brands) > 1:
        chosen = brands
    for brand in chosen:
        maker = makers[0] if makers else None
        stance = _stance(post, trigger)
        yield Relation("oem_for", maker, brand, stance, post.evidence(maker, brand, trigger))


def _made_for(post: Reading, trigger: Trigger) -> Iterator[Relation]:
    span = post.sentence(trigger.start)
    sentence = post.text[span[0] : span[1]]
    makers, brands = post.within(span, "factory"), post.within(span, "brand")
    products = post.within(span, "product")
    if _PLAN.search(sentence):
        return
    stance = _stance(post, trigger)
    if makers:
        for maker in makers:
            for brand in brands:
                yield Relation("oem_for", maker, brand, stance, post.evidence(maker, brand, trigger))
            product = next(iter([p for p in products if p.end <= maker.start][-1:] or products), None)
            product = product or (None if post.headline else post.main_good(trigger.start))
            if product and product.kind == "product":
                yield Relation("made_by", product, maker, stance, post.evidence(product, maker, trigger))
        return
    for brand in brands:
        gap = post.text[brand.end : trigger.start] if brand.end <= trigger.start else None
        served = _FOR.search(post.text[span[0] : brand.start]) and gap is not None and len(gap) <= 10
        if served or (gap is not None and len(gap) <= 3):
            # 日产给奇瑞代工: a brand may be the maker
            maker = next((b for b in brands if served and b.end < brand.start and b.norm != brand.norm), None)
            yield Relation("oem_for", maker, brand, stance, post.evidence(maker, brand, trigger))


def _own_goods(post: Reading, makers: list[Mention]) -> Iterator[Relation]:
    """A maker that speaks of itself, or is named as the place where a good came from."""
    for maker in makers:
        span = post.sentence(maker.start)
        if not (_OWN.search(post.text[span[0] : span[1]]) or post.roles(span) & {"source", "oem"}):
            continue
        after = [p for p in post.within(span, "product") if p.start >= maker.end]
        product = next(iter(after), None) or post.main_good(maker.start)
        if product and product.kind == "product":
            stance = post.clause_stance(maker)
            yield Relation("made_by", product, maker, stance, post.evidence(product, maker))


def _stance(post: Reading, trigger: Trigger) -> str:
    start, end = post.sentence(trigger.start)
    sentence = post.text[start:end]
    if re.search(
        r"(?<!是)不是(?:同?一个|同)厂|不是一家|被.{0,6}同厂.{0,4}骗|骗了|骗人|根本不是|生产商完全不一样",
        sentence,
    ):
        return "denied"
    if trigger.role == "same_factory" and _HOLLOW.search(sentence):
        return "denied"
    return post.stance(trigger.start)
