"""The track record as a table on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from domain.record import BASES, DEMAND_OUTCOMES, OUTCOMES
from domain.signal import STAGES

TITLES = {"all": "全部", "first": "其中首次判断", "stage": "当时阶段", "category": "类目", "year": "年"}


def print_record(details: Mapping[str, Any], to: Console) -> None:
    """What `jobs.evaluate.run` found: in all, by stage, category and year, each basis apart."""
    for basis, name in BASES.items():
        record = details[basis]
        if not record["all"]:
            to.print(f"{name}：还没有满四周的判断", markup=False)
            continue
        table = Table(title=name, title_justify="left")
        table.add_column("", no_wrap=True)
        for head in ("判断", *OUTCOMES.values(), "命中率", "领先周数"):
            table.add_column(head, justify="right", overflow="fold")
        for by, title in TITLES.items():
            _add(table, by, title, record[by])
        to.print(table)
        if details["demand"][basis]:
            to.print(_against_demand(f"{name} · 对照搜索与销售", details["demand"][basis]))


def _against_demand(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("来源", overflow="fold")
    for head in ("判断", *DEMAND_OUTCOMES.values(), "跟进率", "领先周数"):
        table.add_column(head, justify="right", overflow="fold")
    for row in rows:
        counts = (f"{row[key]:,}" for key in ("calls", *DEMAND_OUTCOMES))
        table.add_row(row["source"], *counts, _rate(row["hit_rate"]), _lead(row["lead_weeks"]))
    return table


def _add(table: Table, by: str, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        key = row.get("key")
        shown = title if by in ("all", "first") else f"{title} {STAGES.get(key, key) if key else '—'}"
        table.add_row(
            shown,
            *(f"{row[name]:,}" for name in ("calls", *OUTCOMES)),
            _rate(row["hit_rate"]),
            _lead(row["lead_weeks"]),
            end_section=row is rows[-1],
        )


def _rate(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.0%}"


def _lead(weeks: float | None) -> str:
    return "—" if weeks is None else f"{weeks:.1f}"
