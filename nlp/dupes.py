"""dupe_of: the cheaper good or brand → what it stands in for."""

import re
from collections.abc import Iterator

from nlp.reading import Mention, Reading, Relation, Trigger

_LEFT = re.compile(
    r"^(?:[家”\"」』’的大牌高配低平价国产真好小最佳刺客完美线上\s]|也有|都有|有|无|没有|没|版|同款|啥|什么|一个|一款|了)*$"
)
_VERB = re.compile(r"^(?:就?可以|可|能否|能不能|能|就能|都能|可不可以|也能|完美|直接)$")
_LINK = re.compile(r"是|成|为|当|能|做|作|像|选|⇒|→|=")
_RIGHT = re.compile(r"^(?:版|款|的|了|是|有|[，,：:｜|“「\"'\s—\-]|找到了?|来了|选了?|推荐){0,4}$")
_FOR = re.compile(r"^\s*(?:for|of|to)\s+(?:the\s+|my\s+|a\s+|an\s+|this\s+|their\s+)?$", re.I)
_ARROW = re.compile(r"➡️?|→|->|👉|🔛|=>|⇒|——|⏩|▶️")
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
    """`A ➡️ B 88r` a line, in a post about dupes."""
    if not any(t.role == "dupe" for t in post.triggers):
        return
    for line in re.finditer(r"[^\n]+", post.text):
        arrow = _ARROW.search(line[0])
        if not arrow:
            continue
        left = post.within((line.start(), line.start() + arrow.start()), "brand", "product")
        right = post.within((line.start() + arrow.end(), line.end()), "brand", "product")
        if not left:
            continue
        original = _brand_first(left)
        denied = _NO_DUPE.search(line[0], arrow.end())
        stand_in = None if denied or not right else right[0]
        yield Relation("dupe_of", stand_in, original, "denied" if denied else "claimed", line[0].strip())


def _said(post: Reading, trigger: Trigger, listed: bool) -> Iterator[Relation]:
    span = post.sentence(trigger.start)
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
    elif left and right and _VERB.match(gap_left or "") and len(gap_right or "") <= 1:  # A 能平替 B
        yield Relation("dupe_of", left[-1], right[0], stance, post.evidence(left[-1], right[0]))
    elif left and gap_left == gap_right == "" and left[-1].kind == "product" and right[0].kind == "brand":
        # 猫砂盆平替小佩: the kind of good first, then what is replaced
        subject = None if stance == "asked" else _next_good(post, trigger, right[0])
        yield Relation("dupe_of", subject, right[0], stance, post.evidence(subject, right[0], trigger))
    elif left and len(gap_left or "") <= 8 and _LEFT.match(gap_left or ""):  # B 平替
        original = _group_brand(left)
        if stance == "asked":
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
        yield Relation("dupe_of", subject, original, stance, post.evidence(subject, original, trigger))
    elif right and not left and _RIGHT.match(gap_right or "") and not listed and gap_right == "":  # 平替蛋糕
        yield Relation("dupe_of", right[0], None, stance, post.evidence(right[0], trigger))
    elif left and re.search(
        r"(是|成|当|做|能)(?:了|为|个)?\s?$", post.text[span[0] : trigger.start]
    ):  # A 成平替
        others = [m for m in left[:-1] if m.kind == "brand" and m.norm != left[-1].norm]
        original = others[-1] if others else None
        yield Relation("dupe_of", left[-1], original, stance, post.evidence(left[-1], original, trigger))
    elif stance == "asked" and any(m.kind == "brand" for m in left):  # 🐑姆家的瑞士卷太贵，有没有平替
        original = next(m for m in reversed(left) if m.kind == "brand")
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
    """What stands in for the original: before it with a verb, right after, or the next good named."""
    linked = _linked(post, left, original)
    if linked:
        return linked
    later = [m for m in right if m.norm != original.norm]
    if later and _RIGHT.match(gap_right or ""):
        return _product_of(later[0], later)
    if post.headline or listed:
        return later[0] if later and not post.headline else None
    return _next_good(post, trigger, original) or _main_before(post, original)


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


def _brand_first(goods: list[Mention]) -> Mention:
    return next((m for m in goods if m.kind == "brand"), goods[0])


def _group_brand(left: list[Mention]) -> Mention:
    """The brand that stands right before the last good (祖玛珑 + 蓝风铃), else that good."""
    last = left[-1]
    if (
        len(left) > 1
        and last.kind == "product"
        and left[-2].kind == "brand"
        and last.start - left[-2].end <= 3
    ):
        return left[-2]
    return last


def _product_of(first: Mention, goods: list[Mention]) -> Mention:
    """Of a brand and its product (花知晓这款持妆粉底液) the product."""
    following = next((m for m in goods if m.start >= first.end), None)
    near = following is not None and following.kind == "product" and following.start - first.end <= 4
    return following if near and first.kind == "brand" and following else first


def _before(left: list[Mention], original: Mention) -> Mention | None:
    others = [m for m in left if m.norm != original.norm]
    products = [m for m in others if m.kind == "product"]
    return (products or others or [None])[-1]
