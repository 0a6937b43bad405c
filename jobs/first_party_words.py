"""What an import says of first-party tables: counts by table, what a file was taken for, rows in a line."""

from collections.abc import Mapping
from typing import Any

from crawlers.pipelines import FileOutcome
from domain.first_party import DOCS, FACT_TABLES

COUNTS = ("files", "read", "new", "changed", "unchanged", "refused")
# Shown of a row, in this order, where known.
_SHOWN = (
    "platform", "retailer", "term", "item_id", "sku_id", "item", "title", "day", "last_day", "measure",
    "value", "low", "high", "unit", "price", "moq", "stock_low", "online_items_low", "maker", "client",
    "sc_number", "filing_number",
)  # fmt: skip
_LETTERS = 140


class Tables:
    """Counts of rows by table of facts, over all files of an import."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}

    def add(self, outcome: FileOutcome) -> None:
        if outcome.table is None:
            return
        count = self.counts.setdefault(outcome.table, dict.fromkeys(COUNTS, 0))
        facts = outcome.facts
        for name, more in zip(
            COUNTS,
            (1, outcome.read, facts.new, facts.changed, facts.unchanged, outcome.refused),
            strict=True,
        ):
            count[name] += more

    def words(self) -> list[str]:
        """A line for people for each table."""
        return [
            f"{FACT_TABLES[table].words}（{table}）：新增 {count['new']:,} 行，更正 {count['changed']:,} 行，"
            f"未变 {count['unchanged']:,} 行，拒收 {count['refused']:,} 行"
            for table, count in self.counts.items()
        ]


def about_table(seen: Mapping[str, Any]) -> list[str]:
    """What a file was taken for by its columns, how to say otherwise, and which columns are never read."""
    lines = []
    if seen["table"]:
        lines.append(f"按列名读作{FACT_TABLES[seen['table']].words}（{seen['table']}），列名见 {DOCS}")
    if seen["others"]:
        lines.append(f"也可以读作 {'、'.join(seen['others'])}：用 --format 指定")
    if seen["left_out"]:
        lines.append(f"涉及个人，不读：{'、'.join(seen['left_out'])}")
    return lines


def fact_words(row: Mapping[str, Any]) -> str:
    """A row of facts in one line."""
    said = {name: row[name] for name in _SHOWN if row.get(name) is not None}
    if said.get("value") is not None:
        said = {name: value for name, value in said.items() if name not in ("low", "high")}
    if price := said.get("price"):
        ends = "~".join(str(price[end]) for end in ("min", "max") if price[end] is not None)
        said["price"] = f"{ends} {price['currency'] or ''}/{price['unit'] or '?'}"
    return " ".join(f"{name}={value}" for name, value in said.items())[:_LETTERS]
