"""How blocks are put together, and the status words of the report with their tones."""

from collections.abc import Iterable

from domain.block import Block, Cell, Pill, Table
from domain.figures import Sentence
from reports.words import word

_STAGE_TONES = {"emerging": "up", "rising": "up", "surging": "up", "cooling": "down"}
_TONES = {
    "new": "up", "up": "up", "down": "down", "gone": "down", "still": "up", "faded": "down",
    "gaps": "risk", "silent": "risk", "unmet": "risk", "flood": "risk", "coverage": "risk", "late": "calm",
    "expired": "risk", "waiting": "risk",
}  # fmt: skip


def status(family: str, key: str, lang: str) -> Pill:
    tones = _STAGE_TONES if family == "stage" else _TONES
    return Pill(word(f"{family}.{key}", lang), tones.get(key, "calm"))


def table(
    lang: str, key: str, title: str, columns: str, rows: Iterable[Iterable[Cell]], note: str = ""
) -> Table:
    """A table whose `columns`, names with spaces between, are headed by the words `col.NAME`."""
    heads = tuple((name, word(f"col.{name}", lang)) for name in columns.split())
    return Table(key, title, heads, tuple(tuple(row) for row in rows), note)


def block(
    lang: str, name: str, lead: tuple[Sentence | str, ...] = (), tables: tuple[Table, ...] = ()
) -> Block:
    """A block under the word `block.NAME`; tables without rows are left out."""
    return Block(name, word(f"block.{name}", lang), lead, tuple(one for one in tables if one.rows))
