"""零售商品找厂: who is said to make what a retailer sells, who its label names, and what is comparable."""

from typing import Any

import polars as pl

from domain.block import Block, Cell, Pill, Table
from domain.figures import Sentence
from reports.cells import table
from reports.indexes.prices import MIN_PRICES, listing_prices, rungs, talk_prices
from reports.indexes.retail import RETAILERS, beside, labels, maker_claims
from reports.laying import CHECKING, Quotes, Traced, name_of, spans_of
from reports.numbers import UNKNOWN
from reports.sectioning import Made
from reports.words import names_in_a_row, price_unit, say, word

PLACE = 46
MOST = 40


def build(made: Made) -> Block | None:
    if made.voices.is_empty() and made.inputs.facts.retailer_goods.is_empty():
        return None
    lang, talk = made.inputs.lang, made.inputs.talk
    traced = Traced("retailer_goods", made.inputs.week, lang)
    claims = maker_claims(made.voices, talk.mentions, talk.relations)
    if made.inputs.audience not in CHECKING:
        claims = claims.clear()
    goods = made.inputs.facts.retailer_goods
    lead = []
    if goods.is_empty():
        lead.append(word("retailer_goods.import", lang))
    else:
        lead.append(say(word("retailer_goods.labels_note", lang), least=MIN_PRICES))
    lead.append(word("retailer_goods.note" if claims.height else "retailer_goods.none", lang))
    labelled = [] if goods.is_empty() else [_labels(made, traced, claims)]
    return traced.block(lead, [*labelled, _claims(made, traced, claims)])


def _labels(made: Made, traced: Traced, claims: pl.DataFrame) -> Table:
    """One row a labelled item: its label first, then what talk says, then the comparable good."""
    lang, facts = made.inputs.lang, made.inputs.facts
    listed = rungs(listing_prices(facts.listings, facts.listed), "item")
    talked = rungs(talk_prices(made.voices, made.talked, made.inputs.talk.relations))
    # what is on offer can be bought; what people name is the second best
    told = pl.concat([listed, talked]).unique(
        ["good", "currency", "unit", "rung"], keep="first", maintain_order=True
    )
    found = beside(labels(facts.retailer_goods), facts.labelled, told).head(MOST)
    names = {
        item: {name_of(one, made.names) for one in own["entity"]}
        for (item,), own in facts.labelled.group_by("item")
    }
    rows = []
    for row in found.iter_rows(named=True):
        said = claims.filter(
            pl.col("retailer") == RETAILERS.get(row["retailer"], row["retailer"]),
            pl.col("item").is_in(sorted(names.get(row["item"], ()))),
        )
        rows.append(
            (
                row["retailer"],
                names_in_a_row(tuple(part for part in (row["item"], row["spec"]) if part), lang),
                _label(row, lang),
                _said(traced, said, row["source_id"]),
                *_compared(made, traced, row),
            )
        )
    columns = "rg_retailer rg_item rg_label rg_said rg_price rg_beside rg_ratio"
    return table(lang, "retailer_labels", word("retailer_goods.labels", lang), columns, rows)


def _label(row: dict[str, Any], lang: str) -> Cell:
    """Who the label says makes it, and the number to look it up by."""
    maker = row["maker"] or row["client"]
    if not maker:
        return UNKNOWN
    numbers = [
        f"{word(f'retailer_goods.{name}', lang)} {row[name]}"
        for name in ("sc_number", "filing_number")
        if row[name]
    ]
    whose = word("retailer_goods.label" if row["maker"] else "retailer_goods.client", lang)
    return names_in_a_row((f"{maker} · {whose}", *numbers), lang)


def _said(traced: Traced, claims: pl.DataFrame, item: str) -> Cell:
    """`卓云鞋业 4 / 0`: makers that posts name for it, with voices for and against."""
    parts: list = []
    for row in claims.head(3).iter_rows(named=True):
        what = f"label:{item}:{row['item']}:{row['maker']}"
        sides = [
            traced.figure(row[side], f"{what}:{side}", "voices", row[f"{side}_keys"])
            for side in ("claimed", "denied")
        ]
        parts += [" · " if parts else "", f"{row['maker']} ", sides[0], " / ", sides[1]]
    return Sentence(tuple(part for part in parts if part != "")) if parts else UNKNOWN


def _compared(made: Made, traced: Traced, row: dict[str, Any]) -> tuple[Cell, Cell, Cell]:
    lang, item = made.inputs.lang, row["source_id"]
    if row["value"] is None:
        return (UNKNOWN, UNKNOWN, UNKNOWN)
    unit = price_unit(f"{row['currency']}/{row['unit']}" if row["unit"] else row["currency"], lang)
    what = f"label:{item}:{row['spec'] or ''}"
    price = Sentence((traced.figure(row["value"], what, "price", (item,), "money"), f" {unit}"))
    if row["median"] is None:
        return (price, UNKNOWN, UNKNOWN)
    own = traced.figure(row["median"], f"{what}:beside", "price_median", row["keys"], "money")
    prices = traced.figure(row["prices"], f"{what}:beside", "prices", row["keys"])
    good = Sentence((f"{name_of(row['good'], made.names)} ", own, f" {unit} · ", prices))
    keys = [item, *row["keys"]]
    ratio = traced.figure(row["ratio"], f"{what}:ratio", "ratio", keys, "decimal")
    return (price, good, Sentence((ratio, word("price_gap.times", lang))))


def _claims(made: Made, traced: Traced, claims: pl.DataFrame) -> Table:
    """What posts say of who makes for a retailer: claims, with voices for and against."""
    lang = made.inputs.lang
    shown = claims.head(MOST)
    quotes = Quotes(
        made.inputs.talk, made.inputs.entities, [*_keys(shown, "claimed"), *_keys(shown, "denied")]
    )
    makers = made.inputs.talk.mentions.filter(pl.col("kind") == "factory")
    rows = []
    for row in shown.iter_rows(named=True):
        what = f"{row['retailer']}:{row['item']}:{row['maker']}"
        counts = [
            traced.figure(row[name], f"{what}:{name}", "voices", row[f"{key}_keys"])
            for name, key in (("claimed", "claimed"), ("denied", "denied"), ("sellers", "sellers"))
        ]
        keys = [*row["claimed_keys"], *row["denied_keys"]]
        item = row["item"] or word("asks.no_good", lang)
        spans = spans_of(makers.filter(pl.col("norm") == row["maker"]))
        claim = Pill(word("retailer_goods.claim", lang))
        rows.append((row["retailer"], item, row["maker"], claim, *counts, quotes.take(keys, spans=spans)))
    columns = "rg_retailer rg_item rg_maker rg_basis rg_claimed rg_denied rg_sellers rg_quotes"
    return table(lang, "retailer_claims", word("retailer_goods.claims", lang), columns, rows)


def _keys(frame: pl.DataFrame, side: str) -> list[str]:
    return frame[f"{side}_keys"].explode().drop_nulls().to_list()
