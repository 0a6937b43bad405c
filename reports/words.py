"""The words of the report in both languages, and sentences with numbers set into them.

Words lie in templates/words.tsv and, those of one section, beside it in sections/NAME.tsv.

Entity names, quotes and a detector's own reasons stay as they are.
"""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.figures import Figure, Link, Sentence
from domain.weeks import BUSINESS_ZONE

WORDS = Path(__file__).with_name("templates") / "words.tsv"
_HOLE = re.compile(r"\{(\w+)\}")


def word_lines() -> list[list[str]]:
    """Every line of the word files as key, Chinese, English; those of the page first."""
    files = (WORDS, *sorted(WORDS.parents[1].glob("sections/*.tsv")))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    return [line.split("\t") for line in lines]


@cache
def _catalogue() -> dict[str, tuple[str, str]]:
    return {key: (chinese, english) for key, chinese, english in word_lines()}


def word(key: str, lang: str) -> str:
    """The text in the report's language; a key without one shows its last part (a new platform's id)."""
    found = _catalogue().get(key)
    return found[lang == "en"] if found else key.rpartition(".")[2]


def word_or(key: str, lang: str, default: str) -> str:
    """The text in the report's language, else `default`: for names that come from outside this room."""
    found = _catalogue().get(key)
    return found[lang == "en"] if found else default


def category_name(category: str, lang: str) -> str:
    return word_or(f"category.{category}", lang, category)


def quoted(text: str, lang: str) -> str:
    return f"「{text}」" if lang == "zh-CN" else f"“{text}”"


def aside(text: str, lang: str) -> str:
    """In brackets, as each language sets them behind a word."""
    return f"（{text}）" if lang == "zh-CN" else f" ({text})"


def written_at(at: datetime, zone: str, lang: str) -> str:
    """`2026-11-16 09:30 北京时间`: minutes on the clock of the zone, with its name."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone_name(zone, lang)}"


def zone_name(zone: str, lang: str) -> str:
    return word("time.beijing", lang) if zone == BUSINESS_ZONE else zone


def words_under(family: str, lang: str) -> tuple[str, ...]:
    """All texts whose key begins with `family.`, in the order of the file."""
    return tuple(text[lang == "en"] for key, text in _catalogue().items() if key.startswith(f"{family}."))


def holes(text: str) -> set[str]:
    return set(_HOLE.findall(text))


def names_in_a_row(names: tuple[str, ...], lang: str) -> str:
    return ("、" if lang == "zh-CN" else ", ").join(names)


def price_unit(unit: str, lang: str) -> str:
    """`CNY/支` for people: 元/支. A currency we do not name stays as its code."""
    currency, _, per = unit.partition("/")
    shown = word("unit.price", lang) if currency == "CNY" else currency
    return f"{shown}/{word_or(f'per.{per}', lang, per)}" if per else shown


def say(
    template: str, /, evidence: tuple[str, ...] = (), **values: str | int | Figure | Link | Sentence
) -> Sentence:
    """A sentence from `{name}` holes: figures and links stay values, so that they can be traced."""
    parts: list[str | Figure | Link] = []
    for index, piece in enumerate(_HOLE.split(template)):
        if index % 2 == 0:
            parts.append(piece)
            continue
        value = values[piece]
        if isinstance(value, Sentence):
            parts.extend(value.parts)
        else:
            parts.append(str(value) if isinstance(value, int) else value)
    return Sentence(tuple(part for part in parts if part != ""), evidence)
