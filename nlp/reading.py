"""One post as the relation rules read it: its mentions, its triggers and its sentences."""

import bisect
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from nlp import stances

_STOP = re.compile(r"[。！!？?；;\n]+|(?<=[a-z)])\.\s|(?<![A-Za-z])[①-⑨]|(?=\d️⃣)|(?<=\s)(?=\d{1,2}[.、]\s?\D)")
_CLAUSE = re.compile(r"[，,、。！!？?；;\n：:｜|]")


class Mention(NamedTuple):
    kind: str
    start: int
    end: int
    text: str
    norm: str | None


class Trigger(NamedTuple):
    start: int
    end: int
    role: str
    text: str


class Relation(NamedTuple):
    """subject or object may be None (an end the post does not name)."""

    kind: str
    subject: Mention | None
    object: Mention | None
    polarity: str
    evidence: str


@dataclass
class Reading:
    """`mentions` and `triggers` sorted by start; `headline` for hot lists, `title_end` ends the title.

    `text` may be folded character for character; `written` is what evidence is quoted from.
    """

    text: str
    title_end: int
    headline: bool
    mentions: list[Mention]
    triggers: list[Trigger]
    written: str
    stops: list[int] = field(init=False)
    # what the post says stands in for something dearer: set by the first pass, its prices and shops are meant
    stand_in: Mention | None = None
    # what a claim says is replaced by a good it does not name: prices and shops are that other good's
    replaced: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.stops = [0, *(found.end() for found in _STOP.finditer(self.text)), len(self.text) + 1]

    def sentence(self, at: int) -> tuple[int, int]:
        """(start, end) of the sentence that holds a place."""
        place = bisect.bisect_right(self.stops, at)
        return self.stops[place - 1], min(self.stops[min(place, len(self.stops) - 1)], len(self.text))

    def clause(self, at: int) -> tuple[int, int]:
        start, end = self.sentence(at)
        before = [found.end() for found in _CLAUSE.finditer(self.text, start, at)]
        after = _CLAUSE.search(self.text, at, end)
        return (before[-1] if before else start), (after.start() if after else end)

    def within(self, span: tuple[int, int], *kinds: str) -> list[Mention]:
        return [m for m in self.mentions if m.kind in kinds and span[0] <= m.start and m.end <= span[1]]

    def roles(self, span: tuple[int, int]) -> set[str]:
        return {t.role for t in self.triggers if span[0] <= t.start < span[1]}

    def goods(self) -> list[Mention]:
        return [m for m in self.mentions if m.kind in ("product", "brand")]

    def main_good(self, before: int | None = None) -> Mention | None:
        """The stand-in; else the last product named before a place, the first product, the first brand."""
        if self.stand_in is not None:
            return self.stand_in
        products = [m for m in self.mentions if m.kind == "product" and not self.is_trade(m)]
        products = [m for m in products if not self.is_replaced(m)]
        if before is not None:
            earlier = [m for m in products if m.end <= before]
            if earlier:
                return earlier[-1]
        return next(iter(products or [m for m in self.goods() if not self.is_replaced(m)]), None)

    def is_replaced(self, good: Mention) -> bool:
        if good.norm in self.replaced:
            return True
        other = self.beside(good) if self.replaced else None
        return other is not None and other.norm in self.replaced and other.kind == "brand"

    def is_trade(self, good: Mention) -> bool:
        """家纺 in 家纺城, 实木家具 in 实木家具厂: a trade, not a good."""
        return bool(_TRADE.match(self.text[good.end : good.end + 3]))

    def beside(self, good: Mention) -> Mention | None:
        """The brand of a product, or the product of a brand, where both stand together (徕芬这款吹风机)."""
        for other in self.goods():
            if other.kind == good.kind or not -_FAR < other.start - good.start < _FAR:
                continue
            first, second = (other, good) if other.start < good.start else (good, other)
            if first.kind == "brand" and _TOGETHER.fullmatch(self.text[first.end : second.start]):
                return other
        return None

    def evidence(self, *ends: Mention | Trigger | None) -> str:
        """The shortest run of whole sentences that holds all ends."""
        places = [end for end in ends if end is not None]
        first = self.sentence(min(p.start for p in places))[0]
        last = self.sentence(max(p.start for p in places))[1]
        return self.written[first:last].strip()

    def stance(self, at: int, *, of_dupe: bool = True) -> str:
        """claimed, denied or asked: what the author does with the sentence at a place."""
        start, end = self.sentence(at)
        start, end = max(start, at - stances.REACH), min(end, at + stances.REACH)
        sentence = self.text[start : end + 1]
        deny = [t for t in self.triggers if t.role == "deny" and start <= t.start < end]
        deny = [t for t in deny if not _UNHURT.search(self.text[max(start, t.start - 3) : t.start])]
        if deny and not self._asks(sentence) and "?" not in sentence and "？" not in sentence:
            return "denied"
        title = self.text[: self.title_end]
        if (of_dupe and _DENIES.search(sentence)) or (_SCOLDS.search(title) and not self._asks(title)):
            return "denied"
        if _FOUND.search(sentence) and not self._asks(_FOUND.sub("", sentence)):
            return "claimed"
        # a question mark asks about its own clause, a word of asking about the whole sentence
        stop = self.clause(at)[1]
        queried = self.text[stop : stop + 1] in ("?", "？")
        first, last = stances.run(self.text, start, end, at)
        asked = stances.sentence_asks(self.text[first:last], headline=self.headline, queried=queried)
        return "asked" if asked else "claimed"

    def clause_stance(self, mention: Mention, good: Mention | None = None) -> str:
        """As `stance`, but of what a clause says of a place or shop (of a good), or of a maker."""
        start, end = self.sentence(mention.start)
        start, end = max(start, mention.start - stances.REACH), min(end, mention.end + stances.REACH)
        following = self.text[end : end + stances.REACH]
        begin, stop = mention.start - start, mention.end - start
        beside = good is not None and 0 <= good.start - mention.end <= 1
        return stances.of_clause(self.text[start:end], begin, stop, following, beside=beside)

    def _asks(self, part: str) -> bool:
        return stances.sentence_asks(part, headline=self.headline, queried=False)


_TRADE = re.compile(r"城|厂|市场|批发市场|基地|产业|行业")
# characters between the starts of a brand and its product
_FAR = 40
_TOGETHER = re.compile(r"[^\S\n]?(?:家|家的|的|这款|那款|这个|新款|新出的|原装|正品|官方)?[^\S\n]?")
_DENIES = re.compile(
    r"智商税|别.{0,3}[买入碰].{0,10}平替|平替.{0,2}(?:都|就)?(?:别找|散了|醒醒|省省)|不(?:做|当|想做|是谁的).{0,6}平替|平替.{0,4}(?:算了吧|忽悠)|忽悠|碰瓷|别被.{0,8}平替|(?<!有)没有?(到|找到|合适的|什么)*(合适的|什么)?平替|不是.{0,12}平替|别(再)?(吹|说).{0,14}平替|说.{0,14}平替的|不准确|差点意思|骗了?我|"
    r"(?i:\b(not|isn't|aren't|never)\b.{0,12}\bdupes?\b)"
)
_FOUND = re.compile(r"(?:终于|被我|我)?(?:找到|挖到|淘到|蹲到|发现)了?")
# 没有翻车 denies nothing
_UNHURT = re.compile(r"(没有?|没再|不会|不|零|从未|未)$")
_SCOLDS = re.compile(r"骗了|被骗|翻车|踩雷|打假|别信|醒醒|出来挨打")
