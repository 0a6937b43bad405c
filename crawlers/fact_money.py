"""Prices and currencies of tables of facts, out of cells, columns beside them and names of columns."""

import polars as pl

from crawlers.columns import unit_of
from crawlers.fact_gate import Gate
from crawlers.quantities import currency_in, read_prices


def currency_of(gate: Gate, name: str) -> pl.Series:
    """The ISO code for each row: said in the cell, in a column, behind the column's name.

    Else a Chinese column name means CNY, and any other says nothing.
    """
    column = gate.about.names.get(name, "")
    default = currency_in(pl.Series([unit_of(column) or ""]))[0]
    if default is None and not column.isascii():
        default = "CNY"
    cells = gate.raw(name)
    found = pl.Series([None], dtype=pl.String).new_from_index(0, gate.height)
    if cells.str.contains(r"[^0-9.,\s]").any():
        found = currency_in(cells.str.normalize("NFKC").str.to_lowercase())
    if gate.has("currency"):
        written = gate.text("currency").str.to_uppercase()
        code = currency_in(written.str.to_lowercase())
        iso = written.str.extract("^([A-Z]{3})$", 1)
        found = pl.select(pl.coalesce(found, code, iso)).to_series()
    return found.fill_null(default) if default is not None else found


def price_of(gate: Gate) -> pl.Series:
    """PRICE structs of the column `price`, with the unit of its column or of the brackets behind its name."""
    cells = gate.raw("price")
    bracket = unit_of(gate.about.names.get("price", "")) or ""
    per = bracket.rpartition("/")[2] if "/" in bracket else None
    unit = gate.text("unit")
    price, unreadable = read_prices(cells, currency_of(gate, "price"), unit.fill_null(per) if per else unit)
    gate.refuse_said(unreadable, "price {} not a price", cells)
    return price.alias("price")
