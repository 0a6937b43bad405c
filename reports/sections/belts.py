"""产业带榜: belts and their factories, what they are praised and blamed for, what is claimed of them."""

from collections.abc import Mapping

import polars as pl

from domain.block import Block, Cell, Table
from domain.figures import Sentence
from reports.cells import table
from reports.indexes.belts import (
    MIN_ASPECT,
    MIN_BELT,
    MIN_FACTORY,
    aspects_of,
    belt_of_factories,
    claims_of,
    goods_of,
    places,
)
from reports.laying import CHECKING, Quotes, Traced, counted_names
from reports.numbers import UNKNOWN
from reports.sectioning import Made
from reports.words import say, word

PLACE = 45
_COLUMNS = "be_voices be_sellers be_goods be_praise be_blame be_claims be_said_for be_said_against"


def build(made: Made) -> Block | None:
    if made.voices.is_empty():
        return None
    lang = made.inputs.lang
    traced = Traced("belts", made.inputs.week, lang)
    tables = [place_table(made, traced, "belt"), place_table(made, traced, "factory", homes_of(made))]
    shown = [one for one in tables if one.rows]
    note = say(word("belts.note", lang), aspect=MIN_ASPECT)
    return traced.block([note if shown else say(word("belts.none", lang), least=MIN_BELT)], tables)


def homes_of(made: Made) -> dict[str, str]:
    """The belt of each factory: as it says itself in its profile, else where people place it."""
    told = dict(belt_of_factories(made.inputs.talk.mentions).iter_rows())
    return told | {one.name: one.belt for one in made.inputs.factories if one.belt}


def place_table(
    made: Made,
    traced: Traced,
    kind: str,
    home: Mapping[str, str] | None = None,
    most: int | None = None,
    table_id: str = "",
) -> Table:
    """Belts or factories (`kind`), most voices first; `home` gives the belt of each factory."""
    lang, talk = made.inputs.lang, made.inputs.talk
    least = MIN_BELT if kind == "belt" else MIN_FACTORY
    found = places(made.voices, talk.mentions, kind, least).head(most or 1000)
    goods = goods_of(made.voices, talk.mentions, kind)
    aspects = aspects_of(made.voices, talk.mentions, kind)
    claims = claims_of(made.voices, talk.mentions, talk.relations, kind)
    blames = kind == "belt" or made.inputs.audience in CHECKING
    quotes = Quotes(talk, made.inputs.entities, aspects["keys"].explode().drop_nulls())
    rows = []
    for row in found.iter_rows(named=True):
        name = row["name"]
        here = pl.col("name") == name
        cells: list[Cell] = [name]
        if home is not None:
            cells.append(home.get(name, UNKNOWN))
        cells += [
            traced.figure(row["voices"], f"{kind}:{name}", "voices", row["keys"]),
            traced.figure(row["sellers"], f"{kind}:{name}:sellers", "voices", row["seller_keys"]),
            counted_names(
                goods.filter(here).rename({"name": "place", "good": "name"}), "name", traced, f"{kind}:{name}"
            ),
        ]
        said: list[Cell] = []
        for side in ("praise", "blame"):
            rated = aspects.filter(here, pl.col("side") == side)
            shown = blames or side == "praise"
            what = f"{kind}:{name}:{side}"
            named = rated.rename({"name": "place", "aspect": "name"})
            cells.append(counted_names(named, "name", traced, what, 4) if shown else UNKNOWN)
            spans = {one["key"]: (one["start"], one["end"]) for many in rated["spans"] for one in many}
            keys = rated["keys"].explode().drop_nulls()
            said.append(quotes.take(keys, spans=spans) if shown and len(keys) else UNKNOWN)
        rows.append((*cells, _for_and_against(traced, claims.filter(here), f"{kind}:{name}"), *said))
    first = "be_belt" if home is None else "be_factory be_of"
    title = word("week_zero.factories" if table_id else f"belts.{kind}", lang)
    return table(lang, table_id or f"{kind}_rank", title, f"{first} {_COLUMNS}", rows)


def _for_and_against(traced: Traced, claims: pl.DataFrame, what: str) -> Cell:
    told = {row["stance"]: row for row in claims.iter_rows(named=True)}
    if not told:
        return UNKNOWN
    sides = [
        traced.figure(told[stance]["voices"], f"{what}:{stance}", "voices", told[stance]["keys"])
        if stance in told
        else traced.figure(0, f"{what}:{stance}", "voices", ())
        for stance in ("claimed", "denied")
    ]
    return Sentence((sides[0], " / ", sides[1]))
