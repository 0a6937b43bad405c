"""What a block of the report is made of: tables of cells, and status words."""

from dataclasses import dataclass

from domain.report import CurvePoint, Evidence, Figure, Link, Sentence
from reports.words import word


@dataclass(frozen=True, slots=True)
class Pill:
    """A status word; `tone` is one of up, down, risk or calm."""

    text: str
    tone: str = "calm"


Cell = str | Figure | Pill | Link | Sentence | tuple[Evidence, ...] | tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are (key, heading); every row has one cell a column."""

    id: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    number: int
    title: str
    lead: tuple[Sentence | str, ...]
    tables: tuple[Table, ...]


_STAGE_TONES = {"emerging": "up", "rising": "up", "surging": "up", "cooling": "down"}
_TONES = {
    "new": "up", "up": "up", "down": "down", "gone": "down", "still": "up", "faded": "down",
    "gaps": "risk", "silent": "risk", "unmet": "risk", "flood": "risk", "coverage": "risk", "late": "calm",
    "expired": "risk", "waiting": "risk",
}  # fmt: skip


def status(family: str, key: str, lang: str) -> Pill:
    tones = _STAGE_TONES if family == "stage" else _TONES
    return Pill(word(f"{family}.{key}", lang), tones.get(key, "calm"))
