"""价差: what the brand, its stand-in and the factory ask, on one unit."""

from typing import Any

import polars as pl

from domain.block import Block, Cell, Chart, Table
from domain.figures import Sentence
from reports.cells import table
from reports.index_charts import Rung, ladder_chart
from reports.indexes.prices import BASIS, MIN_PRICES, RUNGS, ladder, listing_prices, rungs, talk_prices
from reports.laying import Traced, name_of, range_text
from reports.numbers import UNKNOWN
from reports.sectioning import Made
from reports.words import price_unit, say, word

PLACE = 43
MOST_DRAWN = 10


def build(made: Made) -> Block | None:
    if made.voices.is_empty():
        return None
    lang, facts = made.inputs.lang, made.inputs.facts
    traced = Traced("price_gap", made.inputs.week, lang)
    told = talk_rungs(made)
    asked = listing_prices(facts.listings, facts.listed)
    listed = ladder(rungs(asked, "item"))
    note = say(word("price_gap.note", lang), least=MIN_PRICES)
    lead = [note if told.height else word("price_gap.none", lang)]
    if facts.listings.drop_nulls(["item_id", "price"]).is_empty():
        lead.append(word("price_gap.import", lang))
    elif listed.is_empty():
        lead.append(say(word("price_gap.unlisted", lang), least=MIN_PRICES))
    tables = [gap_table(made, traced, told, "talk"), gap_table(made, traced, listed, "listed")]
    return traced.block(lead, tables, [drawn_ladder(made, told)])


def talk_rungs(made: Made) -> pl.DataFrame:
    """The rungs (reports/indexes/prices.py) of what the four weeks of talk name."""
    return ladder(rungs(talk_prices(made.voices, made.talked, made.inputs.talk.relations)))


def gap_table(
    made: Made, traced: Traced, told: pl.DataFrame, which: str, most: int | None = None, name: str = ""
) -> Table:
    """One row a good and unit; `which` is talk or listed, whose prices are never mixed."""
    lang = made.inputs.lang
    rows = []
    for (good, currency, unit), own in list(told.group_by(BASIS, maintain_order=True))[:most]:
        by_rung = {row["rung"]: row for row in own.iter_rows(named=True)}
        per = price_unit(f"{currency}/{unit}" if unit else str(currency), lang)
        basis = per if unit else per + word("price_gap.no_unit", lang)
        of = "voices" if which == "talk" else "items"
        what = f"{which}:{good}:{currency}:{unit}"
        ranges = [
            range_text(traced, by_rung[name], f"{what}:{name}", "", of) if name in by_rung else UNKNOWN
            for name in RUNGS
            if which == "talk" or name != "brand"
        ]
        gaps = [_times(traced, by_rung, "dupe", "factory", what)]
        if which == "talk":
            gaps.insert(0, _times(traced, by_rung, "brand", "dupe", what))
        rows.append((name_of(str(good), made.names), basis, *ranges, *gaps))
    columns = "pg_good pg_basis pg_brand pg_dupe pg_factory pg_gap pg_margin"
    if which == "listed":
        columns = "pg_good pg_basis pg_shop pg_maker pg_margin"
    title = word("week_zero.prices" if name else f"price_gap.{which}", lang)
    return table(lang, name or f"prices_{which}", title, columns, rows)


def _times(traced: Traced, rungs: dict[str, dict[str, Any]], dear: str, cheap: str, what: str) -> Cell:
    """`3.2 倍`: the dear rung's median over the cheap one's."""
    if dear not in rungs or cheap not in rungs:
        return UNKNOWN
    ratio = rungs[dear]["median"] / rungs[cheap]["median"]
    keys = [*rungs[dear]["keys"], *rungs[cheap]["keys"]]
    figure = traced.figure(ratio, f"{what}:{dear}/{cheap}", "ratio", keys, "decimal")
    return Sentence((figure, word("price_gap.times", traced.lang)))


def drawn_ladder(made: Made, told: pl.DataFrame) -> Chart:
    """The goods with the most prices, on the one basis that most of them share."""
    lang = made.inputs.lang
    basis = told.group_by("currency", "unit").agg(goods=pl.col("good").n_unique())
    basis = basis.sort("goods", "currency", "unit", descending=[True, False, False]).head(1)
    own = told.join(basis, on=["currency", "unit"], maintain_order="left")
    goods = own["good"].unique(maintain_order=True).head(MOST_DRAWN)
    own = own.filter(pl.col("good").is_in(goods.implode()))
    drawn = [
        Rung(
            name_of(row["good"], made.names),
            *(row[name] for name in ("rung", "median", "low", "high")),
        )
        for row in own.iter_rows(named=True)
    ]
    return Chart(word("price_gap.chart", lang), ladder_chart(drawn))
