"""The goods and names the demo speaks of (goods.tsv, names.tsv). Factories are invented."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SLOTS = ("brand", "maker", "channel", "belt", "factory")


@dataclass(frozen=True, slots=True)
class Good:
    """One kind of goods: how often it is spoken of, how people speak of it, who is named beside it.

    `level` is posts a day over all platforms; `named` holds for each slot the entity names with the share
    of this good's posts that name them; prices are in yuan.
    """

    name: str
    category: str
    level: float
    english: str
    measure: str
    verb: str
    low: float
    high: float
    list_price: float
    modifiers: tuple[str, ...]
    materials: tuple[str, ...]
    merits: tuple[str, ...]
    flaws: tuple[str, ...]
    named: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Name:
    """A brand, channel, belt or factory: the forms it is written in and the posts a day about it alone.

    `share` is the part of all goods posts that name it (channels only; the others hang on goods).
    """

    kind: str
    name: str
    forms: tuple[str, ...]
    english: str
    talk: float
    share: float

    @property
    def entity(self) -> str:
        return f"{self.kind}:{self.name}"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a TSV file of this room; quotes are plain characters in it."""
    text = files("demo").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def names() -> tuple[Name, ...]:
    return tuple(
        Name(
            kind=row["kind"],
            name=row["name"],
            forms=tuple(row["forms"].split("|")),
            english=row["english"],
            talk=float(row["talk"]),
            share=float(row["share"] or 0),
        )
        for row in read_table("names.tsv")
    )


@cache
def goods() -> tuple[Good, ...]:
    channels = {name.name: name.share for name in names() if name.kind == "channel"}
    return tuple(
        Good(
            name=row["name"],
            category=row["category"],
            level=float(row["level"]),
            english=row["english"],
            measure=row["measure"],
            verb=row["verb"],
            low=float(row["low"]),
            high=float(row["high"]),
            list_price=float(row["list_price"]),
            modifiers=_several(row["modifiers"]),
            materials=_several(row["materials"]),
            merits=_several(row["merits"]),
            flaws=_several(row["flaws"]),
            named={
                "brand": _shares(row["brands"]),
                "maker": _shares(row["makers"]),
                "channel": channels,
                "belt": _shares(row["belts"]),
                "factory": _shares(row["factories"]),
            },
        )
        for row in read_table("goods.tsv")
    )


def entity(slot: str, name: str) -> str:
    """`brand:徕芬` for the slots brand and maker, else `slot:name`."""
    return f"{'brand' if slot == 'maker' else slot}:{name}"


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _shares(cell: str) -> dict[str, float]:
    return {name: float(share) for name, share in (part.split(":") for part in _several(cell))}
