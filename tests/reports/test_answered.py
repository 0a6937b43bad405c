"""What factories answered stands in the report, each number with where it comes from."""

from dataclasses import replace

import polars as pl
import pytest

from domain.alert import ALERTS_TOLD, demand_answers
from domain.figures import Figure
from reports.markdown import render_markdown
from reports.tables import blocks
from reports.weekly import build_weekly

SLIPPERS, CHAIR, LAMP = (f"product:{name}@*@2026-11-01" for name in ("云朵拖鞋", "人体工学椅", "台灯"))
TOLD = [
    *((SLIPPERS, answer) for answer in ("can_make", "not_relevant", None)),
    (CHAIR, "not_relevant"),
    (LAMP, None),
]


@pytest.fixture
def answers() -> pl.DataFrame:
    rows = [(signal, signal.partition("@")[0], answer) for signal, answer in TOLD]
    return demand_answers(pl.DataFrame(rows, schema=ALERTS_TOLD, orient="row"))


def test_met_unmet_and_waiting(made_up, answers) -> None:
    report = build_weekly(replace(made_up.inputs(), answers=answers))
    (block,) = (one for one in blocks(report) if one.id == "answered")
    (table,) = block.tables
    assert [(row[0], row[1].text) for row in table.rows] == [
        ("云朵拖鞋", "已应"), ("人体工学椅", "未应"), ("台灯", "待答复"),
    ]  # fmt: skip
    assert [figure.value for figure in table.rows[0][2:]] == [3, 2, 1, 0, 0, 1]
    lead = {part.field: part.value for part in block.lead[0].parts if isinstance(part, Figure)}
    assert lead == {"sent": 5, "items": 3, "answered": 3, "met": 1, "unmet": 1, "waiting": 1}
    traced = dict(report.origins)
    assert all(figure.of in traced for row in table.rows for figure in row[2:])
    assert "向工厂发出 5 条提醒" in render_markdown(report)


def test_without_alerts_the_report_says_nothing_of_answers(made_up) -> None:
    assert "answered" not in {block.id for block in blocks(build_weekly(made_up.inputs()))}
