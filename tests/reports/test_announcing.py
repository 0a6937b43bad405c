"""The message that tells of a report: its sentences, its list, no number that the report does not hold."""

import re
from dataclasses import replace

from domain.figures import Figure
from domain.message import Actions, File, Heading, Items, Paragraph, plain_lines
from domain.report import Need
from reports.announcing import TOLD, build_announcement
from reports.markdown import render_markdown
from reports.numbers import plain


def test_it_says_what_the_report_says(report):
    message = build_announcement(report, version="3f9a", link="https://pingti.example.com/reports/2026-W46")
    assert (
        message.title
        == f"平替需求周报 {report.week} ({report.week.first_day:%m-%d}–{report.week.last_day:%m-%d})"
    )
    assert message.fingerprint == f"report:category:{report.week}:zh-CN:3f9a"
    sentences, heading, rising, actions, small = message.blocks
    assert isinstance(sentences, Items) and len(sentences.items) == len(report.summary) <= 3
    told = ["".join(span.text for span in item) for item in sentences.items]
    assert told == [plain(sentence) for sentence in report.summary]
    assert isinstance(heading, Heading) and heading.text == "确认上升（5/10）"
    names = [item[0].text for item in rising.items]
    assert names == [item.name for item in report.items if item.tier == "rising"][:TOLD]
    assert isinstance(actions, Actions) and actions.links[0].url == message.link
    assert isinstance(small, Paragraph) and "榜单只代表已采集样本" in small.spans[0].text
    assert message.signal_ids == tuple(item.signal for item in report.items)


def test_every_number_of_it_is_in_the_report(report):
    whole = render_markdown(report).replace("\\", "")
    for line in plain_lines(build_announcement(report, version="x"))[1:]:
        for number in re.findall(r"×?\d[\d,.]*%?", line.split(" ", 1)[-1]):
            assert number.rstrip(".,") in whole, (number, line)


def test_it_fits_one_message_of_the_narrowest_channel(report):
    assert sum(len(line.encode()) for line in plain_lines(build_announcement(report, version="x"))) < 3500


def test_too_little_data_is_said_and_lists_nothing(report):
    poor = replace(report, needs=(Need("posts", Figure(3, "x", "posts"), 200),), summary=())
    message = build_announcement(poor, version="x")
    assert "数据不足" in plain_lines(message)[1]
    assert not any(isinstance(block, Heading) for block in message.blocks)


def test_a_changed_report_says_so_and_is_another_message(report):
    first = build_announcement(report, version="a")
    second = build_announcement(report, version="b", revised=True, files=(File("w.html", "reports/w.html"),))
    assert second.title == f"【更新】 {first.title}"
    assert second.fingerprint != first.fingerprint and second.files


def test_in_english(report):
    message = build_announcement(replace(report, lang="en"), version="x", link="https://a.example/r")
    assert message.title.startswith("Weekly demand report")
    assert any("voices," in line for line in plain_lines(message))
