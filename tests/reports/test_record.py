"""The block that shows what became of past calls, in every format."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from domain.record import CALL_SCORES
from reports.markdown import render_markdown
from reports.page import render_page
from reports.weekly import build_weekly
from reports.workbook import render_workbook

NOTHING_YET = "还没有满四周的判断"


@pytest.fixture(scope="module")
def without(made_up):
    return build_weekly(replace(made_up.inputs(), scores=made_up.inputs().scores.clear()))


def sheets(workbook: bytes) -> str:
    with ZipFile(BytesIO(workbook)) as archive:
        return archive.read("xl/workbook.xml").decode() + archive.read("xl/sharedStrings.xml").decode()


def test_the_numbers_add_up(report):
    whole = report.record.whole
    found = {
        name: getattr(whole, name).value for name in ("calls", "hit", "short", "flash", "abstained", "miss")
    }
    assert found == {"calls": 8, "hit": 4, "short": 1, "flash": 2, "abstained": 1, "miss": 2}
    assert whole.hit_rate.value == pytest.approx(4 / 7)
    assert whole.lead_weeks.value == 0.0
    assert (str(report.record.since), str(report.record.until)) == ("2026-09-06", "2026-09-20")
    for lines in (report.record.by_stage, report.record.by_category):
        assert sum(line.calls.value for line in lines) == 8
        assert sum(line.miss.value for line in lines) == 2
    assert report.record.first.calls.value == 7
    assert report.record.first.hit.value == 3
    assert [line.key for line in report.record.by_stage] == ["rising", "surging", "emerging", "none"]


def test_every_format_shows_it(report):
    text, page, book = render_markdown(report), render_page(report), sheets(render_workbook(report))
    assert "| 全部 | 8 | 4 | 1 | 2 | 1 | 2 | 57% | 0.0 |" in text
    assert "| 其中首次判断 | 7 | 3 | 1 | 2 | 1 | 2 | 50% |" in text
    assert "| 鞋靴 | 2 | 1 | 0 | 1 | 0 | 0 | 50% | 3.0 |" in text
    assert "| 箱包 | 0 | 0 | 0 | 0 | 0 | 1 | — | — |" in text
    for shown in (text, page, book):
        assert "过去判断的记录" in shown
        assert "按当时阶段" in shown
        assert NOTHING_YET not in shown
    assert 'id="block-record"' in page
    assert 'data-field="hit_rate">57%</data>' in page


def test_without_complete_calls_it_says_so(without):
    assert without.record.whole is None
    assert NOTHING_YET in render_markdown(without)
    assert NOTHING_YET in render_page(without)
    assert render_workbook(without)


def test_without_enough_data_the_record_still_stands(made_up):
    made = made_up.inputs()
    report = build_weekly(replace(made, counts=made.counts.clear(), signals=made.signals.clear()))
    assert not report.enough
    assert "| 全部 | 8 |" in render_markdown(report)


def test_english(made_up):
    text = render_markdown(build_weekly(made_up.inputs(lang="en")))
    assert "## The record of past calls" in text
    assert "| No category | 2 | 1 | 0 | 0 | 1 | 0 | 100% | -1.0 |" in text


def test_the_schema_is_checked_at_the_door(made_up):
    assert made_up.inputs().scores.schema == CALL_SCORES
