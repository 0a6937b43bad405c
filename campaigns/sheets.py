"""The pick list as files people open: a workbook with its 说明 sheet, and a CSV; read back for results."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from campaigns.table import COLUMNS, GIVEN_BACK, RESULT_WORDS, STATUS_WORDS, WIDTHS, rows
from domain.errors import BadInput
from domain.pick import Pick
from domain.spreadsheets import guard
from domain.weeks import Week

_ABOUT = (
    ("本表", "把本周有讨论增长的商品和品牌排成选品清单；数字来自同一周的周报，编号可追溯到信号与帖子"),
    ("优先级", "P0 确认上升且无严重风险词；P1 确认上升但有严重风险词，或当季；P2 其余、或已过最晚上架日"),
    ("排序", "同一优先级内：80% 区间下限 × √声量，再按同类过往达标率修正"),
    ("声量", "本周不同作者数，未知作者每帖算一人；刷量和近重复已去掉"),
    ("旺季至", "只有已知节令才给出日期，其余写「无法预测」"),
    ("可供工厂", "帖子里说到的工厂数，未经核实"),
    ("风险", "提醒人工复核，不是法律意见；括号里是引起提醒的词和帖子数"),
    ("填写", "负责人；状态：" + "、".join(STATUS_WORDS.values()) + "；结果：达标、未达标"),
    ("交回", "填好后 pingti picks --results 本文件"),
)  # fmt: skip


def write_workbook(picks: Sequence[Pick], week: Week, *, demo: bool) -> bytes:
    """XLSX: 选品 with a frozen header, and 说明."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    head = book.add_format(
        {"bold": True, "bg_color": "#EFECE4", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("选品")
    sheet.freeze_panes(1, 4)
    for at, name in enumerate(COLUMNS):
        sheet.set_column(at, at, WIDTHS.get(name, 11))
        sheet.write_string(0, at, name, head)
    for line, row in enumerate(rows(picks), 1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, at, guard(value), cell)
            else:
                sheet.write_number(line, at, value, cell)
    if picks:
        sheet.autofilter(0, 0, len(picks), len(COLUMNS) - 1)
        for name, words in (
            ("状态", list(STATUS_WORDS.values())),
            ("结果", [w for w in RESULT_WORDS.values() if w]),
        ):
            at = COLUMNS.index(name)
            sheet.data_validation(1, at, len(picks), at, {"validate": "list", "source": words})
    about = book.add_worksheet("说明")
    about.set_column(0, 0, 12)
    about.set_column(1, 1, 100)
    period = f"{week}（{week.first_day} 至 {week.last_day}）"
    lines = [("周", period), *([("注意", "演示数据，均为虚构")] if demo else []), *_ABOUT]
    for line, (name, words) in enumerate(lines):
        about.write_string(line, 0, name, head)
        about.write_string(line, 1, guard(words), cell)
    book.close()
    return buffer.getvalue()


def write_csv(picks: Sequence[Pick]) -> bytes:
    """UTF-8 with BOM, so that a spreadsheet program reads it right."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows(picks):
        writer.writerow([guard(value) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig")


def read_results(table: Sequence[dict[str, str]]) -> list[tuple[str, str, str, str]]:
    """Rows of the list as given back -> (id, owner, status, result); raises BadInput naming what is wrong."""
    statuses = {word: name for name, word in STATUS_WORDS.items()}
    results = {word: name for name, word in RESULT_WORDS.items()}
    missing = [name for name in GIVEN_BACK if table and name not in table[0]]
    if missing or not table:
        raise BadInput(
            f"The list lacks the columns {'、'.join(missing) or '、'.join(GIVEN_BACK)}",
            hint="Give back the file that pingti picks wrote, with these columns filled in",
        )
    found = []
    for line, row in enumerate(table, 2):
        name, owner, status, result = ((row[column] or "").strip().lstrip("'") for column in GIVEN_BACK)
        if not name:
            continue
        if status and status not in statuses:
            raise BadInput(f"行 {line}: 状态 {status!r} 不认识", hint=f"写 {'、'.join(statuses)}")
        if result not in results:
            raise BadInput(f"行 {line}: 结果 {result!r} 不认识", hint="写 达标、未达标，或留空")
        found.append((name, owner, statuses.get(status, "new"), results[result]))
    return found
