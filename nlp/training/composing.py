"""Labelled posts put together from sentences of our own writing: what the shipped label model is fitted to.

No real post and no row of an annotated set is in them. The same seed gives the same posts.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from nlp.lexicon import Lexicon

HOME = Path(__file__).parent
FEELINGS = HOME / "feelings.tsv"
# How often each voice is composed: speaker, intent, polarity, share.
VOICES = (
    ("buyer", "self_use", "1", 32), ("buyer", "self_use", "0", 18), ("buyer", "self_use", "-1", 14),
    ("reseller", "self_use", "1", 7), ("reseller", "resale", "0", 9), ("reseller", "resale", "1", 5),
    ("reseller", "resale", "-1", 2), ("reseller", "wholesale", "1", 3), ("reseller", "wholesale", "0", 4),
    ("factory", "wholesale", "1", 10), ("factory", "self_use", "1", 2), ("factory", "none", "0", 2),
    ("ad", "self_use", "1", 11), ("media", "none", "0", 6), ("media", "none", "-1", 4),
    ("other", "none", "0", 11), ("other", "none", "-1", 3), ("other", "self_use", "1", 3),
    ("other", "self_use", "0", 2), ("none", "none", "0", 10),
)  # fmt: skip
_EMOJI = tuple("😭😂🔥✨💰👍❗🥹🙏👀💕🌟🤔😅")
_ENDS = ("，", "。", "！", "\n", " ", "～", "，", "。", "")
_HEAD = re.compile(r"\[(\S+) (\S+) (\S+) (\S+)\]")
_SLOT = re.compile(r"\{(\w+)\}")


class Phrase(NamedTuple):
    speaker: str
    intent: str
    polarity: str
    part: str
    text: str


def read_phrases(folder: Path = HOME) -> list[Phrase]:
    """Every sentence of phrases_*.txt with the labels of the heading it stands under."""
    found, head = [], ("", "", "", "")
    for path in sorted(folder.glob("phrases_*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            heading = _HEAD.fullmatch(line)
            if heading:
                head = heading.groups()
            elif line and not line.startswith("# "):
                found.append(Phrase(*head, line))
    return found


def compose(lexicon: Lexicon, count: int, seed: int) -> pl.DataFrame:
    """`count` posts: key, platform, kind, title, text, speaker, intent, polarity (Int8), goods."""
    chance = random.Random(seed)  # noqa: S311 - posts, not secrets
    phrases = read_phrases()
    parts = {voice[:3]: _parts(phrases, voice) for voice in VOICES}
    names = _Names(lexicon, chance)
    drawn = chance.choices([voice[:3] for voice in VOICES], [voice[3] for voice in VOICES], k=count)
    rows = []
    for at, voice in enumerate(drawn):
        names.turn()
        kind = "comment" if chance.random() < 0.12 else "post"
        title, text = _post(parts[voice], names, chance, kind)
        speaker, intent, polarity = voice
        goods = speaker != "none"
        rows.append(
            (str(at), "own", kind, title, text, speaker if goods else "other", intent, int(polarity), goods)
        )
    schema = dict.fromkeys(("key", "platform", "kind", "title", "text", "speaker", "intent"), pl.String)
    return pl.DataFrame(rows, schema=schema | {"polarity": pl.Int8, "goods": pl.Boolean}, orient="row")


def _parts(phrases: list[Phrase], voice: tuple[str, str, str, int]) -> dict[str, list[str]]:
    """The sentences a voice may say, by their part in a post."""
    fitting: dict[str, list[str]] = {"title": [], "open": [], "body": [], "close": [], "tags": []}
    for phrase in phrases:
        if all(said in ("*", meant) for said, meant in zip(phrase[:3], voice[:3], strict=True)):
            fitting[phrase.part].append(phrase.text)
    return fitting


def _post(
    parts: dict[str, list[str]], names: "_Names", chance: random.Random, kind: str
) -> tuple[str | None, str]:
    def some(part: str, least: int, most: int) -> list[str]:
        known = parts[part]
        return chance.sample(known, min(chance.randint(least, most), len(known)))

    if kind == "comment":
        said = some("body", 1, 1) if chance.random() < 0.6 else some("open", 1, 1) + some("body", 0, 1)
        return None, "".join(_join(map(names.fill, said), chance))
    title = some("title", 1, 1) if chance.random() < 0.6 else []
    said = some("open", 0, 1) + some("body", 1, 4) + (some("close", 1, 1) if chance.random() < 0.4 else [])
    if not title and chance.random() < 0.3:
        said = some("title", 1, 1) + said
    text = "".join(_join(map(names.fill, said), chance))
    if parts["tags"] and chance.random() < 0.4:
        mark = "[话题]#" if chance.random() < 0.4 else ""
        text += "\n" + " ".join(names.fill(tag).replace(" ", "") + mark for tag in some("tags", 1, 3))
    return (names.fill(title[0]) if title else None), text


def _join(said: Iterator[str], chance: random.Random) -> Iterator[str]:
    style = chance.sample(_ENDS, 2)
    for sentence in said:
        yield sentence
        yield chance.choice(_EMOJI) if chance.random() < 0.08 else chance.choice(style)


class _Names:
    """Fills the slots of sentences; within one post a slot keeps its filling."""

    def __init__(self, lexicon: Lexicon, chance: random.Random) -> None:
        tables = lexicon.tables
        self.chance = chance
        self.goods = tables["goods"].select("term", "category").rows()
        self.brands: dict[str, list[str]] = {}
        for name, category in tables["brands"].select("name", "category").iter_rows():
            self.brands.setdefault(category, []).append(name)
        self.every_brand = tables["brands"]["name"].to_list()
        words = pl.read_csv(FEELINGS, separator="\t").iter_rows()
        feelings = {name: said.split() for name, said in words}
        self.lists = {
            "belt": tables["belts"]["place"].to_list(),
            "city": tables["belts"]["place"].to_list(),
            "ch": tables["channels"]["name"].to_list(),
            "as": tables["aspects"]["name"].to_list(),
            "m": tables["materials"]["name"].to_list(),
            "ok": feelings["praise"],
            "bad": feelings["blame"],
            "f": tables["factories"]["name"].to_list(),
        }
        self.modifiers = lexicon.modifiers
        self.said: dict[str, str] = {}
        self.category = ""

    def turn(self) -> None:
        """The next post: other names."""
        self.said = {}
        good, self.category = self.chance.choice(self.goods)
        modifier = self.chance.choice(self.modifiers) if self.chance.random() < 0.3 else ""
        self.said["g"] = modifier + good

    def fill(self, sentence: str) -> str:
        return _SLOT.sub(lambda slot: self.said.get(slot[1]) or self._name(slot[1]), sentence)

    def _name(self, slot: str) -> str:
        if slot == "n":
            return str(self.chance.randint(2, 12))
        if slot in ("p", "q"):
            name = self._price()
        elif slot in ("b", "d"):
            name = self.chance.choice(self.brands.get(self.category) or self.every_brand)
        elif slot == "h":
            name = self.chance.choice(self.goods)[0]
        else:
            name = self.chance.choice(self.lists[slot])
        if slot in ("ok", "bad"):
            return name
        self.said[slot] = name
        return name

    def _price(self) -> str:
        amount = self.chance.choice((self.chance.randint(5, 99), self.chance.randint(100, 900), 9.9, 19.9))
        return self.chance.choice(("{}元", "{}块", "¥{}", "{}", "{}r", "{}米", "${}")).format(amount)
