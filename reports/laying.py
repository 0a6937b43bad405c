"""How a section lays out an index: figures that keep the posts behind them, shares with intervals, quotes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from domain.block import Block, Chart, Table
from domain.figures import Evidence, Figure, Link, Sentence
from domain.weeks import Week
from reports.evidence import Shelf
from reports.indexes.shares import Share
from reports.inputs import Talk
from reports.mentions import with_entity
from reports.numbers import UNKNOWN
from reports.words import aside, word

# Who may read unproven claims and what a named factory is blamed for: the team that can check them.
CHECKING = ("category",)


class Traced:
    """The figures of one section, each with the keys of the posts it was counted from."""

    def __init__(self, section: str, week: Week, lang: str) -> None:
        self._section, self._week, self.lang = section, week, lang
        self._origins: dict[str, tuple[str, ...]] = {}

    def figure(
        self, value: float | None, what: str, field: str, keys: Iterable[str], form: str = "count"
    ) -> Figure:
        """A figure named `index:SECTION:WHAT@WEEK`; figures of one name were counted from the same posts."""
        of = f"index:{self._section}:{what}@{self._week}"
        known = tuple(sorted(set(keys)))
        if self._origins.setdefault(of, known) != known:
            raise ValueError(f"two samples under one name: {of}")
        return Figure(value, of, field, form)

    def share(self, share: Share, what: str, keys: Iterable[str]) -> Sentence:
        """`63%（48%–76%）`; where nobody is, `0%（≤2%）`."""
        known = tuple(keys)
        left, right = aside("|", self.lang).split("|")
        ends = ("share", "share_low", "share_high")
        value, low, high = (
            self.figure(number, what, field, known, "share")
            for field, number in zip(ends, (share.value, share.low, share.high), strict=True)
        )
        return Sentence(
            (value, left, low, "–", high, right) if share.hits else (value, left, "≤", high, right)
        )

    def block(
        self,
        lead: Sequence[Sentence | str] = (),
        tables: Sequence[Table] = (),
        charts: Sequence[Chart] = (),
    ) -> Block:
        """The block under the word `block.SECTION`; tables without rows are left out."""
        return Block(
            self._section,
            word(f"block.{self._section}", self.lang),
            tuple(lead),
            tuple(table for table in tables if table.rows),
            tuple(chart for chart in charts if chart.svg),
            tuple(sorted(self._origins.items())),
        )


class Quotes:
    """Short quotes from the four weeks of talk; posts whose words may not be seen give none."""

    def __init__(self, talk: Talk, entities: pl.DataFrame, keys: Iterable[str]) -> None:
        wanted = pl.DataFrame({"key": sorted(set(keys))}, schema={"key": pl.String})
        posts = talk.posts.join(wanted, on="key", how="semi", maintain_order="left")
        mentions = talk.mentions.join(wanted, on="key", how="semi", maintain_order="left")
        self._shelf = Shelf(posts, with_entity(mentions, entities))
        newest = posts.sort("day", "key", descending=[True, False], nulls_last=True)
        self._newest = {key: place for place, key in enumerate(newest["key"])}

    def take(
        self,
        keys: Iterable[str],
        entity: str = "",
        limit: int = 2,
        spans: Mapping[str, tuple[int, int]] | None = None,
    ) -> tuple[Evidence, ...]:
        """The newest first, each text once, cut around `spans` or else around the entity."""
        known = sorted((key for key in set(keys) if key in self._newest), key=self._newest.__getitem__)
        return self._shelf.take(known, entity, limit, spans)


def spans_of(frame: pl.DataFrame, start: str = "start", end: str = "end") -> dict[str, tuple[int, int]]:
    """key -> the place of its first row, for quotes cut around it."""
    first = frame.drop_nulls([start, end]).sort("key", start).unique("key", keep="first", maintain_order=True)
    return {key: (begin, until) for key, begin, until in first.select("key", start, end).iter_rows()}


def cue_spans(voices: pl.DataFrame, pattern: str) -> dict[str, tuple[int, int]]:
    """key -> the place of the first match of `pattern` in what each post of `voices` says."""
    before = pl.col("said").str.extract(f"(?s)^(.*?)(?:{pattern})", 1)
    found = voices.select("key", start=before.str.len_chars().cast(pl.Int64)).drop_nulls()
    return {key: (start, start + 1) for key, start in found.iter_rows()}


def name_of(entity: str, names: Mapping[str, str]) -> str:
    """The name people know the entity by; one nobody named is what stands behind its kind."""
    return names.get(entity) or entity.partition(":")[2]


def counted_names(rows: pl.DataFrame, name: str, traced: Traced, what: str, most: int = 3) -> Sentence | str:
    """`质量 12 · 做工 5`: the first names of `rows` (name, voices, keys) with their voices."""
    parts: list[str | Figure | Link] = []
    for row in rows.head(most).iter_rows(named=True):
        figure = traced.figure(row["voices"], f"{what}:{row[name]}", "voices", row["keys"])
        parts += [" · " if parts else "", f"{row[name]}\u00a0", figure]
    return Sentence(tuple(part for part in parts if part != "")) if parts else UNKNOWN


def range_text(traced: Traced, row: Mapping[str, Any], what: str, unit: str, of: str = "voices") -> Sentence:
    """`59 元（39–79；12 人）`: the median, its 10 % and 90 % points and how many named one (`of`: voices or
    items).
    """
    left, right = aside("|", traced.lang).split("|")
    median, low, high = (
        traced.figure(row[name], what, f"price_{name}", row["keys"], "money")
        for name in ("median", "low", "high")
    )
    prices = traced.figure(row["prices"], what, "prices", row["keys"])
    comma, kind = word("range.comma", traced.lang), word(f"range.{of}", traced.lang)
    return Sentence(
        (median, f" {unit}{left}" if unit else left, low, "–", high, comma, prices, f" {kind}{right}")
    )
