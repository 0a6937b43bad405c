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
    """`mentions` and `triggers` sorted by start; `headline` for hot lists, `title_end` ends the title."""

    text: str
    title_end: int
    headline: bool
    mentions: list[Mention]
    triggers: list[Trigger]
    stops: list[int] = field(init=False)

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
        """The last product named before a place, else the first product, else the first brand."""
        products = [m for m in self.mentions if m.kind == "product"]
        if before is not None:
            earlier = [m for m in products if m.end <= before]
            if earlier:
                return earlier[-1]
        return next(iter(products or self.goods()), None)

    def evidence(self, *ends: Mention | Trigger | None) -> str:
        """The shortest run of whole sentences that holds all ends."""
        places = [end for end in ends if end is not None]
        first = self.sentence(min(p.start for p in places))[0]
        last = self.sentence(max(p.start for p in places))[1]
        return self.text[first:last].strip()

    def stance(self, at: int) -> str:
        """claimed, denied or asked: what the author does with the sentence at a place."""
        start, end = self.sentence(at)
        sentence = self.text[start : end + 1]
        deny = [t for t in self.triggers if t.role == "deny" and start <= t.start < end]
        deny = [t for t in deny if not _UNHURT.search(self.text[max(start, t.start - 3) : t.start])]
        if deny and not self._asks(sentence) and "?" not in sentence and "？" not in sentence:
            return "denied"
        title = self.text[: self.title_end]
        if _DENIES.search(sentence) or (_SCOLDS.search(title) and not self._asks(title)):
            return "denied"
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


_DENIES = re.compile(
    r"没有?(到|找到|合适的|什么)*(合适的|什么)?平替|不是.{0,12}平替|别(再)?(吹|说).{0,14}平替|说.{0,14}平替的|不准确|差点意思|骗了?我|"
    r"(?i:\b(not|isn't|aren't|never)\b.{0,12}\bdupes?\b)"
)
# 没有翻车 denies nothing
_UNHURT = re.compile(r"(没有?|没再|不会|不|零|从未|未)$")
_SCOLDS = re.compile(r"骗了|被骗|翻车|踩雷|打假|别信|醒醒|出来挨打")
