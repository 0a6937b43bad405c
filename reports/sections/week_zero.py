"""第0周: what one import without history can say on its first day: how things stand, and no trend."""

import polars as pl

from domain.block import Block, Table
from domain.figures import Figure
from reports.cells import table
from reports.indexes.asks import asks
from reports.indexes.complaints import MIN_VOICES, complaints
from reports.indexes.voices import ends_named, heard
from reports.laying import Quotes, Traced
from reports.sectioning import Made
from reports.sections.asks import ask_table
from reports.sections.belts import homes_of, place_table
from reports.sections.price_gap import drawn_ladder, gap_table, talk_rungs
from reports.words import say, word

PLACE = 10
MOST = 8


def build(made: Made) -> Block | None:
    """None once there is history, or where no post is about goods."""
    if not made.week_zero or made.voices.is_empty():
        return None
    lang, voices = made.inputs.lang, made.voices
    traced = Traced("week_zero", made.inputs.week, lang)
    asked = asks(voices, made.talked, made.inputs.talk.threads)
    rungs = talk_rungs(made)
    tables = [
        ask_table(made, traced, asked.filter(pl.col("state") != "answered"), MOST, "zero_asks"),
        _pairs(made, traced),
        gap_table(made, traced, rungs, "talk", MOST, "zero_prices"),
        _complaints(made, traced),
        place_table(made, traced, "factory", home=homes_of(made), most=MOST, table_id="zero_factories"),
    ]
    days = voices["day"].drop_nulls()
    lead = say(
        word("week_zero.lead", lang),
        posts=traced.figure(len(voices), "posts", "posts", voices["key"]),
        voices=traced.figure(voices["voice"].n_unique(), "all", "voices", voices["key"]),
        first=f"{days.min()}",
        last=f"{days.max()}",
    )
    missing = [
        say(word(f"week_zero.no_{name}", lang), least=MIN_VOICES)
        for name, one in zip(_NAMES, tables, strict=True)
        if not one.rows
    ]
    return traced.block([lead, word("week_zero.note", lang), *missing], tables, [drawn_ladder(made, rungs)])


_NAMES = ("asks", "pairs", "prices", "complaints", "factories")


def _pairs(made: Made, traced: Traced) -> Table:
    """平替图谱: what is said to stand in for what, with voices for, against and asking."""
    lang, talk = made.inputs.lang, made.inputs.talk
    said = ends_named(talk.relations.filter(pl.col("kind") == "dupe_of"), talk.mentions)
    said = said.drop_nulls(["subject", "object"]).select(
        "key", "subject", "object", "object_start", "object_end", stance="polarity"
    )
    told = made.voices.join(said, on="key")
    pair = ["object", "subject"]
    found = heard(told, pair).sort("voices", *pair, descending=[True, False, False]).head(MOST)
    stances = {
        (row["object"], row["subject"], row["stance"]): row
        for row in heard(told, [*pair, "stance"]).iter_rows(named=True)
    }
    quotes = Quotes(talk, made.inputs.entities, found["keys"].explode().drop_nulls())
    rows = []
    for row in found.iter_rows(named=True):
        ends = (row["object"], row["subject"])
        what = f"pair:{ends[1]}>{ends[0]}"
        counts: list[Figure] = []
        for stance in ("claimed", "denied", "asked"):
            own = stances.get((*ends, stance))
            counts.append(
                traced.figure(
                    own["voices"] if own else 0, f"{what}:{stance}", "voices", own["keys"] if own else ()
                )
            )
        rows.append((*ends, *counts, quotes.take(row["keys"])))
    columns = "zero_original zero_stand_in zero_claimed zero_denied zero_asked zero_quotes"
    return table(lang, "zero_pairs", word("week_zero.pairs", lang), columns, rows)


def _complaints(made: Made, traced: Traced) -> Table:
    lang, talk = made.inputs.lang, made.inputs.talk
    found = complaints(made.voices, talk.mentions).head(MOST)
    quotes = Quotes(talk, made.inputs.entities, found["keys"].explode().drop_nulls())
    rows = [
        (
            row["good"],
            row["aspect"],
            traced.figure(row["voices"], f"complaint:{row['good']}:{row['aspect']}", "voices", row["keys"]),
            quotes.take(row["keys"], spans={one["key"]: (one["start"], one["end"]) for one in row["spans"]}),
        )
        for row in found.iter_rows(named=True)
    ]
    columns = "zero_good zero_aspect zero_voices zero_quotes"
    return table(lang, "zero_complaints", word("week_zero.complaints", lang), columns, rows)
