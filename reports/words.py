"""The words of the report in both languages (templates/words.tsv), and sentences with numbers set into them.

Entity names, quotes and a detector's own reasons stay as they are.
"""

import re
from functools import cache
from pathlib import Path

from domain.report import Figure, Link, Sentence

WORDS = Path(__file__).with_name("templates") / "words.tsv"
_HOLE = re.compile(r"\{(\w+)\}")


@cache
def _catalogue() -> dict[str, tuple[str, str]]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()[1:]
    return {key: (chinese, english) for key, chinese, english in (line.split("\t") for line in lines)}


def word(key: str, lang: str) -> str:
    """The text in the report's language; a key without one shows its last part (a new platform's id)."""
    found = _catalogue().get(key)
    return found[lang == "en"] if found else key.rpartition(".")[2]


def words_under(family: str, lang: str) -> tuple[str, ...]:
    """All texts whose key begins with `family.`, in the order of the file."""
    return tuple(text[lang == "en"] for key, text in _catalogue().items() if key.startswith(f"{family}."))


def names_in_a_row(names: tuple[str, ...], lang: str) -> str:
    return ("、" if lang == "zh-CN" else ", ").join(names)


def price_unit(unit: str, lang: str) -> str:
    """`CNY/支` for people: 元/支. A currency we do not name stays as its code."""
    currency, _, per = unit.partition("/")
    shown = word("unit.price", lang) if currency == "CNY" else currency
    return f"{shown}/{per}" if per else shown


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
