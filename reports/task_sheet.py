"""The week's 采集任务单 as a printable page and as a workbook: what to search where, how far, who, which day.

In Chinese, as it is read by those who capture. Equal tasks give equal bytes.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import groupby

import xlsxwriter

from domain.plan import STATES, PlanTask
from domain.platforms import platform_name
from domain.weeks import Week
from reports.templating import environment
from reports.workbook import guard

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NOBODY = "待定"
COLUMNS = (
    ("完成", 6), ("哪天", 14), ("谁", 10), ("平台", 10), ("搜索词", 28), ("排序", 8), ("采到哪里为止", 26),
    ("状态", 10), ("采到条数", 10), ("备注（停在哪里、为什么）", 34),
)  # fmt: skip
HOW = (
    "按表上的搜索词逐字搜索，排序选「最新」，从第一条往下，采到表上写的条数或天数，先到哪个算哪个。",
    "只用自己正常浏览就能看到的页面。平台要求登录、弹出验证码或提示访问频繁时：立即停下，在备注里写明时间和"
    "停在第几条。不换账号、不绕过验证、当天不再试。",
    "搜了但一条结果也没有，也要说一声：pingti plan --found-nothing 平台:搜索词。没采就不要勾。",
    "导出文件当天交：放进数据目录的 inbox/ 文件夹，或运行 pingti import 文件 --basis own"
    "（licensed = 购买的数据，public = 公开数据，research = 研究许可）。",
)
RULES = (
    "本周内按任务采到的，才算这个搜索词本周的曝光，往回最多七天。",
    "没采的搜索词记为「缺」，不当作零；下周再补采，不会补回本周。",
    "任务单之外的搜索词照样导入：增加帖子，不增加曝光。",
)


def day_label(day: date) -> str:
    """`周二 11/24`."""
    return f"{WEEKDAYS[day.weekday()]} {day:%m/%d}"


def depth_label(task: PlanTask) -> str:
    return f"{task.depth_notes} 条，或到 {task.depth_days} 天前"


def render_task_page(week: Week, tasks: Sequence[PlanTask], today: date) -> str:
    """A whole HTML document, made to be printed on A4."""
    ordered = _ordered(tasks)
    by_day = [
        (day_label(day), list(of_day)) for day, of_day in groupby(ordered, key=lambda task: task.due_day)
    ]
    return (
        environment()
        .get_template("plan.html.j2")
        .render(
            week=week,
            days=by_day,
            total=len(tasks),
            done=sum(task.state(today) == "done" for task in tasks),
            platforms=[platform_name(name) for name in dict.fromkeys(task.platform for task in ordered)],
            people=[name for name in dict.fromkeys(task.who for task in ordered) if name],
            how=HOW,
            rules=RULES,
            state=lambda task: task.state(today),
            state_words=STATES,
            platform=platform_name,
            depth=depth_label,
            nobody=NOBODY,
        )
    )


def render_task_workbook(week: Week, tasks: Sequence[PlanTask], today: date) -> bytes:
    """XLSX bytes: the tasks with a column to tick and one for remarks, and a second sheet that says how."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    book.set_properties({"title": f"采集任务单 {week}", "created": datetime.combine(week.first_day, time())})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E3EFED", "valign": "vcenter"})
    plain = book.add_format({"valign": "vcenter", "bottom": 4, "text_wrap": True})
    tick = book.add_format({"align": "center", "valign": "vcenter", "bottom": 4, "font_size": 14})
    sheet = book.add_worksheet("任务单")
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for line, task in enumerate(_ordered(tasks), 1):
        state = task.state(today)
        cells = (
            day_label(task.due_day), task.who or NOBODY, platform_name(task.platform), task.query, task.sort,
            depth_label(task), STATES[state],
        )  # fmt: skip
        sheet.write_string(line, 0, "☑" if state == "done" else "☐", tick)
        for column, text in enumerate(cells, 1):
            sheet.write_string(line, column, guard(text), plain)
        if task.posts is None:
            sheet.write_blank(line, 8, None, plain)
        else:
            sheet.write_number(line, 8, task.posts, plain)
        sheet.write_blank(line, 9, None, plain)
    sheet.data_validation(1, 0, max(len(tasks), 1), 0, {"validate": "list", "source": ["☐", "☑"]})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(tasks), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L采集任务单 {week}&R{week.first_day} – {week.last_day}")
    words = book.add_worksheet("怎么采")
    words.set_column(0, 0, 110)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    lines = (f"采集任务单 {week}", *HOW, "怎么算", *RULES)
    for line, text in enumerate(lines):
        words.write_string(line, 0, text, head if text in (lines[0], "怎么算") else wrapped)
    book.close()
    return buffer.getvalue()


def _ordered(tasks: Sequence[PlanTask]) -> list[PlanTask]:
    return sorted(tasks, key=lambda task: (task.due_day, task.who, task.platform))
