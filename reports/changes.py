"""Block 2 and block 10: this week against last week, and what became of last week's calls."""

from datetime import date
from typing import Any

import polars as pl

from domain.report import Change, Figure, Item, PastCall, Revision, signal_id
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
    signals = _rows(counted(inputs.signals))
    ranks = {entity: rank for rank, entity in enumerate(before, 1)}
    changes = []
    for entity, item in now.items():
        old = before.get(entity)
        changes.append(
            _change(
                item.signal,
                item.name,
                item.kind,
                _status(item.voices.value, old),
                item.rank,
                ranks.get(entity),
                item.voices.value,
                old,
                inputs.week.back(1).last_day,
            )
        )
    names = dict(inputs.entities.select("entity", "name").iter_rows())
    for entity, old in before.items():
        if entity not in now:
            this = signals.get(entity, {}).get("voices")
            signal = signal_id(entity, ALL_PLATFORMS, inputs.week.last_day)
            kind, _, name = entity.partition(":")
            changes.append(
                _change(
                    signal,
                    names.get(entity, name),
                    kind,
                    "gone",
                    None,
                    ranks[entity],
                    this,
                    old,
                    inputs.week.back(1).last_day,
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


def _change(
    signal: str,
    name: str,
    kind: str,
    status: str,
    rank: int | None,
    rank_before: int | None,
    voices: object,
    old: dict[str, Any] | None,
    sunday: date,
) -> Change:
    was = signal_id(signal.rsplit("@", 2)[0], ALL_PLATFORMS, sunday)
    return Change(
        signal=signal,
        name=name,
        kind=kind,
        status=status,
        rank=Figure(rank, signal, "rank", "rank"),
        rank_before=Figure(rank_before, was, "rank", "rank"),
        voices=Figure(voices, signal, "voices"),
        voices_before=Figure(old["voices"] if old else None, was, "voices_before"),
    )


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
