"""One drawn row -> what a person wrote: title, text, tags and who speaks."""

from dataclasses import dataclass
from itertools import repeat

from demo.dice import Dice
from demo.sentences import Named, Options, Sentences, names_in, sentences
from demo.vocabulary import SLOTS, Good, Name, goods, names
from demo.wording import goods_words, opinions, small_words, written

TITLED = ("xhs", "zhihu", "bilibili", "reddit")
ENGLISH_PLATFORM, ENGLISH_ELSEWHERE = "reddit", 0.012
SPEAKERS = {"buyer": 0.70, "reseller": 0.10, "factory": 0.045, "ad": 0.06, "media": 0.04, "other": 0.055}
SPEAKERS_NAMING_FACTORY = {"buyer": 0.40, "reseller": 0.20, "factory": 0.24, "ad": 0.02, "other": 0.14}
SPEAKERS_OF_COMMENTS = {"buyer": 0.86, "reseller": 0.07, "factory": 0.03, "other": 0.04}
TONES = {
    "buyer": {"good": 0.41, "ask": 0.27, "bad": 0.14, "flat": 0.18},
    "reseller": {"sell": 0.6, "source": 0.4},
}
BREAKS = {
    "xhs": ("，", "。", "，", "！", "\n", "\n"),
    "weibo": ("，", "。", "，", " "),
    "douyin": ("，", " ", "！"),
    "zhihu": ("。", "。", "。\n"),
    "bilibili": ("，", "。", "\n"),
}
TAG_SHARE = {"xhs": 0.8, "weibo": 0.6, "douyin": 0.85, "zhihu": 0.3, "bilibili": 0.6}
TAG_FORM = {"xhs": "#{}[话题]#", "weibo": "#{}#", "douyin": "#{}"}
LOOSE_TAGS = ("平替", "好物分享", "省钱攻略", "平价好物", "国货")
TRADE_TAGS = ("源头工厂", "代工厂", "拿货", "源头好货")
OFF_TAGS = ("日常", "碎碎念", "生活记录", "今天的心情")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is to be written: who is named is settled, the words are not."""

    platform: str
    talk: str
    topic: str
    comment: bool
    named: dict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    title: str
    text: str
    tags: list[str]
    speaker: str


class Writer:
    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._goods = {good.name: good for good in goods()}
        self._names = {(one.kind, one.name): one for one in names()}

    def write(self, row: Drawn) -> Written:
        dice = self._dice
        english = row.platform == ENGLISH_PLATFORM or dice.chance(ENGLISH_ELSEWHERE)
        lang = "en" if english else "zh"
        book = sentences(lang)
        good = self._goods.get(row.topic) if row.talk == "goods" else None
        speaker, voice, tone = self._speaker(row, book, good)
        words = small_words(dice, row.platform)
        if good:
            words |= goods_words(dice, good, lang)
        for slot, name in row.named.items():
            words[slot] = written(dice, self._name(slot, name), lang)
        named = frozenset(row.named)
        if row.comment:
            title, parts = "", self._comment(book, voice, tone, named)
        else:
            title, parts = self._post(book, voice, tone, named, row.platform)
        turns = opinions(dice, good) if good else repeat({})
        title, *parts = [
            part.format_map(words | turn) for part, turn in zip([title, *parts], turns, strict=False)
        ]
        text = self._join(parts, row.platform, english)
        if english:
            title = _sentence_case(title)
        tags = [] if english or row.comment else self._tags(row, voice)
        form = TAG_FORM.get(row.platform)
        if tags and form:
            hashtags = " ".join(form.format(tag) for tag in tags)
            text = f"{text}\n{hashtags}" if row.platform == "xhs" else f"{text} {hashtags}"
        return Written(title, text, tags, speaker)

    def _speaker(self, row: Drawn, book: Sentences, good: Good | None) -> tuple[str, str, str]:
        """(who wrote it, whose templates, tone)"""
        dice = self._dice
        if row.talk == "bare":
            return "buyer", "bare", "*"
        if row.talk == "off":
            tone = dice.pick(book.tones("off"))
            return ("media" if tone == "news" else "buyer"), "off", tone
        if good is None:
            return self._weighted({"buyer": 0.8, "reseller": 0.15, "other": 0.05}), "talk", row.talk
        if row.comment:
            who = self._weighted(SPEAKERS_OF_COMMENTS)
        else:
            who = self._weighted(SPEAKERS_NAMING_FACTORY if "factory" in row.named else SPEAKERS)
        if not book.tones(who):
            who = "reseller" if who == "factory" else "buyer"
        tones = book.tones(who)
        tone = self._weighted(TONES[who]) if who in TONES else next(iter(tones), "*")
        if tone == "bad" and "maker" in row.named:
            tone = "good"  # no made-up complaint about a real maker
        return who, who, tone

    def _post(
        self, book: Sentences, voice: str, tone: str, named: Named, platform: str
    ) -> tuple[str, list[str]]:
        dice = self._dice
        titles = book.fitting(voice, tone, "title", named) if platform in TITLED else ()
        title = dice.pick(titles) if titles else ""
        opening = dice.pick(self._richer(book.fitting(voice, tone, "open", named)))
        left = named - names_in(title) - names_in(opening)
        parts = [dice.pick(book.about(voice, tone, "line", slot)) for slot in SLOTS if slot in left]
        parts += self._some(book.fitting(voice, tone, "body", named), self._bodies(platform))
        if voice not in ("off", "talk") and dice.chance(0.5):
            parts += self._some(book.fitting(voice, tone, "price", named), 1)
        parts.sort(key=lambda _: dice.roll())
        if dice.chance(0.6):
            parts += self._some(book.fitting(voice, tone, "end", named), 1)
        return title, [opening, *parts]

    def _comment(self, book: Sentences, voice: str, tone: str, named: Named) -> list[str]:
        dice = self._dice
        first = dice.pick(self._richer(book.fitting(voice, tone, "comment", named)))
        left = named - names_in(first)
        return [first, *(dice.pick(book.about(voice, tone, "short", slot)) for slot in SLOTS if slot in left)]

    def _bodies(self, platform: str) -> int:
        return self._dice.between(2, 3) if platform in ("zhihu", "xhs") else self._dice.between(0, 2)

    def _richer(self, options: Options) -> Options:
        """Often only the templates that hold most of the names, so that they come up at once."""
        most = max(len(names_in(text)) for text in options)
        if most and self._dice.chance(0.65):
            return tuple(text for text in options if len(names_in(text)) == most)
        return options

    def _some(self, options: Options, wanted: int) -> list[str]:
        found: list[str] = []
        while options and len(found) < min(wanted, len(options)):
            choice = self._dice.pick(options)
            if choice not in found:
                found.append(choice)
        return found

    def _join(self, parts: list[str], platform: str, english: bool) -> str:
        if english:
            ended = (part if part[-1] in ".?!" else f"{part}." for part in parts)
            return " ".join(_sentence_case(part) for part in ended)
        text = parts[0]
        for part in parts[1:]:
            pause = self._dice.pick(BREAKS.get(platform, ("，", "。")))
            text += part if text[-1] in "，。！\n" else f"{' ' if text[-1] in '？?…' else pause}{part}"
        return f"{text}。" if platform == "zhihu" and text[-1] not in "？。！" else text

    def _tags(self, row: Drawn, voice: str) -> list[str]:
        dice = self._dice
        if not dice.chance(TAG_SHARE.get(row.platform, 0)):
            return []
        if row.talk == "off":
            return [dice.pick(OFF_TAGS)]
        tags = [row.topic] if row.talk == "goods" else []
        brand = row.named.get("brand")
        if brand:
            tags.append(f"{brand}平替" if dice.chance(0.6) else brand)
        tags += [
            row.named[slot] for slot in ("maker", "channel", "belt") if slot in row.named and dice.chance(0.5)
        ]
        trade = voice in ("reseller", "factory") or row.talk in ("belt", "factory")
        tags.append(dice.pick(TRADE_TAGS if trade else LOOSE_TAGS))
        return list(dict.fromkeys(tags))[: dice.between(2, 4)]

    def _weighted(self, shares: dict[str, float]) -> str:
        left = self._dice.roll() * sum(shares.values())
        for name, share in shares.items():
            left -= share
            if left < 0:
                return name
        return next(iter(shares))

    def _name(self, slot: str, name: str) -> Name:
        return self._names["brand" if slot == "maker" else slot, name]


def _sentence_case(text: str) -> str:
    """First letter large, but not that of lululemon."""
    return text if text.startswith("lululemon") else text[:1].upper() + text[1:]
