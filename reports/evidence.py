"""Posts as proof: a short quote around the words that count, without its author."""

from collections.abc import Iterable, Mapping
from functools import cached_property

import polars as pl

from domain.figures import Evidence
from domain.links import safe_url

QUOTE_LENGTH = 56
TAIL = 12
PER_ITEM = 3
_STOPS = "。!?!?;;\n"


def quote(full: str, start: int | None, end: int | None, length: int = QUOTE_LENGTH) -> str:
    """At most about `length` characters of the sentence around start:end, with … where it was cut."""
    if start is None or end is None or not 0 <= start < end <= len(full):
        start = end = 0
    first = max(full.rfind(stop, 0, start) for stop in _STOPS) + 1
    stops = [at for stop in _STOPS if (at := full.find(stop, max(end - 1, first))) >= 0]
    last = min(stops, default=len(full) - 1) + 1
    left = first if end + TAIL - first <= length else min(start, end + TAIL - length)
    right = min(last, max(left + length, end))
    # One or two characters more are better than a cut.
    right = last if last - right <= TAIL // 2 else right
    cut = " ".join(full[left:right].split())
    return f"{'…' if left > first else ''}{cut}{'…' if right < last else ''}"


class Shelf:
    """The quotable posts by key, and where an entity is named in each of them."""

    def __init__(self, posts: pl.DataFrame, mentions: pl.DataFrame) -> None:
        """`posts` is QUOTABLE; `mentions` is MENTIONS with `entity`."""
        # What is too old to have its text kept proves what it was counted for, but can be quoted no more.
        told = posts.filter(pl.col("title").is_not_null() | pl.col("text").is_not_null())
        self._posts = told.unique("key", keep="first")
        # of many thousands of posts a few dozen are quoted: a row is made into values when it is
        self._rows = dict(zip(self._posts["key"], range(self._posts.height), strict=True))
        self._mentions = mentions

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    @cached_property
    def _spans(self) -> dict[tuple[str, str], tuple[int, int]]:
        wanted = self._mentions.join(self._posts.select("key"), on="key", how="semi").sort(
            "key", "start", descending=[False, True]
        )
        columns = wanted.select("key", "entity", "start", "end").to_dict(as_series=False)
        return {
            (key, entity): (start, end) for key, entity, start, end in zip(*columns.values(), strict=True)
        }

    def take(
        self,
        keys: Iterable[str],
        entity: str = "",
        limit: int = PER_ITEM,
        spans: Mapping[str, tuple[int, int]] | None = None,
    ) -> tuple[Evidence, ...]:
        """The first of those posts that we hold, each text once: a copied post proves nothing more.

        The quote is cut around `spans[key]` where given, else around the entity, else from the front.
        """
        found: dict[str, Evidence] = {}
        for key in keys:
            if key not in self._rows:
                continue
            post = self._posts.row(self._rows[key], named=True)
            text = (post["text"] or post["title"] or "").strip()
            full = f"{post['title'] or ''}\n{post['text'] or ''}"
            span = (spans or {}).get(key) or (self._spans.get((key, entity)) if entity else None)
            text = quote(full, *span) if span else quote(text, None, None)
            found.setdefault(
                text,
                Evidence(
                    key=key,
                    platform=post["platform"],
                    day=post["day"],
                    speaker=post["speaker"] or "",
                    quote=text,
                    url=safe_url(post["url"]),
                ),
            )
            if len(found) == limit:
                break
        return tuple(found.values())
