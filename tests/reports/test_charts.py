"""Charts: gaps are gaps, nothing is fetched, and several may stand in one page."""

import re
from dataclasses import replace

import lxml.etree
import pytest

from domain.figures import CurvePoint
from reports.charts import coverage_chart, lift_chart, price_chart, priced, sparkline
from reports.weekly import build_weekly


def _curve(voices):
    return tuple(CurvePoint(f"2026-W{n:02d}", v, 5.0, 3.0, 8.0) for n, v in enumerate(voices, 1))


def test_a_missing_week_breaks_the_line():
    whole = sparkline(_curve([4] * 13))
    broken = sparkline(_curve([4] * 6 + [None] + [4] * 6))

    def pieces(svg):
        line = re.search(r'<path d="([^"]+)" stroke="var\(--ink\)"', svg)
        return line[1].count("M")

    assert pieces(whole) == 1
    assert pieces(broken) == 2


def test_a_week_between_two_gaps_is_still_seen():
    svg = sparkline(_curve([None] * 5 + [7] + [None] * 7))
    assert svg.count('fill="var(--accent)"') == 1


def test_a_flat_or_empty_curve_draws():
    for voices in ([0] * 13, [None] * 13):
        lxml.etree.fromstring(sparkline(_curve(voices)))


@pytest.fixture(scope="module")
def charts(made_up):
    report = build_weekly(made_up.inputs())
    weeks = [point.week for point in report.items[0].curve]
    return [
        lift_chart(report.items),
        price_chart(report.items),
        coverage_chart(report.health.weekly, ["xhs", "douyin", "weibo", "smzdm", "reddit"], weeks),
    ]


def test_charts_are_plain_svg(charts):
    for svg in charts:
        lxml.etree.fromstring(svg)
        assert "http" not in svg
        assert " id=" not in svg
        assert "NaN" not in svg


def test_rows_are_named_in_fonts_that_hold_the_names(charts, report):
    for svg, items in ((charts[0], report.items), (charts[1], priced(report.items))):
        words = re.findall(r">([^<]+)</text>", svg)
        assert [word for word in words if word[:1].isdigit() and "  " in word] == [
            f"{item.rank}  {item.name}" for item in items
        ]
        assert "Noto Sans CJK SC" in svg[:300]
        assert svg.count("font-family") == 1
    assert "×1" in re.findall(r">([^<]+)</text>", charts[0])


def test_a_name_is_text_and_never_markup(report):
    nasty = "</text><script>alert(1)</script>"
    svg = lift_chart([replace(item, name=nasty) for item in report.items])
    tree = lxml.etree.fromstring(svg)
    assert not tree.xpath("//*[local-name() = 'script']")
    assert "1  </text><scrip…" in [text.text for text in tree.iter("{*}text")]


def test_a_week_without_a_crawl_keeps_its_place(charts):
    assert "W39" in charts[2]
