"""Tables of measures over time: what was searched for, and what was sold.

A record with several figures (搜索人气 and 搜索排名, 支付件数 and 支付金额) becomes one row for each.
"""

from collections.abc import Sequence

import polars as pl

from crawlers.columns import bare_name
from crawlers.fact_gate import About, Gate
from crawlers.fact_money import currency_of
from crawlers.fact_shared import NOT_YET, platform_of, refuse_twice, whole
from domain.first_party import FACT_TABLES, FactTable
from domain.frames import conform

# field -> measure and unit; without a unit it is the name of the column, as one index is not another.
SEARCHED = {
    "search_volume": ("volume", "次"),
    "searchers": ("volume", "人"),
    "search_index": ("index", None),
    "search_rank": ("rank", "名"),
}
SOLD = {
    "orders": ("orders", "单"),
    "units": ("units", "件"),
    "sold": ("units", "件"),
    "buyers": ("buyers", "人"),
    "amount": ("amount", None),
    "visitors": ("visitors", "人"),
    "sales_index": ("index", None),
}
_RATES = ("click_rate", "pay_rate")


def read_searches(rows: pl.DataFrame, about: About) -> tuple[pl.DataFrame, pl.Series]:
    gate = Gate(rows, about)
    platform = platform_of(gate)
    term = gate.text("term", masked=True)
    gate.refuse(term.is_null(), "no search term")
    shared = pl.DataFrame([platform, term, gate.text("category_id")]).hstack(gate.period(needed=True))
    once = ["platform", "term", "category_id", "day", "last_day"]
    beside = {name: _share(gate, name) for name in _RATES}
    online = gate.figures("online_items", whole=True)
    shared = shared.with_columns(gate.observed_at(), **beside, online_items=whole(online["low"]))
    return _long(gate, shared, SEARCHED, FACT_TABLES["searches"], once)


def read_sales(rows: pl.DataFrame, about: About) -> tuple[pl.DataFrame, pl.Series]:
    gate = Gate(rows, about)
    platform = platform_of(gate)
    item, sku = gate.identity("item_id"), gate.identity("sku_id")
    gate.refuse(item.is_null() & sku.is_null(), "no item id")
    shared = pl.DataFrame([platform, sku, gate.text("title", masked=True), gate.text("category_id")])
    # a SKU alone is its own item
    shared = shared.with_columns(item_id=pl.select(pl.coalesce(item, sku)).to_series())
    shared = shared.hstack(gate.period(needed=True)).with_columns(gate.observed_at())
    once = ["platform", "item_id", "sku_id", "day", "last_day"]
    return _long(gate, shared, SOLD, FACT_TABLES["sales"], once)


def _share(gate: Gate, name: str) -> pl.Series:
    return gate.figures(name, share=True)["low"] if gate.has(name) else gate.raw(name).cast(pl.Float64)


def _long(
    gate: Gate,
    shared: pl.DataFrame,
    measures: dict[str, tuple[str, str | None]],
    table: FactTable,
    once: Sequence[str],
) -> tuple[pl.DataFrame, pl.Series]:
    """A row for each figure that a record gives; `once` is what makes two records the same."""
    asked = {name: gate.figures(name, whole=name != "amount") for name in measures if gate.has(name)}
    if "units" in asked:
        asked.pop("sold", None)
    known = {
        name: figures["low"].is_not_null() | figures["high"].is_not_null() for name, figures in asked.items()
    }
    if known:
        silent = ~pl.DataFrame(known).select(pl.any_horizontal(pl.all())).to_series()
        gate.refuse(silent, f"no figure in {', '.join(gate.about.names.get(name, name) for name in asked)}")
    else:
        gate.refuse(pl.repeat(True, gate.height, eager=True), "no column of figures that we know")
    ends = {f"{name} {end}": figures[end] for name, figures in asked.items() for end in ("low", "high")}
    refuse_twice(gate, shared.with_columns(**ends), once)
    reasons = gate.reasons()
    good = reasons.is_null()
    parts = [pl.DataFrame(schema=table.schema)]
    for name, figures in asked.items():
        measure, unit = measures[name]
        part = shared.hstack(figures).with_columns(
            measure=pl.lit(measure),
            unit=_unit(gate, name, unit),
            value=pl.when(pl.col("low") == pl.col("high")).then("low"),
            source=NOT_YET,
            provenance=NOT_YET,
        )
        parts.append(conform(part.filter(good & known[name]), table.schema, table.name))
    return pl.concat(parts), reasons


def _unit(gate: Gate, name: str, unit: str | None) -> pl.Series | pl.Expr:
    """The unit of a measure; of an amount its currency, of an index the name of its column."""
    if name == "amount":
        return currency_of(gate, "amount")
    return pl.lit(unit or bare_name(gate.about.names.get(name, name)))
