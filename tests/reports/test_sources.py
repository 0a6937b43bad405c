"""The report's data health by source: what failed is told from what nobody tried, and neither is a zero."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from domain.collecting import SourceDay, SourceDays
from reports.markdown import render_markdown
from reports.numbers import plain
from reports.page import render_page
from reports.weekly import build_weekly
from reports.workbook import render_workbook


@pytest.fixture
def told(made_up):
    """The made-up week with sources by day, a stale one, and a plan that was not kept."""
    days = [made_up.WEEK.first_day + timedelta(days=n) for n in range(7)]
    quiet = [SourceDay(day) for day in days[2:]]
    whole = (SourceDay(days[0], 2, 0, 1234), SourceDay(days[1], 1, 0, 0), *quiet)
    failing = (SourceDay(days[0], 1, 1, None), SourceDay(days[1], 3, 1, 40), *quiet)
    sources = (SourceDays("import:mediacrawler", whole), SourceDays("v2ex", failing))
    inputs = made_up.inputs()
    health = replace(inputs.health, sources=sources, stale=("v2ex",), undone={"xhs": (9, 12)})
    return replace(inputs, health=health)


def test_each_day_of_a_source_says_what_became_of_it(told):
    words = render_markdown(build_weekly(told))
    assert "| 来源 | 11/09 | 11/10 |" in words
    assert "| import:mediacrawler | 1,234 | 0 | — |" in words
    assert "| v2ex | **失败** | 40 · 失败 1/3 | — |" in words
    page = render_page(build_weekly(told))
    assert '<span class="pill risk">失败</span>' in page


def test_stale_sources_and_undone_tasks_are_flagged(told):
    report = build_weekly(told)
    assert [plain(flag) for flag in report.health.flags] == [
        "长时间没有采到东西的来源：v2ex。它们的数据不完整，缺采不是零。",
        "采集任务单：小红书 12 项中有 9 项本周没有按时采；没采记为缺，不是零。",
    ]
    page = render_page(report)
    assert page.count('<p class="line flag">') == 2
    assert 'data-of="plan@xhs@2026-W46"' in page
    assert "v2ex" in plain(build_weekly(replace(told, lang="en")).health.flags[0])


def test_the_workbook_has_the_days_as_well(told):
    book = openpyxl.load_workbook(BytesIO(render_workbook(build_weekly(told))))
    sheet = next(sheet for sheet in book if sheet["B1"].value == "11/09")
    assert [cell.value for cell in sheet[3]][:4] == ["v2ex", "失败", "40 · 失败 1/3", None]
