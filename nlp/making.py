"""How goods are made: head word → category, processes, materials, belts, certificates, order size, lead time.

General knowledge of the trade, compiled by hand and given as ranges; a lead for a talk with a maker, never a
quotation. A team's `making.tsv` is laid over it as over every lexicon file.
"""

import re
from pathlib import Path

import polars as pl

from domain.errors import BadInput
from domain.frames import conform
from domain.trade import TAKES
from nlp.lexicon import load_table

LISTS = ("processes", "materials", "belts", "certificates")
RANGES = ("moq", "lead_days")
MAKING = {
    "head": pl.String,
    "category": pl.String,
    **dict.fromkeys(LISTS, pl.List(pl.String)),
    "moq_min": pl.Int64,
    "moq_max": pl.Int64,
    "lead_days_min": pl.Int64,
    "lead_days_max": pl.Int64,
}


def load(extra_dir: Path | None = None) -> pl.DataFrame:
    """One row a goods head (MAKING); minimum order in pieces, lead time in days. Raises BadInput."""
    table = load_table("making", extra_dir)
    for name in RANGES:
        bad = table.filter(~pl.col(name).str.contains(r"^\d+-\d+$"))
        if not bad.is_empty():
            head, found = bad.select("head", name).row(0)
            raise BadInput(f"making.tsv, {head}: {name} is {found!r}", hint="Write a range such as 300-2000")
    split = [pl.col(name).str.split(",").list.eval(pl.element().filter(pl.element() != "")) for name in LISTS]
    ends = [
        pl.col(name).str.split("-").list.get(at).cast(pl.Int64).alias(f"{name}_{end}")
        for name in RANGES
        for at, end in enumerate(("min", "max"))
    ]
    frame = table.with_columns(*split, *ends).select(list(MAKING))
    upside = frame.filter(
        (pl.col("moq_min") > pl.col("moq_max")) | (pl.col("lead_days_min") > pl.col("lead_days_max"))
    )
    if not upside.is_empty():
        raise BadInput(
            f"making.tsv, {upside['head'][0]}: a range ends before it begins", hint="Write low-high"
        )
    return frame


def of_product(making: pl.DataFrame, norm: str) -> dict[str, object] | None:
    """The row of a product as mentions name it: the head itself, else the longest head it ends with."""
    heads = making.filter(pl.lit(norm).str.ends_with(pl.col("head")))
    if heads.is_empty():
        return None
    return heads.sort(pl.col("head").str.len_chars(), descending=True).row(0, named=True)


def of_products(making: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """TAKES of many goods at once: `goods` has entity and name; one that no head fits is left out."""
    heads = making["head"].unique()
    longest_first = heads.gather(heads.str.len_chars().arg_sort(descending=True))
    pattern = f"(?:{'|'.join(map(re.escape, longest_first))})$"
    found = goods.with_columns(head=pl.col("name").str.extract(f"({pattern})")).drop_nulls("head")
    rows = found.unique("entity", keep="first", maintain_order=True).join(
        making, on="head", maintain_order="left"
    )
    return conform(rows, TAKES, "takes")
