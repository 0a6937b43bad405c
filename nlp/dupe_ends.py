"""The goods around one 平替, and the ends of a claim that its own words leave open."""

import re

from nlp import dupe_stances
from nlp.reading import Reading, Trigger
from nlp.units import Unit

_CORE = re.compile(r"平替|平价(?:版|款|替代|代替|替)|替代品|代餐版|[A-Za-z][A-Za-z -]*")
_LINK = re.compile(
    r"(?:是|成|当|算|做|作为?|为|像|选|叫|⇒|→|=|(?<!得)上)[^，,。！？?\n]{0,5}$|[：:]$|(?i:\b(?:is|are|as|was|were)\b[^.]{0,24}$)"
)
_NAMED = re.compile(
    r"(?:版|款|的|了|是|就是|有|在|吧|呀|来了|找到了?|被我|我|们|就|只|认|认准|选了?|推荐|首选|首推|必须|绝对|真的|买了?|入了?|测评|合集|清单|分享|"
    r"[，,：:｜|“「\"'\s—\-→！!？?✅]){0,7}$"
)
_CHOICE = re.compile(
    r"还是|哪个|哪款|怎么样|咋样|可以吗|行吗|行不行|靠谱吗|好用吗|值得|能不能|"
    r"[?？]"
)
_BY_LETTER = re.compile(
    r"(?<![A-Za-z])([A-F]|P\d)\s?(?:真的?|完全|就|也|确实)?(?:是|能当|可以当|当|做|能做|[=＝]|"
    r"算)[^，。]{0,4}$"
)
_LAUNCHED = re.compile(
    r"(?:上线|推出|发布|上新|开卖|上架|推|卖|打造|"
    r"造出?)了?$"
)
# evidence of a unit that is worth an end by itself
CLEAR = 2.0


class Around:
    """One trigger with the goods around it, and the search for ends it leaves open."""

    def __init__(self, post: Reading, goods: list[Unit], trigger: Trigger, listed: bool) -> None:
        self.post, self.goods, self.trigger, self.listed = post, goods, trigger, listed
        core = _CORE.search(trigger.text)
        self.at = trigger.start + (core.start() if core else 0)
        self.end = trigger.start + (core.end() if core else len(trigger.text))
        self.latin = trigger.text.isascii()
        self.span = post.sentence(trigger.start)
        inside = [u for u in goods if self.span[0] <= u.start and u.end <= self.span[1]]
        self.before = [u for u in inside if u.end <= self.at]
        self.after = [u for u in inside if u.start >= self.end]
        self.left = self.before[-1] if self.before else None
        self.right = self.after[0] if self.after else None
        self.gap_left = post.text[self.left.end : self.at] if self.left else ""
        self.gap_right = post.text[self.end : self.right.start] if self.right else ""
        self.stance = dupe_stances.stance(post, trigger.start, self.at, self.end)

    def linked(self, original: Unit) -> Unit | None:
        """A in `A 是 B 平替`, `A 能当 B 平替吗`, `把 A 当 B 平替`."""
        earlier = [u for u in self.before if u.end <= original.start and not u.same(original)]
        if not earlier or earlier[-1].start < self.post.text.rfind("\n", 0, self.at):
            return _labelled(self.post, self.goods, self.span[0], original.start)
        nearest = max(earlier[-2:], key=lambda u: (u.dear < CLEAR, u.end))
        return nearest if _LINK.search(self.post.text[earlier[-1].end : original.start]) else None

    def offers(self, original: Unit) -> list[Unit]:
        """追觅, 添可 in `求戴森平替，追觅还是添可？`: what a question offers itself."""
        linked = self.linked(original)
        if linked is not None:
            return [linked]
        if self.post.headline:
            return []
        text, later = self.post.text, [u for u in self.goods if u.start >= self.end and not u.same(original)]
        later = [u for u in later if u.dear < CLEAR and u.chosen > -1]
        stops = [self.post.sentence(u.start)[1] + 1 for u in later]
        said = zip(later, stops, strict=True)
        named = [u for u, stop in said if u.brand and _CHOICE.search(text[u.end : stop])]
        return named[:4] or [u for u in later[:1] if _CHOICE.match(text[u.end : u.end + 4])]

    def earlier(self, good: Unit) -> Unit | None:
        """猪肉 in the headline `猪肉涨价，鸡肉成平替`; of 平替蛋糕 nothing is told."""
        if good.start >= self.end:
            return None
        others = [u for u in self.goods if u.end <= good.start and not u.same(good)]
        return next((u for u in reversed(others) if u.brand is None or u.dear >= CLEAR), None)

    def find_good(self, original: Unit) -> Unit | None:
        """What the post offers instead: the likeliest of the other goods."""
        first, last = self._reach()
        others = [u for u in self._others(original) if first <= u.start < last]
        if self.post.headline:
            named = self.right if self.right in others and _NAMED.fullmatch(self.gap_right) else None
            new = [u for u in others if _LAUNCHED.search(self.post.text[max(0, u.start - 4) : u.start])]
            return named or next(iter(new), None)
        scored = [(self._fit(u, original), -u.start, u) for u in others]
        best = max(scored, key=lambda item: item[:2], default=None)
        return best[2] if best and best[0] > -1 else None

    def _others(self, original: Unit) -> list[Unit]:
        """Goods that are neither the original nor another thing that is replaced."""
        stops = [t.start for t in self.post.triggers if t.role == "dupe"]
        replaced = [u for u in self.goods if u.brand and any(0 <= stop - u.end <= 2 for stop in stops)]
        replaced = [u for u in replaced if u is not self.right]
        return [u for u in self.goods if not u.same(original) and not any(u.same(r) for r in replaced)]

    def _reach(self) -> tuple[int, int]:
        """In a list with a claim on several lines each line speaks of its own goods."""
        text = self.post.text
        dupes = [t for t in self.post.triggers if t.role == "dupe" and t.start >= self.post.title_end]
        starts = {text.rfind("\n", 0, t.start) for t in dupes}
        if len(starts) <= 2 or self.at < self.post.title_end:
            return 0, len(text)
        stop = text.find("\n", self.at)
        return text.rfind("\n", 0, self.at) + 1, stop if stop >= 0 else len(text)

    def _fit(self, unit: Unit, original: Unit) -> float:
        """How likely a unit is what stands in for the original."""
        text, fit = self.post.text, unit.chosen - unit.dear
        fit += 1.2 * (unit.brand is not None)
        if unit.start >= self.end and _NAMED.fullmatch(text[self.end : unit.start][-24:]):
            fit += 2.5 if unit.brand else 1.0
        fit += 0.8 * (self.span[0] <= unit.start < self.span[1]) + 0.5 * (unit.start >= self.end)
        kind = original.product or (self.right.product if self.right and not self.gap_right else None)
        if kind is not None and unit.brand is None and unit.product is not None:
            if unit.product.text == kind.text:
                fit -= 0.5
            elif unit.product.text.endswith(kind.text):
                fit += 0.7
        if unit.price is not None and original.price is not None and unit.price >= original.price:
            fit -= 3.0
        if text[max(0, unit.start - 8) : unit.start].rpartition("#")[1] and "#" in text[: unit.start][-8:]:
            fit -= 1.5
        return fit - min(abs(unit.start - self.at) / 150, 1.5)

    def find_original(self, good: Unit | None) -> Unit | None:
        """What the post says is dear, compared with or called the real thing."""
        best, most = None, 1.5
        for unit in self.goods:
            if good is not None and (unit is good or unit.same(good)):
                continue
            fit = unit.dear - 0.4 * unit.chosen + 0.6 * (unit.brand is not None)
            fit += 0.3 * (unit.start < self.post.title_end) + 0.3 * (unit.end <= self.at)
            prices = [u.price for u in ([good] if good else self.goods) if u is not unit and u.price]
            if unit.price is not None and prices:
                fit += 2.0 if unit.price > max(prices) else -2.0
            if fit > most:
                best, most = unit, fit
        return best or (self._dearer_of_two() if good is None else None)

    def _dearer_of_two(self) -> Unit | None:
        """Where a post names two brands only and 平替 stands alone, the one without a low price."""
        brands = [u for u in self.goods if u.brand]
        first = brands[0] if brands else None
        others = [u for u in brands if first and not u.same(first)]
        if first is None or not others or any(not u.same(others[0]) for u in others):
            return None
        if first.price is None and others[0].price is None:
            return None
        if first.price is not None and (others[0].price is None or first.price < others[0].price):
            return others[0]
        return first


def _labelled(post: Reading, goods: list[Unit], start: int, stop: int) -> Unit | None:
    """What a list called B, in `B能当亚朵的平替`."""
    said = _BY_LETTER.search(post.text, max(start, stop - 12), stop)
    if said is None:
        return None
    for entry in re.finditer(rf"(?:^|[\n；;。，,])\s?{said[1]}\s?[.、：:．) ]\s?", post.text):
        named = [u for u in goods if entry.end() <= u.start and u.end <= post.clause(entry.end())[1]]
        if named:
            return named[-1] if named[-1].product else named[0]
    return None
