"""The sentence templates (sentences_*.tsv), found by speaker, tone, part and the names they hold.

A template's slots say which names it needs: it may only be used in a post that names them. `*` as tone
fits every tone of that speaker; several tones are written with commas.
"""

import re
from functools import cache

from demo.vocabulary import SLOTS, read_table

FILES = {
    "zh": ("sentences_buyer.tsv", "sentences_trade.tsv", "sentences_others.tsv", "sentences_offtopic.tsv"),
    "en": ("sentences_en.tsv",),
}
_SLOT = re.compile(r"\{(\w+)\}")

Named = frozenset[str]
Options = tuple[str, ...]


class Sentences:
    """The templates of one language."""

    def __init__(self, lang: str) -> None:
        self._by_place: dict[tuple[str, str, str], list[tuple[Named, str]]] = {}
        for name in FILES[lang]:
            for row in read_table(name):
                for tone in row["tone"].split(","):
                    place = (row["speaker"], tone, row["part"])
                    self._by_place.setdefault(place, []).append((names_in(row["text"]), row["text"]))
        self._found: dict[tuple[str, str, str, Named], Options] = {}

    def tones(self, speaker: str) -> Options:
        return tuple(sorted({tone for who, tone, _ in self._by_place if who == speaker and tone != "*"}))

    def fitting(self, speaker: str, tone: str, part: str, named: Named) -> Options:
        """Templates that hold no other names than these."""
        key = (speaker, tone, part, named)
        if key not in self._found:
            rows = self._rows(speaker, tone, part)
            self._found[key] = tuple(text for needs, text in rows if needs <= named)
        return self._found[key]

    def about(self, speaker: str, tone: str, part: str, slot: str) -> Options:
        """Templates that hold exactly this name."""
        key = (speaker, tone, f"{part}!", frozenset((slot,)))
        if key not in self._found:
            rows = self._rows(speaker, tone, part)
            self._found[key] = tuple(text for needs, text in rows if needs == {slot})
        return self._found[key]

    def all(self) -> list[tuple[str, str, str, str]]:
        """(speaker, tone, part, text) of every template."""
        return [(*place, text) for place, rows in self._by_place.items() for _, text in rows]

    def _rows(self, speaker: str, tone: str, part: str) -> list[tuple[Named, str]]:
        exact = self._by_place.get((speaker, tone, part), [])
        return exact + self._by_place.get((speaker, "*", part), [])


def names_in(text: str) -> Named:
    return frozenset(slot for slot in _SLOT.findall(text) if slot in SLOTS)


@cache
def sentences(lang: str) -> Sentences:
    return Sentences(lang)
