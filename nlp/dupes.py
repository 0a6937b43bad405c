"""dupe_of: the cheaper good or brand → what it stands in for.

Of each 平替, dupe … the words beside it tell one end or both (X平替, 平替X, A是X平替, 平替：A); an end they
leave open is looked for in the whole post, among its goods by what is said around each (nlp/units.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp import dupe_lists
from nlp.dupe_ends import CLEAR, Around
from nlp.reading import Mention, Reading, Relation, Trigger
from nlp.units import Unit, units

_LEFT = re.compile(
    r"(?:[\dA-Za-z+号代家的大牌高配低平价国产货真好小最佳强刺客完美神仙宝藏线上版款有无没什么啥哪些个一了也都\s“”\"』」'’）)\]#]"
    r"|便宜点?|性价比高|合适|类似|学生党|学生|打工人|找到|永远|绝佳|心中|心里|我|理想|廉价|低价|亲民|快乐|真正|良心|合格|优秀)*$"
)
_NICK = re.compile(r"(?:(?![是有买比和跟就不没要找求给在也都])[一-鿿\dA-Za-z+]){1,8}$")
_VERB = re.compile(
    r"[真的完全就也都直接其实]*(?:可以|能不能|可不可以|能否|可否|是否能?|可|能|会|来|去|用来|拿来)(?:完全|直接|完美|用来)?$|完美$|直接$|完全$"
)
_OBJECT = re.compile(r"(?:掉|了|一下|版|款)?[“「\"]?$")
_COPULA = re.compile(
    r"(?:(?<!还)是|算|成|当|做|作|为|称|叫|妥妥|无愧|[=＝]|(?i:\b(?:is|are|as|was|were)\b))(?:不?[得了]?上|了|个|为|作|是|不了)?[^，,。！!？?；;\n：:]{0,7}$"
)
_FOR = re.compile(
    r"\s*(?:for|of|to)\s+(?:(?:the|my|a|an|this|their|your|that|those|these|expensive|famous)\s+)*$", re.I
)
_HAS_DUPE = re.compile(r"(?:['’]s|s['’])?\s(?:\w+\s)?$")
_USED = re.compile(r"(?:用|拿|以)(?:了)?$")
_RELATED = re.compile(r"(?:关系|组合|CP|cp)")
_LATTER = re.compile(r"后者[^，。]{0,8}$")
_FORMER = re.compile(r"前者[^，。]{0,8}$")
_ALONE = re.compile(
    r"(?:有|没|求|蹲|找|什么|推荐|想要)[^，。！？]{0,10}(?:平替|替代品)|平替[^，。！？]{0,6}(?:没|"
    r"吗|么|推荐)"
)
_PASSIVE = re.compile(r"被$")
_NOT_FOUND = re.compile(r"没(?:有)?(?:找到)?[^，。]{0,4}$|无$|没得$")
_REACH, _GAP = 8, 16


@dataclass(frozen=True)
class _Claim:
    """What one trigger says. `sure`: how plainly its own words name both ends."""

    good: Unit | Mention | None
    original: Unit | Mention | None
    stance: str
    sure: float
    trigger: Trigger


def find(post: Reading) -> Iterator[Relation]:
    """Every dupe statement of the post, the plainest first; the same pair may come more than once."""
    triggers = [t for t in post.triggers if t.role in ("dupe", "swap")]
    likes = [] if post.headline else [t for t in post.triggers if t.role == "like"]
    if not triggers and not likes:
        return
    goods = units(post)
    if not goods:
        return
    listed = False
    for relation in dupe_lists.lines(post) if triggers else ():
        listed = True
        yield relation
    claims = [claim for trigger in triggers for claim in _Saying(post, goods, trigger, listed).claims()]
    for claim in sorted(claims, key=lambda claim: (claim.good is None, -claim.sure)):
        yield _relation(post, claim)
    for trigger in likes:
        yield from _same_style(post, trigger)


def _relation(post: Reading, claim: _Claim) -> Relation:
    subject = claim.good.good if isinstance(claim.good, Unit) else claim.good
    target = claim.original.original if isinstance(claim.original, Unit) else claim.original
    return Relation("dupe_of", subject, target, claim.stance, post.evidence(subject, target, claim.trigger))


class _Saying(Around):
    """One trigger, read by the words beside it; what they leave open is looked for."""

    def claims(self) -> Iterator[_Claim]:
        original, good, sure = self._beside()
        if self.trigger.role == "swap":
            # 代替 says as much of people and parts: only between two goods
            original = original or (self.find_original(good) if good is not None else None)
            if original is not None and good is not None:
                yield _Claim(good, original, self.stance, sure, self.trigger)
            return
        if original is None and good is None:
            yield from self._free()
            return
        if original is not None and good is None:
            yield from self._completed(original, sure)
            return
        if original is None and good is not None:
            original = self.earlier(good) if self.post.headline else self.find_original(good)
            if original is None and self.listed:
                return
        yield _Claim(good, original, self.stance, sure, self.trigger)

    def _beside(self) -> tuple[Unit | None, Unit | None, float]:  # noqa: PLR0911, PLR0912 - one return a form
        """(original, good, sure) as far as the words beside the trigger tell them."""
        left, right, text = self.left, self.right, self.post.text
        if self.latin:
            return self._english()
        if right and self.gap_right == "的" and _PASSIVE.search(text[: self.at][-1:]):  # 被平替的戴森
            return right, None, 2.0
        touching = right is not None and bool(_OBJECT.fullmatch(self.gap_right))
        if left and right and touching and (_VERB.fullmatch(self.gap_left) or self._used(left)):
            return right, left, 4.0  # A 能平替 B, 用 A 平替 B
        if left and right and len(self.before) > 1 and _RELATED.match(text[self.end : self.end + 2]):
            return left, self.before[-2], 3.0  # A 和 B 是平替关系
        attributive = left is not None and self._of_the_left(left)
        if left and right and touching and attributive and not self.gap_left:
            if right.brand and not left.brand:  # 猫砂盆平替小佩: the kind of good first
                return right, None, 2.5
            if left.brand and not right.brand:  # 潘多拉平替手链
                return left, None, 2.5
        if left and attributive:
            return left, self.linked(left), 3.0
        if right and touching and right.brand:  # 香薰19.9 平替B
            return right, self._subject(right), 2.5
        if _COPULA.search(text[max(self.span[0], self.at - 14) : self.at]):
            good = self._of_copula()
            if good is not None:
                return None, good, 2.0
        if left and right is None and _VERB.fullmatch(self.gap_left):  # A买不起，B能平替吗
            return None, left, 2.0
        if right and touching and (not left or (self.post.headline and right.brand is None)):  # 平替蛋糕
            return None, right, 1.0
        return None, None, 0.0

    def _english(self) -> tuple[Unit | None, Unit | None, float]:
        left, right, text = self.left, self.right, self.post.text
        if right and _FOR.fullmatch(self.gap_right):  # dupe for B
            linked = left if left and _COPULA.search(text[left.end : self.at]) else None
            return right, linked or (left if self.stance != "asked" else None), 3.0
        if left and len(self.gap_left) < _GAP and _HAS_DUPE.fullmatch(self.gap_left):  # B dupe
            return left, None, 2.5
        if left and _COPULA.search(text[left.end : self.at]):
            return None, left, 2.0
        return None, None, 0.0

    def _used(self, left: Unit) -> bool:
        return not self.gap_left and bool(_USED.search(self.post.text[max(0, left.start - 3) : left.start]))

    def _of_the_left(self, left: Unit) -> bool:
        """Whether what stands before 平替 is what is replaced (B的平替, 安热沙小金瓶的国货平替)."""
        if len(self.gap_left) > _GAP:
            return False
        named = left.brand is not None and left.product is None and not self.post.headline
        if _LEFT.fullmatch(self.gap_left):
            return True
        gap = self.gap_left.removesuffix("的")
        return named and bool(_NICK.fullmatch(gap)) and len(gap) <= _REACH

    def _of_copula(self) -> Unit | None:
        """The subject of `… 就是平替`, `后者当平替`: the good before it that nothing calls dear."""
        text, earlier = self.post.text, [u for u in self.goods if u.end <= self.at]
        said = text[max(self.span[0], self.at - 14) : self.at]
        if len(earlier) > 1 and (_LATTER.search(said) or _FORMER.search(said)):
            return earlier[-1] if _LATTER.search(said) else earlier[-2]
        clause = self.post.clause(self.at)[0]
        own = [u for u in self.before if u.start >= clause]
        own = own or [u for u in self.before if u.dear < CLEAR]
        return max(own, key=lambda u: (u.dear < CLEAR, u.end)) if own else None

    def _subject(self, original: Unit) -> Unit | None:
        """The good before `平替B`: the nearest of the sentence that is a product, else the nearest."""
        own = [u for u in self.before if not u.same(original)]
        products = [u for u in own if u.product]
        return (products or own or [None])[-1]

    def _completed(self, original: Unit, sure: float) -> Iterator[_Claim]:
        """What is replaced is said here; what stands in for it is looked for."""
        stance, generic = self.stance, original.brand is None and _is_kind(original)
        if stance == "asked":
            offers = self.offers(original)
            for offer in offers:
                yield _Claim(offer, original, stance, sure, self.trigger)
            if not offers:
                yield _Claim(None, original, stance, sure, self.trigger)
            return
        if stance == "denied" and _NOT_FOUND.search(self.gap_left):
            yield _Claim(None, original, stance, sure, self.trigger)
            return
        if generic and not self.post.headline:
            brand = self.find_original(original)
            if brand is not None and brand.brand is not None:
                yield from self._completed(brand, 1.0)
                return
        good = self.find_good(original)
        if self.listed and good is None and stance == "claimed":
            return
        kind_of = generic and not self.post.headline and not self.gap_left.endswith("的")
        if good is None and kind_of and not self.latin:
            yield _Claim(original, None, stance, sure - 1, self.trigger)
            return
        alike = good and good.brand is None and original.brand is None
        if alike and not self.post.headline and good and good.good.text.endswith(original.good.text):
            yield _Claim(good, None, stance, sure - 1, self.trigger)  # 猫粮平替 … 冻干猫粮
            return
        yield _Claim(good, original, stance, sure - (0.5 if good is None else 0), self.trigger)

    def _free(self) -> Iterator[_Claim]:
        """Neither end stands beside the trigger (算是平替成功, 姐妹们可以冲平替)."""
        if self.listed:
            return
        if self.stance == "asked":
            said = self.post.text[self.span[0] : self.span[1]]
            earlier = [u for u in self.goods if u.end <= self.at]
            if earlier and (_ALONE.search(said) or any(u.brand for u in self.before)):
                brands = [u for u in earlier if u.brand] or earlier
                best = max(brands, key=lambda u: (u.dear, u.product is not None, -u.start))
                yield _Claim(None, best, "asked", 0.5, self.trigger)
            return
        if self.post.headline:
            if self.left:
                original = next((u for u in self.before if u.brand), self.before[0])
                good = self.right if self.right and not self.gap_right else None
                yield _Claim(good, original, self.stance, 0.5, self.trigger)
            return
        original = self.find_original(None)
        good = self.find_good(original) if original is not None else None
        if original is not None and good is not None:
            yield _Claim(good, original, self.stance, 0.5, self.trigger)


def _is_kind(unit: Unit) -> bool:
    """A word for a kind of good (面霜), not a model or a nickname (神仙水, Align)."""
    product = unit.product
    return (
        product is not None
        and not re.search(
            r"[A-Za-z]{3}|"
            r"\d",
            product.text,
        )
        and not product.text.isascii()
    )


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


def _group_brand(left: list[Mention]) -> Mention:
    """The brand that stands right before the last goods (祖玛珑 + 蓝风铃), else the last of them."""
    first = last = left[-1]
    for earlier in reversed(left[:-1]):
        if first.kind != "product" or first.start - earlier.end > 3:
            break
        first = earlier
    return first if first.kind == "brand" else last
