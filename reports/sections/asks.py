"""求而未得: what people asked for and nobody answered, and whether the team has it on offer."""

import polars as pl

from domain.block import Block, Cell, Pill, Table
from reports.cells import table
from reports.indexes.asks import asks, unmet
from reports.laying import Quotes, Traced, cue_spans, name_of
from reports.numbers import UNKNOWN
from reports.sectioning import Made
from reports.words import say, word

PLACE = 52
MOST = 40
# where in a post the asking is: only for cutting the quote
CUES = r"求|蹲|有没有|有平替|平替吗|哪[里家个款]|链接|想要|想买|多少钱|(?i:\\blink\\b|\\bwhere\\b|\\bany\\b)"


def build(made: Made) -> Block | None:
    if made.voices.is_empty():
        return None
    lang = made.inputs.lang
    traced = Traced("asks", made.inputs.week, lang)
    asked = asks(made.voices, made.talked, made.inputs.talk.threads)
    if asked.is_empty():
        return traced.block([word("asks.none", lang)])
    states = {
        state: traced.figure(len(own), f"all:{state}", "asks", own["key"])
        for state in ("answered", "unanswered", "unknown")
        if (own := asked.filter(pl.col("state") == state)) is not None
    }
    every = traced.figure(len(asked), "all", "asks", asked["key"])
    lead = [say(word("asks.lead", lang), every=every, **states), word("asks.note", lang)]
    if _items(made).is_empty():
        lead.append(word("asks.import", lang))
    return traced.block(lead, [ask_table(made, traced, asked, MOST)])


def ask_table(made: Made, traced: Traced, asked: pl.DataFrame, most: int, name: str = "asks") -> Table:
    """One row a good and way of asking that somebody went without; with listings, whether they have it."""
    lang, entities, items = made.inputs.lang, made.inputs.entities, _items(made)
    found = unmet(asked).filter(pl.col("unanswered") + pl.col("unknown") > 0).head(most)
    quotes = Quotes(
        made.inputs.talk,
        entities,
        found["unanswered_keys"].explode().append(found["unknown_keys"].explode()).drop_nulls(),
    )
    spans = cue_spans(made.voices.filter(pl.col("ask").is_not_null()), CUES)
    rows = []
    for row in found.iter_rows(named=True):
        what = f"{row['ask']}:{row['good'] or ''}"
        cells: list[Cell] = [
            name_of(row["good"], made.names) if row["good"] else word("asks.no_good", lang),
            word(f"ask.{row['ask']}", lang),
            *(
                traced.figure(row[state], f"{what}:{state}", "voices", row[f"{state}_keys"])
                for state in ("unanswered", "unknown", "answered")
            ),
        ]
        if not items.is_empty():
            cells += _offered(traced, items, row["good"], what)
        keys = row["unanswered_keys"] or row["unknown_keys"]
        rows.append((*cells, quotes.take(keys, spans=spans)))
    offer = "" if items.is_empty() else "as_offer as_items"
    columns = f"as_good as_ask as_unanswered as_unknown as_answered {offer} as_quotes"
    title = word("week_zero.asks", lang) if name != "asks" else ""
    return table(lang, name, title, columns, rows)


def _items(made: Made) -> pl.DataFrame:
    """key (`platform:item_id`), entity: what the team's listed items are. A count of what a site offers for a
    term is no item of theirs."""
    own = made.inputs.facts.listings.select("platform", "item_id").drop_nulls().unique()
    named = made.inputs.facts.listed.unique()
    return own.join(named, on=["platform", "item_id"], how="left", maintain_order="left").select(
        "entity", key=pl.format("{}:{}", "platform", "item_id")
    )


def _offered(traced: Traced, items: pl.DataFrame, good: str | None, what: str) -> list[Cell]:
    if good is None:
        return [UNKNOWN, UNKNOWN]
    keys = items.filter(pl.col("entity") == good)["key"].unique()
    pill = Pill(
        word("asks.have" if len(keys) else "asks.have_not", traced.lang), "up" if len(keys) else "calm"
    )
    return [pill, traced.figure(len(keys), f"{what}:offers", "items", keys)]
