"""平替接受度: where people gladly take a stand-in, and where they stay with the brand."""

import polars as pl

from domain.block import Block, Cell, Chart, Pill
from domain.figures import Sentence
from reports.cells import table
from reports.index_charts import share_chart
from reports.indexes.acceptance import ALL, MIN_VOICES, acceptance
from reports.indexes.shares import share
from reports.laying import Quotes, Traced, spans_of
from reports.sectioning import Made
from reports.words import category_name, say, word

PLACE = 41
_COLUMNS = "ac_category ac_share ac_take ac_stay ac_open ac_want ac_sellers ac_for ac_against"


def build(made: Made) -> Block | None:
    if made.voices.is_empty():
        return None
    lang, talk = made.inputs.lang, made.inputs.talk
    traced = Traced("acceptance", made.inputs.week, lang)
    found = acceptance(made.voices, talk.relations).with_columns(sided=pl.col("take") + pl.col("stay"))
    if found.is_empty():
        return traced.block([word("acceptance.none", lang)])
    quoted = pl.concat([found["take_keys"].explode(), found["stay_keys"].explode()]).drop_nulls()
    quotes = Quotes(talk, made.inputs.entities, quoted)
    spans = _places(made)
    whole = found.row(by_predicate=pl.col("category") == ALL, named=True)
    ranked = (
        found.filter(pl.col("category") != ALL, pl.col("sided") >= MIN_VOICES)
        .with_columns(value=pl.col("take") / pl.col("sided"))
        .sort("value", "sided", "category", descending=[True, True, False])
    )
    few = found.filter(pl.col("category") != ALL, pl.col("sided") < MIN_VOICES).sort(
        "sided", "want", "category", descending=[True, True, False]
    )
    rows, drawn = [], []
    for row in pl.concat([ranked.drop("value"), few]).iter_rows(named=True):
        name = category_name(row["category"], lang)
        told: Cell = Pill(word("few", lang))
        if row["sided"] >= MIN_VOICES:
            one = share(row["take"], row["sided"])
            drawn.append((name, one))
            told = traced.share(one, row["category"], [*row["take_keys"], *row["stay_keys"]])
        counts = [
            traced.figure(row[stance], f"{row['category']}:{stance}", "voices", row[f"{stance}_keys"])
            for stance in ("take", "stay", "open", "want", "sellers")
        ]
        proof = (quotes.take(row[f"{side}_keys"], spans=spans) for side in ("take", "stay"))
        rows.append((name, told, *counts, *proof))
    lead: list[Sentence | str] = [say(word("acceptance.note", lang), least=MIN_VOICES)]
    if whole["sided"] >= MIN_VOICES:
        keys = [*whole["take_keys"], *whole["stay_keys"]]
        line = say(
            word("acceptance.lead", lang),
            sided=traced.figure(whole["sided"], "all", "voices", keys),
            share=traced.share(share(whole["take"], whole["sided"]), "all", keys),
            want=traced.figure(whole["want"], "all:want", "voices", whole["want_keys"]),
        )
        lead.insert(0, line)
    else:
        lead.insert(0, word("acceptance.few", lang))
    return traced.block(
        lead,
        [table(lang, "acceptance", "", _COLUMNS, rows)],
        [Chart(word("acceptance.chart", lang), share_chart(drawn))],
    )


def _places(made: Made) -> dict[str, tuple[int, int]]:
    """Where each post says that something is a dupe: at the stand-in, else at the brand, but no hashtag."""
    said = made.inputs.talk.relations.filter(pl.col("kind") == "dupe_of", pl.col("polarity") != "asked")
    said = said.with_columns(
        start=pl.coalesce("subject_start", "object_start"), end=pl.coalesce("subject_end", "object_end")
    ).join(made.voices.select("key", "said"), on="key")
    tag = pl.col("said").str.slice(pl.col("start") - 1, 1) == "#"
    return spans_of(said.filter(pl.col("start") > 0, ~tag))
