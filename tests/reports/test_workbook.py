"""The workbook, opened again with another library."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest

from domain.spreadsheets import guard
from reports.weekly import build_weekly
from reports.workbook import render_workbook


@pytest.fixture(scope="module")
def book(made_up):
    return openpyxl.load_workbook(BytesIO(render_workbook(build_weekly(made_up.inputs()))))


def test_a_sheet_for_each_block(book):
    assert book.sheetnames[0] == "说明"
    assert {
        "数据健康",
        "与上周相比",
        "修订",
        "上升榜",
        "13 周声量",
        "未列入及原因",
        "平替与工厂",
        "新说法",
        "上期判断复盘",
    } <= set(book.sheetnames)
    for sheet in book:
        assert sheet.freeze_panes == "A2", sheet.title


def test_about_tells_period_coverage_and_method(book):
    text = "\n".join(str(cell.value) for row in book["说明"].iter_rows() for cell in row)
    for words in (
        "2026-W46",
        "抖音 11/11–11/14",
        "榜单只代表已采集样本",
        "09:30 北京时间",
        "演示数据",
        "Benjamini–Hochberg",
    ):
        assert words in text


def test_numbers_are_numbers_and_ids_are_text(book, made_up):
    sheet = book["上升榜"]
    head = [cell.value for cell in sheet[1]]
    first = dict(zip(head, sheet[2], strict=True))
    row = made_up.inputs().signals.filter(pl.col("entity") == "product:云朵拖鞋").row(0, named=True)
    assert first["声量（人次）"].value == row["voices"]
    assert first["倍数"].value == row["lift"]
    assert first["信号编号"].value == "product:云朵拖鞋@*@2026-11-15"
    assert first["信号编号"].data_type == "s"
    assert (first["正面"].value, first["负面"].value) == pytest.approx((1 / 3, 2 / 3))
    assert [cell.value for cell in sheet["A"][1:]] == [*range(1, 15), 1, 2, 3]


def test_a_week_without_a_crawl_is_an_empty_cell(book):
    row = [cell.value for cell in book["13 周声量"][2]]
    assert row[2 + 5] is None
    assert row[14] == 143


def test_the_same_report_gives_the_same_bytes(made_up):
    written = render_workbook(build_weekly(made_up.inputs()))
    assert written == render_workbook(build_weekly(made_up.inputs()))
    with ZipFile(BytesIO(written)) as packed:
        times = set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", packed.read("docProps/core.xml")))
        assert times == {b"2026-11-16T01:30:00Z"}
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}


def test_no_cell_is_a_formula(made_up):
    made = made_up.inputs()
    nasty = '=HYPERLINK("http://x")'
    posts = made.posts.with_columns(text=pl.lit(nasty), title=pl.lit(nasty))
    entities = made.entities.with_columns(name=pl.lit("@SUM(A1)"))
    book = openpyxl.load_workbook(
        BytesIO(
            render_workbook(build_weekly(replace(made, posts=posts, entities=entities, method={"+a": "-1"})))
        )
    )
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "@")), cell.value


def test_guard():
    assert [guard(text) for text in ("=1", "+1", "-1", "@a", "a=1", "", "\x00x")] == [
        "'=1", "'+1", "'-1", "'@a", "a=1", "", "x",
    ]  # fmt: skip


def test_too_little_data_is_a_workbook_too(made_up):
    made = made_up.inputs()
    book = openpyxl.load_workbook(
        BytesIO(render_workbook(build_weekly(replace(made, signals=made.signals.clear()))))
    )
    assert "数据不足" in book.sheetnames
    assert "上升榜" not in book.sheetnames
