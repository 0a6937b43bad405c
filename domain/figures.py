"""Numbers, sentences and proofs as plain values: what reports, picks and messages are made of.

Every number is a `Figure` that names where it comes from, so that what is on paper can be followed back.
"""

from dataclasses import dataclass
from datetime import date
from math import floor


def signal_id(entity: str, platform: str, as_of: date) -> str:
    """The stable name of one signal: `product:云朵拖鞋@*@2026-11-15`."""
    return f"{entity}@{platform}@{as_of.isoformat()}"


def short(value: float) -> str:
    """Whole numbers from ten on, one digit below, halves upward: `1,204`, `48`, `9.9`."""
    tenths = floor(value * 10 + 0.5)
    return f"{tenths / 10:.1f}" if tenths < 100 else f"{floor(value + 0.5):,}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `form`: count, decimal, ratio (×2.4), share (0-1, shown as %), rank, money, small."""

    value: float | None
    of: str
    field: str
    form: str = "count"


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads to an anchor of the same report."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, numbers and names in reading order, and the posts that bear it out."""

    parts: tuple[str | Figure | Link, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One post as proof: a short quote without its author. `url` is http(s) or empty."""

    key: str
    platform: str
    day: date | None
    speaker: str
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One week; `voices` is None where the crawl saw too little to say (a gap, never a zero)."""

    week: str
    voices: int | None
    expected: float | None
    low: float | None
    high: float | None
    partial: bool = False
