"""dupe_of in lists: a line or a number a pair (`A ➡️ B 88r`, `A - B 39元`, `贵替：A` over `平替：B`)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from nlp.reading import Mention, Reading, Relation
from nlp.units import units

_ARROW = re.compile(r"➡️?|→|->|👉|🔛|=>|⇒|⏩|▶️|~>|(?<![\d<>!])[=＝](?![\d=])|——(?!\s?没)")
_SEVERAL = re.compile(r"➡️?|→|👉|🔛|=>|⇒|[=＝]|—|✔️?|✅")
_PART = re.compile(r"[；;｜|]|[，,、](?=[^，,；;｜|\n]{1,24}?(?:➡️?|→|👉|🔛|=>|⇒|[=＝]|—))")
# 兰蔻极光水｜平替 欧诗漫珍珠水, 九阳豆浆机的平替——小熊: the word itself parts the pair
_IN_LINE = re.compile(
    r"(?:[｜|，,；;：:\s（(]|的)\s?平替(?:版|款)?[：:是→—\s-]{0,3}(?=[^\s，,。])|"
    r"\s?[✖❌×✗]️?\s?"
)
_NUMBER = re.compile(r"\d️?⃣|[①-⑳]|(?<=\s)\d{1,2}[.、]")
_DASH = re.compile(r"——|—|[:：]|-{2,}|\s-\s?")
# A - B of a list is a pair only where several lines have that form
_HYPHEN = re.compile(r"\s[-–—~～]\s|\s?[—–]\s?(?!没)|(?<=[一-鿿])-(?=[一-鿿])")
_VS = re.compile(r"(?i)\s?(?:vs\.?|pk)\s?")
_NO_DUPE = re.compile(
    r"没有?平替|无平替|真没有|没平替|别省|平替不了|(?:→|—|-|➡️?)\s?(?:没有|无|暂无|"
    r"没找到)(?=[，,。\s]|$)"
)
_DEAR_LABEL = re.compile(
    r"(?:^|[\s，,；;。|｜【])(?:贵替|正主|原版|正品|本尊|大牌|原价款|贵妇版?|贵价|贵的|原装)(?:款|版)?\s?[：:】|｜]\s?"
)
_CHEAP_LABEL = re.compile(
    r"(?:^|[\s，,；;。|｜【])(?:平替|平价|国货|平价版|便宜的|替代|平价款)(?:款|版)?\s?[：:】|｜]\s?"
)
_SWAP = re.compile(
    r"(?:我?[也都就早直接已经全部]{0,4}|我)(?:换成了?|改成了?|改用了?|替换成了?|换了)(?:更?便宜的|"
    r"国货|国产)?\s?"
)
_FROM, _TO = (
    re.compile(r"(?i)(?:switched|moved|swapped) from (?:the |my )?$"),
    re.compile(r"(?i) to (?:the )?"),
)
_THAT_IS = re.compile(r"的(?:话|是|就是|首选是?|就?选)?\s?")
_INSTEAD = re.compile(r"(?:代替|替代|取代|平替)(?:掉|了)?$")
# characters between a label and the good it introduces
_LABELLED = 12


def lines(post: Reading) -> Iterator[Relation]:
    """The pairs of a list, in a post about dupes."""
    entries = [part for entry in _entries(post) for part in _parts(post, *entry)]
    hyphens = [span for span in entries if _hyphen(post, *span) is not None]
    labels = [span for span in entries if _IN_LINE.search(post.text[slice(*span)])]
    for start, end in entries:
        line = post.text[start:end]
        arrow = _ARROW.search(line)
        if arrow is None and len(hyphens) > 1:
            arrow = _hyphen(post, start, end)
        if arrow is None and len(labels) > 1:
            arrow = _IN_LINE.search(line)
        if arrow is not None:
            yield from _arrowed(post, (start, end), (start + arrow.start(), start + arrow.end()))
            continue
        yield from _priced_pair(post, start, end)
        if _NO_DUPE.search(line) and _DASH.search(line):
            left = post.within((start, end), "brand", "product")
            if left:
                yield Relation("dupe_of", None, brand_first(left), "denied", line.strip())
    yield from _labelled(post)
    yield from _swapped(post)


def _arrowed(post: Reading, line: tuple[int, int], arrow: tuple[int, int]) -> Iterator[Relation]:
    text = post.text[line[0] : line[1]]
    left = post.within((line[0], arrow[0]), "brand", "product")
    right = post.within((arrow[1], line[1]), "brand", "product")
    if not left:
        return
    denied = _NO_DUPE.search(post.text, arrow[0], line[1])
    stand_in = None if denied or not right else right[0]
    yield Relation("dupe_of", stand_in, brand_first(left), "denied" if denied else "claimed", text.strip())


def _hyphen(post: Reading, start: int, end: int) -> re.Match[str] | None:
    """The hyphen of `A - B`, where goods stand on its left, and on its right goods or 没有平替."""
    line = post.text[start:end]
    hyphen = _HYPHEN.search(line)
    if hyphen is None or not post.within((start, start + hyphen.start()), "brand", "product"):
        return None
    right = post.within((start + hyphen.end(), end), "brand", "product")
    return hyphen if right or _NO_DUPE.search(line, hyphen.end()) else None


def _entries(post: Reading) -> Iterator[tuple[int, int]]:
    """(start, end) of the lines of a post; a line with several numbers is several."""
    for line in re.finditer(r"[^\n]+", post.text):
        marks = [line.start() + mark.start() for mark in _NUMBER.finditer(line[0])] or [line.start()]
        yield from pairwise([*sorted({line.start(), *marks}), line.end()])


def _parts(post: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line that holds several pairs (A→B，C→D), part by part."""
    line = post.text[start:end]
    if len(_SEVERAL.findall(line)) < 2:
        yield start, end
        return
    cuts = [start + part.end() for part in _PART.finditer(line)]
    yield from pairwise([start, *cuts, end])


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
        sides.append((float(number[0]), brand_first(goods)))
    (cheap, good), (dear, original) = sorted(sides, key=lambda side: side[0])
    if cheap * 1.5 < dear and good.norm != original.norm:
        yield Relation("dupe_of", good, original, "claimed", post.text[start:end].strip())


def _labelled(post: Reading) -> Iterator[Relation]:
    """`贵替：戴森 …` and the `平替：小狗 …` that follows it, in a line or over lines."""
    dear = [(label.end(), good) for label in _DEAR_LABEL.finditer(post.text) if (good := _next(post, label))]
    cheap = [
        (label.start(), good) for label in _CHEAP_LABEL.finditer(post.text) if (good := _next(post, label))
    ]
    for at, original in dear:
        following = next((good for start, good in cheap if start >= at), None)
        later = next((start for start, _ in dear if start > at), len(post.text) + 1)
        if following and following.start < later and following.norm != original.norm:
            yield Relation("dupe_of", following, original, "claimed", post.evidence(following, original))


def _swapped(post: Reading) -> Iterator[Relation]:
    """`神仙水换成了韩束精华水`, `代替红腰子的是谷雨精华`: one good given up for another."""
    for old, new in pairwise(units(post)):
        gap = post.text[old.end : new.start]
        given_up = _SWAP.fullmatch(gap) or (
            _THAT_IS.fullmatch(gap) and _INSTEAD.search(post.text[max(0, old.start - 6) : old.start])
        )
        given_up = given_up or (
            _TO.fullmatch(gap) and _FROM.search(post.text[max(0, old.start - 16) : old.start])
        )
        if given_up and not old.same(new):
            ends = (new.good, old.original)
            yield Relation("dupe_of", *ends, "claimed", post.evidence(*ends))


def _next(post: Reading, label: re.Match[str]) -> Mention | None:
    return next((good for good in post.goods() if label.end() <= good.start < label.end() + _LABELLED), None)


def brand_first(goods: list[Mention]) -> Mention:
    return next((m for m in goods if m.kind == "brand"), goods[0])
