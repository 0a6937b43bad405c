"""Block 5, 蓝海: what is wanted much and offered little, by the team's tables or factories' profiles."""

from typing import Any

from domain.block import Block, Cell, Chart, Pill
from domain.figures import Figure, Sentence, signal_id
from domain.platforms import platform_name
from domain.signal import ALL_PLATFORMS
from reports.cells import table
from reports.market_charts import Bubble, bubble_chart
from reports.sectioning import Made
from reports.supply_demand import LEAST_ITEMS, Axis, Market, market_of
from reports.talked import name_of, names_of
from reports.words import aside, names_in_a_row, quoted, say, word, word_or

PLACE = 50
NAMED_FIRST = 3
CORNERS = ("blue", "red", "niche", "glut")
# Columns that are told only where somebody knows them, with the field of Market.items each shows.
OPTIONAL = {
    "searches": "searches", "online_items": "online_items", "online_sellers": "online_sellers",
    "listed_items": "listed_items", "makers": "factories", "capacity": "capacity",
}  # fmt: skip


def build(made: Made) -> Block:
    """Without any table of supply it says what to import, and draws nothing."""
    inputs, lang = made.inputs, made.inputs.lang
    market = market_of(inputs)
    title = word("block.blue_ocean", lang)
    if not market.drawable:
        return Block("blue_ocean", title, _wanting(made, market), ())
    names = names_of(inputs)
    items = market.items.to_dicts()
    fields = [name for name, field in OPTIONAL.items() if market.items[field].count()]
    rows = [_row(made, item, name_of(item["entity"], names), fields) for item in items]
    columns = f"item quadrant supply_ratio voices lift {' '.join(fields)}"
    drawn = bubble_chart(
        [
            Bubble(name_of(i["entity"], names), i["supply"], i["demand"], i["voices"], i["called"])
            for i in items
        ],
        market.middle,
        (_axis_words(market.supply, "supply", lang), _axis_words(market.demand, "demand", lang)),
        tuple(word(f"quadrant.{corner}", lang) for corner in CORNERS),  # type: ignore[arg-type]
    )
    grid = table(lang, "blue_ocean", "", columns, rows, word("ocean.note", lang))
    ids = {signal_id(i["entity"], ALL_PLATFORMS, i["as_of"]): tuple(i["evidence"] or ()) for i in items}
    return Block(
        "blue_ocean", title, _lead(made, market, items, names), (grid,),
        (Chart(word("chart.blue_ocean", lang), drawn),), tuple(sorted(ids.items())),
    )  # fmt: skip


def quadrant(item: dict[str, Any]) -> str:
    if item["much"]:
        return "blue" if item["few"] else "red"
    return "niche" if item["few"] else "glut"


def _row(made: Made, item: dict[str, Any], name: str, fields: list[str]) -> tuple[Cell, ...]:
    entity, week = item["entity"], made.inputs.week
    signal = signal_id(entity, ALL_PLATFORMS, item["as_of"])
    tone = "up" if quadrant(item) == "blue" else "calm"
    origins = {"searches": "searches", "makers": "factories", "capacity": "factories"}
    return (
        name,
        Pill(word(f"quadrant.{quadrant(item)}", made.inputs.lang), tone),
        Figure(item["ratio"], f"market:{entity}@{week}", "ratio", "ratio"),
        Figure(item["voices"], signal, "voices"),
        Figure(item["lift"], signal, "lift", "ratio"),
        *(
            Figure(item[OPTIONAL[name]], f"{origins.get(name, 'listings')}:{entity}@{week}", OPTIONAL[name])
            for name in fields
        ),
    )


def _lead(
    made: Made, market: Market, items: list[dict[str, Any]], names: dict[str, str]
) -> tuple[Sentence | str, ...]:
    lang, week = made.inputs.lang, made.inputs.week
    blue = [item for item in items if quadrant(item) == "blue"]
    shown = [quoted(name_of(item["entity"], names), lang) for item in blue[:NAMED_FIRST]]
    first = say(
        word("ocean.blue" if blue else "ocean.none", lang),
        n=Figure(len(items), f"market@{week}", "items"),
        blue=Figure(len(blue), f"market@{week}", "blue"),
        names=("" if lang == "zh-CN" else ", ").join(shown),
    )
    axes = say(
        word("ocean.axes", lang),
        demand=_axis_words(market.demand, "demand", lang),
        supply=_axis_words(market.supply, "supply", lang),
    )
    return (first, axes, *_indexes(made, market))


def _indexes(made: Made, market: Market) -> tuple[str, ...]:
    """An index that was imported instead of volumes is named, and left out."""
    found = made.inputs.facts.searches
    is_index = "index" in set(found["measure"]) and market.demand.measure != "searches"
    return (word("ocean.index", made.inputs.lang),) if is_index else ()


def _wanting(made: Made, market: Market) -> tuple[Sentence | str, ...]:
    """What is missing, and how to bring it."""
    lang, facts = made.inputs.lang, made.inputs.facts
    held = facts.held.get("listings")
    missing = held.missing_words(lang) if held else ""
    if market.supply.measure or not facts.supply.is_empty():
        few = Figure(market.items.height, f"market@{made.inputs.week}", "items")
        return (say(word("ocean.few", lang), n=few, least=str(LEAST_ITEMS)),)
    lines = [word("ocean.wanting", lang)]
    if missing:
        lines.append(missing + ("。" if lang == "zh-CN" else "."))
    return (*lines, *_indexes(made, market))


def _axis_words(axis: Axis, side: str, lang: str) -> str:
    """`供给：在线商品数（件，淘宝）`."""
    unit = word_or(f"unit.{axis.unit or axis.measure}", lang, axis.unit)
    more = [unit, platform_name(axis.platform, lang) if axis.platform else "", axis.week]
    inside = names_in_a_row(tuple(part for part in more if part), lang)
    measure = word(f"measure.{axis.measure}", lang) + aside(inside, lang)
    return word(f"axis.{side}", lang) + word("colon", lang) + measure
