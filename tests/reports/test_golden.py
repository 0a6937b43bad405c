"""The page and the workbook as they were looked at; a change that is meant is written down anew.

Run with PINGTI_WRITE_GOLDEN=1 and read the diff. Charts are left out of the page: what they draw stands in
the tables beside them, and how they are drawn is tested in test_charts.
"""

import os
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from reports.page import render_page
from reports.weekly import build_weekly
from reports.workbook import render_workbook

GOLDEN = Path(__file__).parents[1] / "golden"
_CHART = re.compile(r"<svg.*?</svg>", re.S)
_STYLE = re.compile(r"<style>.*?</style>", re.S)


@pytest.fixture(scope="module")
def report(made_up):
    return build_weekly(made_up.inputs())


def as_written(name: str, text: str) -> str:
    path = GOLDEN / name
    if os.environ.get("PINGTI_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_the_page(report):
    page = _STYLE.sub("<style></style>", _CHART.sub("<svg></svg>", render_page(report)))
    assert page == as_written("weekly.html", page)


def test_the_cells_of_the_workbook(report):
    book = openpyxl.load_workbook(BytesIO(render_workbook(report)))
    lines = [
        f"{sheet.title}\t{cell.coordinate}\t{cell.data_type}\t{str(cell.value).replace(chr(10), ' / ')}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert len(lines) > 1_000
    cells = "\n".join(lines) + "\n"
    assert cells == as_written("weekly-cells.tsv", cells)
