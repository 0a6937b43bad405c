"""made_by (product → factory) and oem_for (factory → brand): who makes for whom, said, denied or asked."""

import re
from collections.abc import Iterator

from nlp.reading import Mention, Reading, Relation, Trigger
from nlp.stances import REACH

_WITH = re.compile(r"(?:与|跟|和|同|像|as)\s*(?:the\s+)?$")
_FOR = re.compile(r"(?:给|为|替|帮|for)\s*$")
# 给特步、361度代工
_LISTED = re.compile(r"(?:给|为|替|帮)(?:[^，。！？\s]{1,10}[、和与跟/]\s?)+$")
_BESIDE = re.compile(r"(?:跟|和|与|同|像|比|不如|比起)\s?$")
_WHO = re.compile(
    r"(?:谁|哪[家个里]?)(?:家|个)?(?:厂|工厂)?(?:给|帮)?(?:它|他)?(?:代工|做的|生产|贴牌)|代工厂?是(?:谁|哪)"
)
_SERVES = re.compile(r"(?:一直|还|也|曾|都|就|正|将|已)?(?:在)?(?:给|为|替|帮)\s?")
_WHICH = re.compile(
    r"(?i)\b(?:which|what) (?:factory|manufacturer|supplier|company) (?:makes?|made|produces)|"
    r"\bwho (?:makes|manufactures|produces)\b"
)
_LINE = re.compile(r"[^\n]+")
# characters between the one served and 代工 (给迪卡侬、探路者都做过代工)
_REACH = 12
_WINDOW = 40
# makers and brands of one sentence that are paired
_MOST = 12
_OWN = re.compile(
    r"我们(?:是|家|厂)|自有工厂|专注|专做|专业做|主营|主做|专业(?:生产|做)|厂家|工厂|车间|代工厂是|生产商|制造商|定的|厂里|(?:出|做|产)的(?!话)|出品|供货"
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
    if "oem" in roles and not post.headline:
        yield from _lines(post)
    yield from _which(post)
    if factories and "oem" not in roles and not post.headline:
        yield from _own_goods(post, factories)
    elif factories and not post.headline:
        yield from _own_goods(
            post, [f for f in factories if not post.roles(post.sentence(f.start)) & {"oem"}]
        )


def _same_factory(post: Reading, trigger: Trigger) -> Iterator[Relation]:
    span = post.sentence(trigger.start)
    span = max(span[0], trigger.start - REACH), min(span[1], trigger.start + REACH)
    brands = post.within(span, "brand")[:_MOST]
    makers = post.within(span, "factory")
    if not brands:
        return
    named = [b for b in brands if _WITH.search(_before(post, span, b))]
    if trigger.text.isascii():
        named = [b for b in brands if b.start > trigger.start][:1] or brands[-1:]
    chosen = named or ([brands[-1]] if brands[-1].end <= trigger.start else brands[:1])
    if post.headline and len(brands) > 1:
        chosen = brands
    maker = makers[0] if makers else None
    stance = _stance(post, trigger)
    for brand in chosen:
        yield Relation("oem_for", maker, brand, stance, post.evidence(maker, brand, trigger))


def _lines(post: Reading) -> Iterator[Relation]:
    """`摩飞：新宝股份`, one a line, in a post about who makes what."""
    for line in _LINE.finditer(post.text):
        makers = post.within(line.span(), "factory")
        head = [
            g for g in post.within(line.span(), "brand", "product") if makers and g.end <= makers[0].start
        ]
        if (
            len(makers) != 1
            or not head
            or not re.fullmatch(r"[^，。]{0,4}[：:→👉]\s?", post.text[head[-1].end : makers[0].start])
        ):
            continue
        for good in head:
            kind, ends = (
                ("oem_for", (makers[0], good)) if good.kind == "brand" else ("made_by", (good, makers[0]))
            )
            yield Relation(kind, *ends, "claimed", line[0].strip())


def _which(post: Reading) -> Iterator[Relation]:
    """which factory makes X: asked of the brand that follows."""
    for found in _WHICH.finditer(post.text):
        span = post.sentence(found.start())
        brand = next((b for b in post.within(span, "brand") if b.start >= found.end()), None)
        if brand is not None:
            yield Relation("oem_for", None, brand, "asked", post.evidence(brand))


def _made_for(post: Reading, trigger: Trigger) -> Iterator[Relation]:
    span = post.sentence(trigger.start)
    sentence = post.text[span[0] : span[1]]
    makers, brands = post.within(span, "factory")[:_MOST], post.within(span, "brand")[:_MOST]
    products = [p for p in post.within(span, "product") if not post.is_trade(p)]
    if _PLAN.search(sentence):
        return
    stance = _stance(post, trigger)
    if makers:
        served = [b for b in brands if _FOR.search(_before(post, span, b))]
        served += [b for b in brands if served and _LISTED.search(_before(post, span, b))]
        clients = served or [b for b in brands if not _BESIDE.search(_before(post, span, b))]
        for maker in makers:
            for brand in clients:
                yield Relation("oem_for", maker, brand, stance, post.evidence(maker, brand, trigger))
            product = next(iter([p for p in products if p.end <= maker.start][-1:] or products), None)
            if product is None and not clients and not post.headline:
                product = _main_product(post, trigger.start)
            if product:
                yield Relation("made_by", product, maker, stance, post.evidence(product, maker, trigger))
        return
    if _WHO.search(sentence):
        asked = [b for b in brands if b.end <= trigger.start and not _BESIDE.search(_before(post, span, b))]
        for brand in asked[:1]:
            yield Relation("oem_for", None, brand, "asked", post.evidence(brand, trigger))
        if asked:
            return
    for brand in brands:
        gap = post.text[brand.end : trigger.start] if brand.end <= trigger.start else None
        served = _FOR.search(_before(post, span, brand)) and gap is not None and len(gap) <= _REACH
        listed = gap is not None and _LISTED.search(_before(post, span, brand)) and len(gap) <= _REACH
        if served or listed or (gap is not None and len(gap) <= 3):
            # 日产给奇瑞代工: a brand may be the maker
            maker = next(
                (b for b in brands if served and _SERVES.fullmatch(post.text[b.end : brand.start])), None
            )
            yield Relation("oem_for", maker, brand, stance, post.evidence(maker, brand, trigger))


def _own_goods(post: Reading, makers: list[Mention]) -> Iterator[Relation]:
    """A maker that speaks of itself, or is named as the place where a good came from."""
    for maker in makers:
        span = post.sentence(maker.start)
        if not (_OWN.search(post.text[span[0] : span[1]]) or post.roles(span) & {"source", "oem"}):
            continue
        after = [p for p in post.within(span, "product") if p.start >= maker.end and not post.is_trade(p)]
        product = next(iter(after), None) or _main_product(post, maker.start)
        if product:
            stance = post.clause_stance(maker)
            yield Relation("made_by", product, maker, stance, post.evidence(product, maker))


def _main_product(post: Reading, at: int) -> Mention | None:
    """The product a post is about; of a brand it recommends, that brand's product."""
    good = post.main_good(at)
    if good is None or good.kind == "product":
        return good
    return post.beside(good) or next((m for m in post.mentions if m.kind == "product"), None)


def _before(post: Reading, span: tuple[int, int], brand: Mention) -> str:
    """The few characters of its sentence that stand before a brand."""
    return post.text[max(span[0], brand.start - _WINDOW) : brand.start]


def _stance(post: Reading, trigger: Trigger) -> str:
    start, end = post.sentence(trigger.start)
    sentence = post.text[max(start, trigger.start - REACH) : min(end, trigger.start + REACH)]
    if re.search(
        r"(?<!是)不是(?:同?一个|同)厂|不是一家|被.{0,6}同厂.{0,4}骗|骗了|骗人|根本不是|生产商完全不一样",
        sentence,
    ):
        return "denied"
    if trigger.role == "same_factory" and _HOLLOW.search(sentence):
        return "denied"
    return post.stance(trigger.start, of_dupe=False)
