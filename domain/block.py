"""What a block of the report is made of: tables of cells, charts, and status words."""

from dataclasses import dataclass

from domain.figures import CurvePoint, Evidence, Figure, Link, Sentence


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
class Chart:
    """A drawing of ours: `svg` goes onto the page as it is, names in it are escaped text already."""

    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the report. `id` is its anchor; `origins`: of its numbers -> keys of the posts behind."""

    id: str
    title: str
    lead: tuple[Sentence | str, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    origins: tuple[tuple[str, tuple[str, ...]], ...] = ()
