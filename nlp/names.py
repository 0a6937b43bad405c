"""Names in text by a sequence tagger (a linear-chain CRF over characters), with what lists know as features.

The model file is python-crfsuite's own binary format: numbers and strings, nothing that can run.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pycrfsuite

from domain.errors import BadInput
from nlp.segment import Tokenizer

READ = 2_000
_LONGEST = 16
_EDGE = "·"
_KINDS = ((re.compile(r"\d"), "0"), (re.compile(r"[A-Za-z]"), "a"), (re.compile(r"[一-鿿]"), "h"))


class Span(NamedTuple):
    """start and end count code points."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Lists:
    """Known names by list (brand, product …): what they mark in a text helps to find the unknown ones."""

    names: Mapping[str, frozenset[str]]

    def marks(self, text: str) -> list[list[str]]:
        """For each character which lists have a name that begins, goes on or ends there; longest only."""
        low = text.lower()
        found: list[list[str]] = [[] for _ in text]
        for kind, names in self.names.items():
            at = 0
            while at < len(low):
                size = next(
                    (n for n in range(min(_LONGEST, len(low) - at), 1, -1) if low[at : at + n] in names), 0
                )
                for place in range(at, at + size):
                    part = "B" if place == at else "E" if place == at + size - 1 else "I"
                    found[place].append(f"{kind}{part}{min(size, 5)}")
                at += size or 1
        return found


def features(text: str, tokenizer: Tokenizer, lists: Lists) -> list[list[str]]:
    """What the tagger sees of each character: its neighbours, its word, its kind, the lists' marks."""
    letters = [_EDGE, _EDGE, *text.lower(), _EDGE, _EDGE]
    kinds = ["e", "e", *(_kind(letter) for letter in text), "e", "e"]
    words = list(_words(text, tokenizer))
    marks = lists.marks(text)
    seen = []
    for at in range(len(text)):
        a, b, c, d, e = letters[at : at + 5]
        before, word, part, after = words[at]
        row = [
            "bias", f"a{a}", f"b{b}", f"c{c}", f"d{d}", f"e{e}",
            f"ab{a}{b}", f"bc{b}{c}", f"cd{c}{d}", f"de{d}{e}", f"bd{b}{d}", f"bcd{b}{c}{d}",
            f"k{''.join(kinds[at : at + 5])}", f"k1{kinds[at + 2]}",
            f"w{word}", f"p{part}", f"wp{word}{part}", f"wb{before}", f"wa{after}",
            f"wb+{before}|{word}", f"wa+{word}|{after}", f"l{min(len(word), 5)}{part}",
        ]  # fmt: skip
        row += [f"m{mark}" for mark in marks[at]]
        row += [f"m-{mark}" for mark in (marks[at - 1] if at else ())]
        row += [f"m+{mark}" for mark in (marks[at + 1] if at + 1 < len(text) else ())]
        if len(marks[at]) > 1:
            row.append("m&" + "".join(marks[at]))
        seen.append(row)
    return seen


def _kind(letter: str) -> str:
    return next((kind for pattern, kind in _KINDS if pattern.match(letter)), "x")


def _words(text: str, tokenizer: Tokenizer) -> Iterator[tuple[str, str, str, str]]:
    """Each character's word before, own word, place in it (B I E S) and word after."""
    words = list(tokenizer.cut(text))
    for at, word in enumerate(words):
        before = words[at - 1].lower() if at else _EDGE
        after = words[at + 1].lower() if at + 1 < len(words) else _EDGE
        for place in range(len(word)):
            first, last = place == 0, place == len(word) - 1
            part = "S" if first and last else "B" if first else "E" if last else "I"
            yield before, word.lower(), part, after


def to_tags(size: int, spans: Iterable[Span]) -> list[str]:
    """B, I, E, S and O a character; of two spans that overlap the first wins."""
    tags = ["O"] * size
    for label, start, end in spans:
        if start >= end or end > size or any(tag != "O" for tag in tags[start:end]):
            continue
        if end - start == 1:
            tags[start] = f"S-{label}"
            continue
        tags[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 2), f"E-{label}"]
    return tags


def to_spans(tags: Sequence[str]) -> list[Span]:
    """Whole spans only: a tag sequence that breaks off names nothing."""
    found, start, label = [], -1, ""
    for at, tag in enumerate(tags):
        part, _, kind = tag.partition("-")
        if part == "S":
            found.append(Span(kind, at, at + 1))
        elif part == "B":
            start, label = at, kind
        elif part == "E" and start >= 0 and kind == label:
            found.append(Span(kind, start, at + 1))
        if part in "OSE" or kind != label:
            start = -1 if part != "B" else start
    return found


class Tagger:
    """A model file in use. Raises BadInput where the file is none."""

    def __init__(self, path: Path, tokenizer: Tokenizer, lists: Lists) -> None:
        self._tokenizer, self._lists = tokenizer, lists
        self._model = pycrfsuite.Tagger()
        try:
            self._model.open(str(path))
        except (OSError, ValueError) as error:
            raise BadInput(f"{path} is no tagger ({error})", hint="Make it with pingti train") from error

    def find(self, text: str) -> list[Span]:
        """The names in a text, in order; what lies behind READ characters is not read."""
        text = text[:READ]
        return to_spans(self._model.tag(features(text, self._tokenizer, self._lists))) if text else []
