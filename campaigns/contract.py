"""What picks are built from, handed in by the job."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from domain.frames import MENTIONS
from domain.report import Item, Report

# This week's posts that marketing may see (domain/provenance.py), with their entity: one row for each post
# and entity it names. `voice` is the author, or the post where the author is unknown.
NAMED = pl.Schema(
    {
        "entity": pl.String(),
        "key": pl.String(),
        "voice": pl.String(),
        "full": pl.String(),
        "tags": pl.List(pl.String()),
    }
)
# What is said of an item's aspects: `word` is the aspect's norm, polarity -1..1.
ASPECTS = pl.Schema(
    {"entity": pl.String(), "voice": pl.String(), "word": pl.String(), "polarity": MENTIONS["polarity"]}
)


@dataclass(frozen=True, slots=True)
class PastResult:
    """One earlier pick of which somebody said what became of it."""

    category: str
    result: str


@dataclass(frozen=True, slots=True)
class PickInputs:
    """`report` is the week's, built for marketing; `raw_posts` are all posts of an entity, floods among them.

    `held_back` are posts that claim who makes what: unproven, and not for campaigns. `peaks` names the day
    until which an item is likely to be talked of, by entity, where a season says so; `lead_days` are the days
    from order to shelf by category ("" for all others).
    """

    report: Report
    named: pl.DataFrame
    aspects: pl.DataFrame
    raw_posts: Mapping[str, int]
    peaks: Mapping[str, date] = field(default_factory=dict)
    lead_days: Mapping[str, int] = field(default_factory=dict)
    past: tuple[PastResult, ...] = ()
    held_back: frozenset[str] = frozenset()

    def items(self) -> tuple[Item, ...]:
        """What can be campaigned for: goods and brands."""
        return tuple(
            item for item in (*self.report.items, *self.report.seasonal) if item.kind in ("product", "brand")
        )
