"""Chinese words: jieba's dictionary and dictionary format behind one small object.

rjieba is the same algorithm in Rust and the one we run; jieba itself is the reference (a test holds
the two equal). Objects of their own: no global dictionary that another caller could change.
"""

from collections.abc import Mapping
from typing import Protocol

import jieba
import rjieba


class Tokenizer(Protocol):
    def cut(self, text: str) -> list[str]: ...


class RustTokenizer:
    """rjieba with our words added (word → frequency, as in a line of jieba's dictionary)."""

    def __init__(self, words: Mapping[str, int] | None = None) -> None:
        self._jieba = rjieba.Jieba()
        for word, frequency in (words or {}).items():
            if not self._jieba.has_word(word):
                self._jieba.add_word(word, frequency, "nz")

    def cut(self, text: str) -> list[str]:
        # Without the hidden Markov model: it joins unknown neighbours (求平替) and would hide names.
        return self._jieba.cut(text, False)


class ReferenceTokenizer:
    """jieba itself, twenty times slower."""

    def __init__(self, words: Mapping[str, int] | None = None) -> None:
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for word, frequency in (words or {}).items():
            if not self._jieba.FREQ.get(word):
                self._jieba.add_word(word, frequency, "nz")

    def cut(self, text: str) -> list[str]:
        return self._jieba.lcut(text, HMM=False)
