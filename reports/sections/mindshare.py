"""渠道心智: whose name stands for cheap and good."""

from typing import Any

import polars as pl

from domain.block import Block, Cell, Chart
from domain.figures import Sentence
from reports.cells import table
from reports.index_charts import share_chart
from reports.indexes.mindshare import MIN_TALK, change, channels_named, mindshare
from reports.indexes.shares import share
from reports.laying import Quotes, Traced, spans_of
from reports.numbers import UNKNOWN
from reports.sectioning import Made
from reports.words import quoted, say, word

PLACE = 42
MIN_JUDGED = 5
MOST_DRAWN = 12
_COLUMNS = "ms_channel ms_share ms_voices ms_liked ms_disliked ms_sold"
_CHANGES = "ms_now ms_before"


def build(made: Made) -> Block | None:
    if made.voices.is_empty():
        return None
    lang, talk, week = made.inputs.lang, made.inputs.talk, made.inputs.week
    traced = Traced("mindshare", week, lang)
    found = mindshare(made.voices, talk.mentions, talk.relations)
    if found.is_empty() or found["all_voices"][0] < MIN_TALK:
        return traced.block([word("mindshare.few", lang)])
    moved = change(made.inputs.counts, made.inputs.coverage, week) if made.enough else None
    before = {} if moved is None else {row["entity"]: row for row in moved.iter_rows(named=True)}
    quotes = Quotes(talk, made.inputs.entities, found["keys"].explode())
    named = channels_named(talk.mentions, talk.relations)
    rows, drawn = [], []
    for row in found.iter_rows(named=True):
        name = row["channel"]
        one = share(row["voices"], row["all_voices"])
        drawn.append((name, one))
        cells: list[Cell] = [
            name,
            traced.share(one, f"{name}:share", row["all_keys"]),
            traced.figure(row["voices"], name, "voices", row["keys"]),
            *_moods(traced, row),
            Sentence(
                (
                    traced.figure(row["claimed"], f"{name}:claimed", "voices", row["claimed_keys"]),
                    " / ",
                    traced.figure(row["denied"], f"{name}:denied", "voices", row["denied_keys"]),
                )
            ),
        ]
        if before:
            cells += _moved(traced, before.get(f"channel:{name}"))
        spans = spans_of(named.filter(pl.col("channel") == name))
        rows.append((*cells, quotes.take(row["keys"], spans=spans)))
    columns = f"{_COLUMNS} {_CHANGES if before else ''} ms_quotes"
    top = found.row(0, named=True)
    lead = say(
        word("mindshare.lead", lang),
        voices=traced.figure(top["all_voices"], "all", "voices", top["all_keys"]),
        first=quoted(top["channel"], lang),
        share=traced.share(drawn[0][1], f"{top['channel']}:share", top["all_keys"]),
    )
    note = say(
        word("mindshare.note", lang) + (word("mindshare.change", lang) if before else ""), least=MIN_JUDGED
    )
    return traced.block(
        [lead, note],
        [table(lang, "mindshare", "", columns, rows)],
        [Chart(word("mindshare.chart", lang), share_chart(drawn[:MOST_DRAWN]))],
    )


def _moods(traced: Traced, row: dict[str, Any]) -> list[Cell]:
    """Friendly and unfriendly share of the voices that name this channel alone."""
    if row["judged"] < MIN_JUDGED:
        return [UNKNOWN, UNKNOWN]
    what = f"{row['channel']}:judged"
    return [
        traced.share(share(row[side], row["judged"]), f"{what}:{side}", row["judged_keys"])
        for side in ("liked", "disliked")
    ]


def _moved(traced: Traced, row: dict[str, Any] | None) -> list[Cell]:
    """Share of all talk of channels in the four weeks, and in the four before: from the daily counts."""
    if row is None:
        return [UNKNOWN, UNKNOWN]
    return [
        traced.figure(row[span] / row[f"{span}_all"], f"counts:{row['entity']}", f"share_{span}", (), "share")
        for span in ("now", "before")
    ]
