"""Block 2 and block 10: this week against last week, and what became of last week's calls."""

from collections.abc import Callable
from typing import Any

import polars as pl

from domain.figures import Figure, signal_id
from domain.report import Change, Item, PastCall, Revision
from domain.signal import ALL_PLATFORMS, counted
from reports.inputs import WeeklyInputs
from reports.listing import VOICES, rising_calls, weeks_back
from reports.seen import unseen

# A change of voices smaller than this is holding, not a rise or a cooling.
STEADY = 0.15
Rows = dict[str, dict[str, Any]]


def build_changes(inputs: WeeklyInputs, items: tuple[Item, ...]) -> tuple[str, tuple[Change, ...]]:
    """What the list is compared with (told, recomputed, before = nothing there) and every change.

    Without any signal of last week there is nothing to compare with; an empty list of last week is
    a list, so that everything is new then.
    """
    told = not inputs.calls_before.is_empty()
    if not told and inputs.signals_before.is_empty():
        return "none", ()
    before = _told(inputs) if told else _rows(rising_calls(inputs.signals_before))
    now = {item.entity: item for item in items if item.tier == "rising"}
    gone = [entity for entity in before if entity not in now]
    ranks = {entity: rank for rank, entity in enumerate(before, 1)}
    names = dict(inputs.entities.select("entity", "name").iter_rows())
    this, last = _voices(inputs, inputs.signals, 0), _voices(inputs, inputs.signals_before, 1)
    sundays = inputs.week.last_day, inputs.week.back(1).last_day
    changes = []
    for entity in [*now, *gone]:
        item, old = now.get(entity), before.get(entity)
        signal, was = (signal_id(entity, ALL_PLATFORMS, sunday) for sunday in sundays)
        kind, _, name = entity.partition(":")
        voices = item.voices.value if item else this(entity)
        voices_before = (
            Figure(old["voices"], was, "voices_before") if old else Figure(last(entity), was, "voices")
        )
        changes.append(
            Change(
                signal=signal,
                name=item.name if item else names.get(entity, name),
                kind=item.kind if item else kind,
                status=_status(voices, old) if item else "gone",
                rank=Figure(item.rank if item else None, signal, "rank", "rank"),
                rank_before=Figure(ranks.get(entity), was, "rank", "rank"),
                voices=Figure(voices, signal, "voices"),
                voices_before=voices_before,
            )
        )
    return ("told" if told else "recomputed"), tuple(changes)


def build_revisions(inputs: WeeklyInputs) -> tuple[Revision, ...]:
    """Calls whose voices come out differently today: late posts, or posts read again."""
    told, now = _told(inputs), _rows(counted(inputs.signals_before))
    sunday = inputs.week.back(1).last_day
    late = dict(
        weeks_back(inputs.counts, sunday)
        .filter(pl.col("back") == 0, pl.col("seen_day") > sunday)
        .group_by("entity")
        .agg(VOICES.sum())
        .iter_rows()
    )
    names = dict(inputs.entities.select("entity", "name").iter_rows())
    found = []
    for entity, old in told.items():
        new = now.get(entity)
        if new is None or old["voices"] is None or new["voices"] == old["voices"]:
            continue
        signal = signal_id(entity, ALL_PLATFORMS, sunday)
        kind, _, name = entity.partition(":")
        grown = (new["voices"] or 0) - old["voices"]
        added = min(late.get(entity, 0), max(grown, 0))
        found.append(
            Revision(
                signal=signal,
                name=names.get(entity, name),
                kind=kind,
                told=Figure(old["voices"], signal, "voices_told"),
                now=Figure(new["voices"], signal, "voices"),
                late=Figure(added, signal, "voices_late"),
                reason="late" if grown > 0 and added * 2 >= grown else "reread",
            )
        )
    return tuple(found)


def build_past_calls(inputs: WeeklyInputs) -> tuple[PastCall, ...]:
    now = _rows(counted(inputs.signals))
    names = dict(inputs.entities.select("entity", "name").iter_rows())
    sunday = inputs.week.back(1).last_day
    missed = set(unseen(inputs.counts, inputs.coverage, inputs.week)["entity"])
    found = []
    for entity, old in _told(inputs).items():
        # No signal any more means too few voices to look at, unless nobody was listening.
        new = now.get(entity, {})
        was, this = (
            signal_id(entity, ALL_PLATFORMS, sunday),
            signal_id(entity, ALL_PLATFORMS, inputs.week.last_day),
        )
        kind, _, name = entity.partition(":")
        found.append(
            PastCall(
                signal=was,
                name=names.get(entity, name),
                kind=kind,
                stage_told=old["stage"] or "none",
                lift_told=Figure(old["lift"], was, "lift_told", "ratio"),
                voices_told=Figure(old["voices"], was, "voices_told"),
                voices=Figure(new.get("voices"), this, "voices"),
                lift=Figure(new.get("lift"), this, "lift", "ratio"),
                verdict="unknown" if entity in missed else _verdict(new),
            )
        )
    return tuple(found)


def _rows(frame: pl.DataFrame) -> Rows:
    return {row["entity"]: row for row in frame.iter_rows(named=True)}


def _told(inputs: WeeklyInputs) -> Rows:
    """The calls among what was told; rows told as worth a look only are no calls."""
    return _rows(rising_calls(inputs.calls_before))


def _voices(inputs: WeeklyInputs, signals: pl.DataFrame, back: int) -> Callable[[str], int | None]:
    """Voices of any entity in the week that lies `back` weeks ago: from its signal, else from the counts.

    An entity without either was not spoken of; unless nothing was crawled that week, then it is not known.
    """
    counted_then = (
        weeks_back(inputs.counts, inputs.week.last_day)
        .filter(pl.col("back") == back)
        .group_by("entity")
        .agg(VOICES.sum())
    )
    known = dict(counted_then.iter_rows()) | {
        entity: row["voices"] for entity, row in _rows(counted(signals)).items()
    }
    crawled = weeks_back(inputs.coverage, inputs.week.last_day).filter(pl.col("back") == back)
    return lambda entity: known.get(entity, None if crawled.is_empty() else 0)


def _status(voices: float | None, old: dict[str, Any] | None) -> str:
    if old is None:
        return "new"
    before = old["voices"] or 0
    change = ((voices or 0) - before) / max(before, 1)
    return "up" if change > STEADY else "down" if change < -STEADY else "same"


def _verdict(new: dict[str, Any]) -> str:
    if not new or (new["lift"] or 0) < 1 or new["stage"] == "cooling":
        return "faded"
    return "still" if new["alert"] or (new["lift_low"] or 0) > 1 else "eased"
