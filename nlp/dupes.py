"""dupe_of: the cheaper good or brand → what it stands in for."""

import re
from collections.abc import Iterator
from itertools import pairwise

from nlp.reading import Mention, Reading, Relation, Trigger

_LEFT = re.compile(
    r"^(?:[\dA-Za-z+号代家”\"」』’的大牌高配低平价国产真好小最佳刺客完美线上\s]|也有|都有|有|无|没有|没|版|同款|啥|什么|一个|一款|了)*$"
)
_VERB = re.compile(r"^(?:就?可以|可|能否|能不能|能|就能|都能|可不可以|也能|完美|直接)$")
_LINK = re.compile(r"是|成|为|当|能|做|作|像|选|⇒|→|=")
_RIGHT = re.compile(r"^(?:版|款|的|了|是|有|[，,：:｜|“「\"'\s—\-]|找到了?|来了|选了?|推荐){0,4}$")
_FOR = re.compile(r"^\s*(?:for|of|to)\s+(?:the\s+|my\s+|a\s+|an\s+|this\s+|their\s+)?$", re.I)
_ARROW = re.compile(r"➡️?|→|->|👉|🔛|=>|⇒|⏩|▶️|\s[=＝]\s|——(?!\s?没)")
_NUMBER = re.compile(r"\d️?⃣|[①-⑳]|(?<=\s)\d{1,2}[.、]")
_DASH = re.compile(r"——|—|[:：]|-{2,}")
_VS = re.compile(r"(?i)\s?(?:vs\.?|pk)\s?")
# 安热沙小金瓶的国货: a nickname we do not know between the brand and 平替
_NICK = re.compile(r"^(?:(?![是有买比和跟就不没要找求给在也都])[一-鿿\dA-Za-z+]){1,8}$")
_CHOICE = re.compile(r"还是|哪个|怎么样|咋样|可以吗|行吗|行不行|靠谱吗|好用吗|值得|能不能|[?？]")
_VERDICT = re.compile(
    r"平替.{0,2}(?:成立|不成立|算|没毛病|无疑|实锤|石锤|稳了|还差|差)|(?:说|算|要说|叫|当)(?:是|得上|不上)?平替"
)
_AGAINST = re.compile(r"(?i:vs|pk)|对比|像不像|打[得不]?过|[比像]|一个水平|差不多|\d的$")
_ALONE = re.compile(r"(?:有|没|求|蹲|找|什么|推荐)[^，。！？]{0,8}平替")
_DENIED_ALONE = re.compile(r"没有?$|无$")
_GAP, _JOINED = 8, 3
_NOT_OFFERED = re.compile(r"(?:[比像跟和与同给为替帮]|不输|不如|媲美|吊打|对标|vs|VS|正品|原版|拿来和)\s?$")
_PASSIVE = re.compile(r"^平替的?$")
_NO_DUPE = re.compile(r"没有?平替|无平替|真没有|没平替|别省")


def find(post: Reading) -> Iterator[Relation]:
    """Every dupe statement of the post; the same pair may come more than once."""
    if not any(t.role in ("dupe", "like") for t in post.triggers):
        return
    listed = False
    for relation in _lines(post):
        listed = True
        yield relation
    for trigger in post.triggers:
        if trigger.role == "dupe":
            yield from _said(post, trigger, listed)
        elif trigger.role == "like" and not post.headline:
            yield from _same_style(post, trigger)


def _lines(post: Reading) -> Iterator[Relation]:
    """`A ➡️ B 88r`, one a line or one a number, in a post about dupes."""
    if not any(t.role == "dupe" for t in post.triggers):
        return
    for start, end in _entries(post):
        line = post.text[start:end]
        arrow = _ARROW.search(line)
        if arrow is None:
            yield from _priced_pair(post, start, end)
            if _NO_DUPE.search(line) and _DASH.search(line):
                left = post.within((start, end), "brand", "product")
                if left:
                    yield Relation("dupe_of", None, _brand_first(left), "denied", line.strip())
            continue
        left = post.within((start, start + arrow.start()), "brand", "product")
        right = post.within((start + arrow.end(), end), "brand", "product")
        if not left:
            continue
        denied = _NO_DUPE.search(line, arrow.end())
        stand_in = None if denied or not right else right[0]
        yield Relation(
            "dupe_of", stand_in, _brand_first(left), "denied" if denied else "claimed", line.strip()
        )


def _entries(post: Reading) -> Iterator[tuple[int, int]]:
    """(start, end) of the lines of a post; a line with several numbers is several."""
    for line in re.finditer(r"[^\n]+", post.text):
        marks = [line.start() + mark.start() for mark in _NUMBER.finditer(line[0])] or [line.start()]
        yield from pairwise([*sorted({line.start(), *marks}), line.end()])


def _priced_pair(post: Reading, start: int, end: int) -> Iterator[Relation]:
    """`兰蔻350 vs 卡姿兰79`: the cheaper stands in for the dearer."""
    versus = _VS.search(post.text, start, end)
    if versus is None:
        return
    sides = []
    for span in ((start, versus.start()), (versus.end(), end)):
        goods, paid = post.within(span, "brand", "product"), post.within(span, "price")
        number = re.search(r"\d+(?:\.\d+)?", paid[0].text) if paid else None
        if not goods or number is None:
            return
        sides.append((float(number[0]), _brand_first(goods)))
    (cheap, good), (dear, original) = sorted(sides, key=lambda side: side[0])
    if cheap * 1.5 < dear and good.norm != original.norm:
        yield Relation("dupe_of", good, original, "claimed", post.text[start:end].strip())


def _said(  # noqa: PLR0912, PLR0915 - one branch a way to say it
    post: Reading, trigger: Trigger, listed: bool
) -> Iterator[Relation]:
    span = post.sentence(trigger.start)
    sentence = post.text[span[0] : span[1]]
    goods = post.within(span, "brand", "product")
    left = [m for m in goods if m.end <= trigger.start]
    right = [m for m in goods if m.start >= trigger.end]
    stance = post.stance(trigger.start)
    gap_left = post.text[left[-1].end : trigger.start] if left else None
    gap_right = post.text[trigger.end : right[0].start] if right else None

    if right and _FOR.match(gap_right or ""):  # dupe for B
        original = right[0]
        subject = _before(left, original)
        yield Relation("dupe_of", subject, original, stance, post.evidence(subject, original, trigger))
    elif (
        right and gap_right == "的" and post.text[max(0, trigger.start - 1) : trigger.start] == "被"
    ):  # 被平替的戴森
        yield Relation("dupe_of", None, right[0], stance, post.evidence(right[0], trigger))
    elif left and right and _VERB.match(gap_left or "") and len(gap_right or "") <= 1:  # A 能平替 B
        yield Relation("dupe_of", left[-1], right[0], stance, post.evidence(left[-1], right[0]))
    elif (
        right and gap_right == "" and right[0].kind == "brand" and not _LEFT.match(gap_left or "")
    ):  # 香薰19.9 平替B
        subject = _stands_in(post, left, right[0])
        yield Relation("dupe_of", subject, right[0], stance, post.evidence(subject, right[0], trigger))
    elif not goods and not listed and _VERDICT.search(sentence) and (pair := _versus(post, trigger)):
        yield Relation("dupe_of", *pair, stance, post.evidence(*pair, trigger))
    elif left and gap_left == gap_right == "" and left[-1].kind == "product" and right[0].kind == "brand":
        # 猫砂盆平替小佩: the kind of good first, then what is replaced
        subject = None if stance == "asked" else _next_good(post, trigger, right[0])
        yield Relation("dupe_of", subject, right[0], stance, post.evidence(subject, right[0], trigger))
    elif left and _VERB.match(gap_left or "") and (pair := _dearer(post, left)):  # A买不起，B能平替吗
        yield Relation("dupe_of", *pair, stance, post.evidence(*pair, trigger))
    elif left and _of_the_left(left, gap_left or "", headline=post.headline):  # B 平替
        original = _group_brand(left)
        if stance == "asked" and right and (gap_right or "") in ("是", "就是"):
            subject = right[0]
        elif stance == "asked" or _DENIED_ALONE.search(gap_left or ""):
            subject = _linked(post, left, original)
        else:
            subject = _subject(post, trigger, original, left, right, gap_right, listed)
        if listed and subject is None and stance == "claimed":
            return
        if (
            original.kind == "product"
            and not post.headline
            and subject
            and subject.text.endswith(original.text)
        ):
            original = None  # 猫粮平替 … 冻干猫粮: only the kind of good is named
        offers = _offers(post, trigger, original) if stance == "asked" and subject is None else []
        for offer in offers:
            yield Relation("dupe_of", offer, original, stance, post.evidence(offer, original))
        if not offers:
            yield Relation("dupe_of", subject, original, stance, post.evidence(subject, original, trigger))
    elif right and not left and _RIGHT.match(gap_right or "") and not listed and gap_right == "":  # 平替蛋糕
        yield Relation("dupe_of", right[0], None, stance, post.evidence(right[0], trigger))
    elif left and re.search(
        r"(是|成|当|做|能)(?:了|为|个)?\s?$", post.text[max(span[0], trigger.start - 8) : trigger.start]
    ):  # A 成平替
        others = [m for m in left[:-1] if m.kind == "brand" and m.norm != left[-1].norm]
        original = others[-1] if others else None
        yield Relation("dupe_of", left[-1], original, stance, post.evidence(left[-1], original, trigger))
    elif stance == "asked" and any(m.kind == "brand" for m in left):  # 🐑姆家的瑞士卷太贵，有没有平替
        original = next(m for m in reversed(left) if m.kind == "brand")
        yield Relation("dupe_of", None, original, stance, post.evidence(original, trigger))
    elif (
        not goods and not listed and stance != "claimed" and not post.headline and _ALONE.search(sentence)
    ):  # 有推荐的平替吗
        earlier = [m for m in post.goods() if m.end <= trigger.start]
        original = _whole(post, earlier[0]) if earlier else None
        if original:
            yield Relation("dupe_of", None, original, stance, post.evidence(original, trigger))
    elif post.headline and left:  # one good is named, and that something stands in for it
        original = next((m for m in left if m.kind == "brand"), left[0])
        yield Relation("dupe_of", None, original, stance, post.evidence(original, trigger))


def _subject(
    post: Reading,
    trigger: Trigger,
    original: Mention,
    left: list[Mention],
    right: list[Mention],
    gap_right: str | None,
    listed: bool,
) -> Mention | None:
    """What stands in for the original: before it with a verb, else the other brand, else the good."""
    linked = _linked(post, left, original)
    if linked:
        return linked
    if post.headline or listed:
        later = [m for m in right if m.norm != original.norm]
        if later and _RIGHT.match(gap_right or ""):
            return _product_of(later[0], later)
        return later[0] if later and not post.headline else None
    end = _line_end(post, trigger)
    after = [m for m in _others(post, original) if trigger.end <= m.start < end]
    brands = [m for m in after if m.kind == "brand" and not _compared(post, m)]
    if brands:
        return _product_of(brands[0], post.goods())
    products = [m for m in after if m.kind == "product" and not post.is_trade(m)]
    if products:
        return _best_named(post, products)
    return _main_before(post, original)


def _others(post: Reading, original: Mention) -> list[Mention]:
    """Goods that are neither the original, nor what stands beside it, nor another thing that is replaced."""
    beside = post.beside(original)
    replaced = {m.norm for m in _replaced(post)} | {original.norm}
    return [m for m in post.goods() if m.norm not in replaced and m != beside]


def _replaced(post: Reading) -> list[Mention]:
    stops = [t.start for t in post.triggers if t.role == "dupe"]
    return [m for m in post.goods() if m.kind == "brand" and any(0 <= stop - m.end <= 2 for stop in stops)]


def _compared(post: Reading, brand: Mention) -> bool:
    """比北面还暖, 给骆驼代工: another brand that the post does not offer."""
    return bool(_NOT_OFFERED.search(post.text[max(0, brand.start - 6) : brand.start]))


def _best_named(post: Reading, products: list[Mention]) -> Mention:
    """The product with its price beside it, else the first of the most specific name (五斗柜 over 斗柜)."""
    prices = [m.start for m in post.mentions if m.kind == "price"]
    for product in products:
        stop = post.clause(product.start)[1]
        if any(product.end <= start < stop for start in prices):
            return product
    first = products[0]
    return next((m for m in products[1:] if m.text != first.text and m.text.endswith(first.text)), first)


def _line_end(post: Reading, trigger: Trigger) -> int:
    """In a list with a claim on several lines each line speaks of its own goods."""
    stop = post.text.find("\n", trigger.end)
    stop = stop if stop >= 0 else len(post.text)
    dupes = [t for t in post.triggers if t.role == "dupe" and t.start >= post.title_end]
    lines = {post.text.count("\n", 0, t.start) for t in dupes}
    return stop if len(lines) > 2 and trigger.start >= post.title_end else len(post.text)


def _of_the_left(left: list[Mention], gap: str, *, headline: bool) -> bool:
    """Whether what stands before 平替 is what is replaced (B的平替, 安热沙小金瓶的国货平替)."""
    named = left[-1].kind == "brand" and not headline
    return len(gap) <= _GAP and bool(_LEFT.match(gap) or (named and _NICK.match(gap)))


def _offers(post: Reading, trigger: Trigger, original: Mention) -> list[Mention]:
    """追觅, 添可 in `求戴森平替，追觅还是添可？`: brands a question offers itself."""
    if post.headline:
        return []
    brands = [m for m in _others(post, original) if m.kind == "brand" and m.start >= trigger.end]
    brands = [m for m in brands if not _compared(post, m)]
    return [m for m in brands if _CHOICE.search(post.text[m.end : post.sentence(m.start)[1] + 1])][:4]


def _dearer(post: Reading, left: list[Mention]) -> tuple[Mention, Mention] | None:
    """(B, A) of `A太贵，B能平替吗`: the good before the verb and the one before that."""
    good = left[-1]
    beside = post.beside(good)
    earlier = [m for m in left[:-1] if m != beside and m.norm != good.norm]
    return (good, _whole(post, earlier[-1])) if earlier else None


def _stands_in(post: Reading, left: list[Mention], original: Mention) -> Mention | None:
    """The good before `平替B`: the nearest product of the sentence, else brand, else the post's good."""
    own = [m for m in left if m.norm != original.norm and not post.is_trade(m)]
    products = [m for m in own if m.kind == "product"]
    if own:
        return (products or own)[-1]
    return _main_before(post, original)


def _versus(post: Reading, trigger: Trigger) -> tuple[Mention, Mention] | None:
    """(A, B) of an earlier A vs B, A到底像不像B: what a later 平替成立, 说平替的 is about."""
    goods = [m for m in post.goods() if m.end <= trigger.start]
    for first, second in pairwise(goods):
        between = post.text[first.end : second.start]
        if second.kind == "brand" and first.norm != second.norm and _AGAINST.search(between):
            return first, second
    return None


def _linked(post: Reading, left: list[Mention], original: Mention) -> Mention | None:
    """A in `A 是 B 平替`, `A 能当 B 平替吗`."""
    earlier = [m for m in left if m.end < original.start and m.norm != original.norm]
    joined = earlier and _LINK.search(post.text[earlier[-1].end : original.start])
    return earlier[-1] if joined else None


def _next_good(post: Reading, trigger: Trigger, original: Mention) -> Mention | None:
    """The next good named after the claim that is not the original again; its product where both stand."""
    after = [m for m in post.goods() if m.start >= trigger.end and m.text != original.text]
    after = [m for m in after if m.norm != original.norm]
    return _product_of(after[0], after) if after else None


def _main_before(post: Reading, original: Mention) -> Mention | None:
    """A dupe named only in a hashtag at the end: the post's main good is meant."""
    earlier = [m for m in post.goods() if m.end <= original.start and m.norm != original.norm]
    products = [m for m in earlier if m.kind == "product"]
    return next(iter(products or earlier), None)


def _same_style(post: Reading, trigger: Trigger) -> Iterator[Relation]:
    """🍋同款, L家neverfull同款 in sales copy: the good on sale → the mark it borrows."""
    span = post.sentence(trigger.start)
    left = [m for m in post.within(span, "brand", "product") if m.end <= trigger.start]
    if not left or trigger.start - left[-1].end > 1:
        return
    original = _group_brand(left)
    if original.kind != "brand":
        return
    others = [
        m for m in post.mentions if m.kind == "product" and not (original.start <= m.start <= trigger.start)
    ]
    if others:
        yield Relation(
            "dupe_of", others[0], original, post.stance(trigger.start), post.evidence(others[0], original)
        )


def _whole(post: Reading, good: Mention) -> Mention:
    """The brand of a product where one stands beside it."""
    other = post.beside(good)
    return other if other is not None and other.kind == "brand" else good


def _brand_first(goods: list[Mention]) -> Mention:
    return next((m for m in goods if m.kind == "brand"), goods[0])


def _group_brand(left: list[Mention]) -> Mention:
    """The brand that stands right before the last goods (祖玛珑 + 蓝风铃), else the last of them."""
    first = last = left[-1]
    for earlier in reversed(left[:-1]):
        if first.kind != "product" or first.start - earlier.end > _JOINED:
            break
        first = earlier
    return first if first.kind == "brand" else last


def _product_of(first: Mention, goods: list[Mention]) -> Mention:
    """Of a brand and its product (花知晓这款持妆粉底液) the product."""
    following = next((m for m in goods if m.start >= first.end), None)
    near = following is not None and following.kind == "product" and following.start - first.end <= 4
    return following if near and first.kind == "brand" and following else first


def _before(left: list[Mention], original: Mention) -> Mention | None:
    others = [m for m in left if m.norm != original.norm]
    products = [m for m in others if m.kind == "product"]
    return (products or others or [None])[-1]
