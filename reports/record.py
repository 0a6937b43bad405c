"""The track record, what became of the calls of the past year (domain/record.py)."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from domain.block import Block, Cell, Table
from domain.figures import Figure
from domain.record import OUTCOMES, summed_up
from domain.report import Record, RecordLine, Report
from reports.inputs import WeeklyInputs
from reports.words import category_name, say, word

ID = "record"
_FORMS = {"hit_rate": "share", "lead_weeks": "decimal"}
_COLUMNS = ("calls", *OUTCOMES, "hit_rate", "lead_weeks")


def build_record(inputs: WeeklyInputs) -> Record:
    scores = inputs.scores
    lines = {by: _lines(scores, by, inputs) for by in (None, "stage", "category")}
    days = scores["as_of"]
    whole, first = lines[None], _lines(scores.filter("first"), None, inputs)
    return Record(
        since=days.min() if whole else None,
        until=days.max() if whole else None,
        whole=whole[0] if whole else None,
        first=first[0] if first else None,
        by_stage=lines["stage"],
        by_category=lines["category"],
    )


def record_block(report: Report) -> Block:
    """The block as tables: all calls, by stage and by category; one line where nothing is complete yet."""
    lang, record = report.lang, report.record
    title = word(f"block.{ID}", lang)
    if record.whole is None:
        return Block(ID, title, (word("none.record", lang),), ())
    whole = (record.whole, *(replace(line, key="first") for line in (record.first,) if line))
    span = say(word("record.span", lang), since=str(record.since), until=str(record.until))

    def table(key: str, head: str, lines: tuple[RecordLine, ...], name: Callable[[str], str]) -> Table:
        heads = tuple((column, word(f"col.{column}", lang)) for column in (head, *_COLUMNS))
        rows = tuple((name(line.key), *_cells(line)) for line in lines)
        return Table(key, "" if key == "record" else word(f"record.by_{head}", lang), heads, rows)

    tables = (
        table("record", "scope", whole, lambda key: word(f"record.{key or 'all'}", lang)),
        table("record_stage", "stage_told", record.by_stage, lambda key: word(f"stage.{key}", lang)),
        table("record_category", "category", record.by_category,
              lambda key: category_name(key, lang) if key else word("record.unknown", lang)),
    )  # fmt: skip
    return Block(ID, title, (span, word("record.note", lang)), tables)


def _cells(line: RecordLine) -> tuple[Cell, ...]:
    return tuple(getattr(line, name) for name in _COLUMNS)


def _lines(scores: pl.DataFrame, by: str | None, inputs: WeeklyInputs) -> tuple[RecordLine, ...]:
    origin = f"record@{inputs.week}"
    return tuple(
        RecordLine(
            key=row["key"] or "",
            **{
                name: Figure(
                    row[name],
                    f"{origin}:{row['key']}" if row["key"] else origin,
                    name,
                    _FORMS.get(name, "count"),
                )
                for name in _COLUMNS
            },
        )
        for row in summed_up(scores, by).iter_rows(named=True)
    )
