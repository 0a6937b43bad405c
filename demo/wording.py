"""Words that fill the small slots of a template: prices as people write them, people, places, numbers."""

from collections.abc import Iterator
from itertools import count

from demo.dice import Dice
from demo.vocabulary import Good, Name

PEOPLE = ("室友", "同事", "我妈", "闺蜜", "我姐", "对象", "表妹", "邻居", "学姐")
WHEN = ("上周", "前天", "月初", "周末", "昨天半夜", "直播间里", "前阵子", "换季时")
CITIES = ("成都", "太原", "武汉", "西安", "长沙", "沈阳", "兰州", "合肥", "昆明", "济南", "南昌", "贵阳")
FACES = {
    "xhs": ("✨", "😭", "🥹", "💕", "🔥", "", ""),
    "weibo": ("[doge]", "[笑cry]", "[允悲]", "[打call]", "", ""),
    "douyin": ("[捂脸]", "[比心]", "🔥", "😂", "", ""),
    "zhihu": ("", "", "…"),
    "bilibili": ("[doge]", "[妙啊]", "~", "", ""),
    "reddit": ("",),
}
YUAN_PER_DOLLAR = 7.1


def amount(dice: Dice, low: float, high: float) -> str:
    """A price people would set between the two, evenly on the log scale."""
    value = low * (high / low) ** dice.roll()
    if value < 30:
        return f"{int(value)}{dice.pick(('.9', '.9', '.8', '.5', ''))}"
    if value < 200:
        return f"{int(value // 10 * 10) + dice.pick((9, 9, 8, 5))}"
    return f"{int(value // 100 * 100) + dice.pick((99, 59, 89, 68))}"


def price(dice: Dice, good: Good) -> str:
    """29.9元, 29块9, 88r, ¥59, 59元一双"""
    value = amount(dice, good.low, good.high)
    style = dice.roll()
    if "." in value and style < 0.3:
        return value.replace(".", "块")
    if style < 0.62:
        return f"{value}元"
    if style < 0.74:
        return f"{value}块" if "." not in value else f"{value}元"
    if style < 0.82:
        return f"{value}r"
    if style < 0.88:
        return f"¥{value}"
    return f"{value}元一{good.measure}"


def dollars(dice: Dice, good: Good) -> str:
    return f"${max(2, round(float(amount(dice, good.low, good.high)) / YUAN_PER_DOLLAR))}"


def written(dice: Dice, name: Name, lang: str) -> str:
    """One of the forms a name is written in."""
    return name.english if lang == "en" else dice.pick(name.forms)


def noun_phrase(dice: Dice, good: Good, lang: str) -> str:
    """The good with its modifiers, now and then bare; English writers often add the Chinese search word."""
    if lang == "en":
        return f"{good.english} ({good.name})" if dice.chance(0.65) else good.english
    return f"{dice.pick(good.modifiers)}{good.name}" if dice.chance(0.55) else good.name


def small_words(dice: Dice, platform: str) -> dict[str, str]:
    """Fillers that need no good."""
    return {
        "who": dice.pick(PEOPLE),
        "when": dice.pick(WHEN),
        "city": dice.pick(CITIES),
        "days": str(dice.between(3, 40)),
        "n": str(dice.between(2, 9)),
        "m": str(dice.between(0, 3)),
        "moq": str(dice.pick((50, 100, 200, 300, 500, 1000))),
        "lead": str(dice.between(2, 7)),
        "lead2": str(dice.pick((7, 10, 12, 15, 20, 25, 30))),
        "emoji": dice.pick(FACES[platform]),
    }


def goods_words(dice: Dice, good: Good, lang: str) -> dict[str, str]:
    """Fillers that speak of one good."""
    return {
        "goods": noun_phrase(dice, good, lang),
        "it": good.name,
        "verb": good.verb,
        "cl": good.measure,
        "material": dice.pick(good.materials),
        "price": dollars(dice, good) if lang == "en" else price(dice, good),
        "listprice": f"{good.list_price:g}{dice.pick(('元', '块', ''))}",
        "budget": str(max(10, int(good.high // 10 * 10))),
    }


def opinions(dice: Dice, good: Good) -> Iterator[dict[str, str]]:
    """Merits and flaws by turns, so that one post does not praise the same thing three times."""
    merits, flaws = (sorted(options, key=lambda _: dice.roll()) for options in (good.merits, good.flaws))
    for turn in count():
        yield {
            "merit": merits[turn % len(merits)],
            "merit2": merits[(turn + 1) % len(merits)],
            "flaw": flaws[turn % len(flaws)],
            "flaw2": flaws[(turn + 1) % len(flaws)],
        }
