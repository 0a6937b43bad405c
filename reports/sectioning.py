"""The sections between the claims and the record: found in reports/sections/, built in the order of PLACE."""

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol, cast

import polars as pl

import reports.sections
from domain.block import Block
from domain.report import Claim, Item
from reports.evidence import Shelf
from reports.inputs import WeeklyInputs


@dataclass(frozen=True, slots=True)
class Made:
    """What a section may build on: the inputs, and what the report has made of them so far.

    `named` is MENTIONS of the week with `entity`; `shelf` holds the posts that may be quoted; `items` and
    `seasonal` are empty where `enough` is False. `voices` (reports/indexes/voices.py) and `talked` (MENTIONS
    with `entity`) are of the four weeks of `inputs.talk`; `names` are
    what people call the entities; `week_zero` says that there is no history yet.
    """

    inputs: WeeklyInputs
    named: pl.DataFrame
    shelf: Shelf
    items: tuple[Item, ...]
    seasonal: tuple[Item, ...]
    claims: tuple[Claim, ...]
    enough: bool
    voices: pl.DataFrame
    talked: pl.DataFrame
    names: Mapping[str, str]
    week_zero: bool = False


class Section(Protocol):
    """A file of reports/sections/."""

    PLACE: int

    @staticmethod
    def build(made: Made) -> Block | None: ...


@cache
def sections() -> tuple[Section, ...]:
    """Every section, in its order; two of one place stand in the order of their names."""
    names = sorted(one.name for one in pkgutil.iter_modules(reports.sections.__path__))
    found = [cast(Section, import_module(f"reports.sections.{name}")) for name in names]
    return tuple(sorted(found, key=lambda section: section.PLACE))


def build_sections(made: Made) -> tuple[Block, ...]:
    built = (section.build(made) for section in sections())
    return tuple(block for block in built if block is not None)
