"""The rows of the rising list and of the lists below it."""

from typing import Any

import polars as pl

from domain.figures import Figure, Link, signal_id
from domain.report import Item, PlatformShare, Unlisted
from domain.signal import ALL_PLATFORMS
from reports.curves import curves
from reports.evidence import Shelf
from reports.inputs import WeeklyInputs
from reports.listing import LIST_LENGTH, SHORT_LENGTH
from reports.mentions import moods, prices
from reports.numbers import plain
from reports.seen import unseen
from reports.words import say, word

Row = dict[str, Any]


def pick(arranged: pl.DataFrame) -> tuple[list[Row], list[Row], list[Row]]:
    """Rows of the list (rising, then watch), of the seasonal list, and of floods and flashes."""

    def rows(tier: str, limit: int) -> list[Row]:
        return arranged.filter(pl.col("tier") == tier).head(limit).to_dicts()

    listed = rows("rising", LIST_LENGTH)
    listed += rows("watch", LIST_LENGTH - len(listed))
    left_out = [
        row
        for tier, by in (("flood", "posts_raw"), ("flash", "voices"))
        for row in arranged.filter(pl.col("tier") == tier)
        .sort(by, "entity", descending=[True, False])
        .head(SHORT_LENGTH)
        .to_dicts()
    ]
    return listed, rows("seasonal", SHORT_LENGTH), left_out


def build_items(inputs: WeeklyInputs, rows: list[Row], named: pl.DataFrame, shelf: Shelf) -> tuple[Item, ...]:
    """Items for `rows` of `arrange`; `named` are this week's mentions with their entity."""
    ids = {row["entity"]: signal_id(row["entity"], ALL_PLATFORMS, row["as_of"]) for row in rows}
    drawn = curves(rows, inputs.counts, inputs.coverage, inputs.week)
    liked, priced = moods(named, inputs.posts, ids), prices(named, inputs.relations, ids)
    spread = _platforms(inputs, ids)
    items = []
    for rank, row in enumerate(rows, 1):
        entity, signal = row["entity"], ids[row["entity"]]
        figures = {
            "voices": Figure(row["voices"], signal, "voices"),
            "posts": Figure(row["posts"], signal, "posts"),
            "expected": Figure(row["expected"], signal, "expected", "decimal"),
            "lift": Figure(row["lift"], signal, "lift", "ratio"),
            "lift_low": Figure(row["lift_low"], signal, "lift_low", "ratio"),
            "lift_high": Figure(row["lift_high"], signal, "lift_high", "ratio"),
            "q_value": Figure(row["q_value"], signal, "q_value", "small"),
        }
        items.append(
            Item(
                signal=signal,
                anchor=f"{row['tier']}-{rank}",
                entity=entity,
                name=row["name"],
                kind=row["kind_of"],
                category=row["category"],
                tier=row["tier"],
                stage=_stage(row),
                pattern=row["kind"] or "",
                rank=rank,
                platforms=spread.get(entity, ()),
                mood=liked.get(entity),
                price=priced.get(entity),
                curve=drawn[entity],
                why=_why(inputs.lang, row, figures),
                evidence=shelf.take(row["evidence"] or (), entity),
                **figures,
            )
        )
    return tuple(items)


def _stage(row: Row) -> str:
    stage = row["stage"] or "none"
    return "few" if stage == "none" and (row["lift_low"] or 0) > 1 else stage


def link_to(item: Item) -> Link:
    return Link(item.name, item.anchor)


def build_unlisted(inputs: WeeklyInputs, rows: list[Row]) -> tuple[Unlisted, ...]:
    """Floods and flashes (`rows` of `pick`), then what was hardly crawled this week."""
    found = []
    for row in rows:
        signal = signal_id(row["entity"], ALL_PLATFORMS, row["as_of"])
        posts = Figure(row["posts_raw"], signal, "posts_raw")
        voices = Figure(row["voices"], signal, "voices")
        note = say(
            word(f"note.{row['tier']}", inputs.lang),
            evidence=tuple(row["evidence"] or ()),
            posts=posts,
            voices=voices,
            share=Figure(row["peak_share"], signal, "peak_share", "share"),
            day=f"{row['peak_day']:%m-%d}" if row["peak_day"] else "",
        )
        found.append(Unlisted(signal, row["name"], row["kind_of"], row["tier"], posts, voices, note))
    names = dict(inputs.entities.select("entity", "name").iter_rows())
    missed = unseen(inputs.counts, inputs.coverage, inputs.week).head(SHORT_LENGTH)
    for row in missed.iter_rows(named=True):
        signal = signal_id(row["entity"], ALL_PLATFORMS, inputs.week.last_day)
        kind, _, name = row["entity"].partition(":")
        share = Figure(row["seen"], signal, "seen", "share")
        found.append(
            Unlisted(
                signal,
                names.get(row["entity"], name),
                kind,
                "coverage",
                Figure(row["posts_raw"], signal, "posts_raw"),
                Figure(row["voices"], signal, "voices"),
                say(word("note.coverage", inputs.lang), seen=share),
            )
        )
    return tuple(found)


def _why(lang: str, row: Row, figures: dict[str, Figure]) -> str:
    """The detector's own reason in Chinese; in English, or without one, the same from its numbers."""
    if lang == "zh-CN" and row["why"]:
        return row["why"]
    return plain(
        say(
            word("why", lang),
            voices=figures["voices"],
            expected=figures["expected"],
            lift=figures["lift"],
            low=figures["lift_low"],
            high=figures["lift_high"],
        )
    )


def _platforms(inputs: WeeklyInputs, ids: dict[str, str]) -> dict[str, tuple[PlatformShare, ...]]:
    """entity -> share of this week's posts by platform, biggest first."""
    week = inputs.week
    posts = (
        inputs.counts.filter(
            pl.col("entity").is_in(list(ids)), pl.col("day").is_between(week.first_day, week.last_day)
        )
        .group_by("entity", "platform")
        .agg(pl.col("posts").sum())
        .filter(pl.col("posts") > 0)
        .with_columns(share=pl.col("posts") / pl.col("posts").sum().over("entity"))
        .sort("entity", "share", "platform", descending=[False, True, False])
    )
    spread: dict[str, tuple[PlatformShare, ...]] = {}
    for entity, platform, share in posts.select("entity", "platform", "share").iter_rows():
        figure = Figure(share, signal_id(entity, platform, week.last_day), "platform_share", "share")
        spread[entity] = (*spread.get(entity, ()), PlatformShare(platform, figure))
    return spread
