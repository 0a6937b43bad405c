"""First-party tables of facts: what they are called, what makes two rows the same, which weeks they cover."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from domain.errors import BadFrame
from domain.frames import LISTINGS, RETAILER_GOODS, SALES, SEARCHES
from domain.weeks import Week

DOCS = "docs/first-party.md"


@dataclass(frozen=True, slots=True)
class FactTable:
    """`key` says which row this is: of two with the same key the one observed last holds."""

    name: str
    schema: pl.Schema
    key: tuple[str, ...]
    words: str
    words_en: str
    format: str


_PERIOD = ("day", "last_day")
FACT_TABLES = {
    table.name: table
    for table in (
        FactTable(
            "searches",
            SEARCHES,
            ("platform", "term", "category_id", *_PERIOD, "measure", "unit"),
            "搜索词表",
            "search terms",
            "searches_table",
        ),
        FactTable(
            "sales",
            SALES,
            ("platform", "item_id", "sku_id", *_PERIOD, "measure", "unit"),
            "销量表",
            "sales",
            "sales_table",
        ),
        FactTable(
            "listings",
            LISTINGS,
            ("platform", "item_id", "sku_id", "term", "category_id", *_PERIOD),
            "在售商品表",
            "listings",
            "listings_table",
        ),
        FactTable(
            "retailer_goods",
            RETAILER_GOODS,
            ("retailer", "item_id", "barcode", "item", "spec", "day"),
            "零售商品表",
            "retailer goods",
            "retailer_goods_table",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds of some weeks. A week is held when a row's period touches it.

    `measures` are those found in these weeks (searches and sales only), so that nobody draws an index
    where a volume is asked for.
    """

    table: str
    weeks: tuple[Week, ...]
    missing: tuple[Week, ...]
    measures: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return bool(self.weeks) and not self.missing

    def missing_words(self, lang: str = "zh-CN") -> str:
        """What to import, for people; empty where nothing is missing."""
        if not self.missing:
            return ""
        spec = FACT_TABLES[self.table]
        span = str(self.missing[0])
        if len(self.missing) > 1:
            span = f"{span} … {self.missing[-1]}"
        if lang == "en":
            what = f"{len(self.missing)} week(s) without {spec.words_en} ({span})"
            return f"{what}: import the table with pingti import (see {DOCS})"
        return f"缺少{spec.words}：{span}，共 {len(self.missing)} 周；用 pingti import 导入（列名见 {DOCS}）"


def weeks_held(table: str, frame: pl.DataFrame, weeks: Sequence[Week], measure: str | None = None) -> Held:
    """Which of the weeks the frame of that fact table says something of.

    With `measure` only rows of it count. A row without a day (a label, an undated price list) stands for no
    week. Raises BadFrame for a table there is none of.
    """
    if table not in FACT_TABLES:
        raise BadFrame(f"There is no fact table {table!r}", hint=f"Known: {', '.join(FACT_TABLES)}")
    end = "last_day" if "last_day" in frame.columns else "day"
    rows = frame.filter(pl.col("day").is_not_null())
    if measure is not None:
        rows = rows.filter(pl.col("measure") == measure)
    if weeks and not rows.is_empty():
        rows = rows.filter(
            pl.col(end).fill_null(pl.col("day")) >= min(weeks).first_day,
            pl.col("day") <= max(weeks).last_day,
        )
    columns = ["day", end] if end != "day" else ["day"]
    spans = rows.select(columns).unique()
    first, last = spans["day"].to_list(), spans[end].fill_null(spans["day"]).to_list()
    held = tuple(
        week
        for week in weeks
        if any(
            begin <= week.last_day and finish >= week.first_day
            for begin, finish in zip(first, last, strict=True)
        )
    )
    # a measure counts as found only where it lies in one of these weeks
    measures: tuple[str, ...] = ()
    if "measure" in frame.columns and held:
        touching = pl.any_horizontal(
            (pl.col("day") <= week.last_day) & (pl.col(end) >= week.first_day) for week in held
        )
        measures = tuple(rows.filter(touching)["measure"].unique().sort())
    return Held(table, held, tuple(week for week in weeks if week not in held), measures)
