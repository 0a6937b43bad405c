"""What is to be forgotten: posts and authors, as the lake and as files name them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import polars as pl

# Shorter than this an id may be a part of anything; it is then found only where a file is read row by row.
LEAST_LETTERS = 6
_MADE_UP_ID = re.compile(r"h[0-9a-f]{16}")
_TOKENS = re.compile(rb"[0-9A-Za-z_\-]{6,}")
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`keys` are platform:post_id, `authors` (platform, keyed hash), `words` ids and addresses in files."""

    keys: frozenset[str]
    authors: frozenset[tuple[str, str]] = frozenset()
    words: frozenset[str] = field(default_factory=frozenset)

    def with_posts(self, keys: Iterable[str], urls: Iterable[str | None] = ()) -> "Withdrawn":
        """The same with these posts too; their ids and addresses become words to look for."""
        more = frozenset(keys) | self.keys
        ids = {key.partition(":")[2] for key in more}
        words = {word for word in ids if len(word) >= LEAST_LETTERS and not _MADE_UP_ID.fullmatch(word)}
        return Withdrawn(more, self.authors, self.words | words | {url for url in urls if url})

    def is_row(self, columns: Collection[str]) -> pl.Expr:
        """Whether a row is of such a post or author, by the columns it has: key, platform and author."""
        found = [pl.lit(False)]
        if "key" in columns and self.keys:
            found.append(pl.col("key").is_in(list(self.keys)))
        if {"platform", "author"} <= set(columns) and self.authors:
            names = [_BETWEEN.join(pair) for pair in self.authors]
            found.append(pl.concat_str("platform", "author", separator=_BETWEEN).is_in(names))
        return pl.any_horizontal(expr.fill_null(False) for expr in found)

    def is_answer(self, columns: Collection[str]) -> pl.Expr:
        """Whether a row hangs on such a post, by its platform and parent_id."""
        if not {"platform", "parent_id"} <= set(columns) or not self.keys:
            return pl.lit(False)
        parent = pl.concat_str("platform", pl.lit(":"), "parent_id")
        return parent.is_in(list(self.keys)).fill_null(False)

    def is_proof(self, columns: Collection[str]) -> pl.Expr:
        """Whether a row names such a post among its evidence."""
        if "evidence" not in columns or not self.keys:
            return pl.lit(False)
        return pl.col("evidence").list.eval(pl.element().is_in(list(self.keys))).list.any().fill_null(False)

    def is_said_in(self, body: bytes) -> bool:
        """Whether the bytes hold one of the words, an id as a whole word."""
        tokens, others = self._sought()
        return bool(tokens and tokens.intersection(_TOKENS.findall(body))) or any(
            word in body for word in others
        )

    def cut_from(self, text: str, mark: str = "[forgotten]") -> str:
        """The text with a mark in the place of each word."""
        for word in sorted(self.words, key=len, reverse=True):
            text = re.sub(rf"(?<![0-9A-Za-z_\-]){re.escape(word)}(?![0-9A-Za-z_\-])", mark, text)
        return text

    def _sought(self) -> tuple[set[bytes], list[bytes]]:
        words = [word.encode() for word in self.words]
        tokens = {word for word in words if _TOKENS.fullmatch(word)}
        return tokens, [word for word in words if word not in tokens]
