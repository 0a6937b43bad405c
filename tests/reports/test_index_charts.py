"""Charts of the indexes: what they show, and what they leave blank."""

import re

import lxml.etree
import pytest

from reports.index_charts import Rung, ladder_chart, share_chart
from reports.indexes.shares import share


def words(svg: str) -> list[str]:
    return [text for text in lxml.etree.fromstring(svg).itertext() if text.strip()]


def test_one_share_alone_is_no_chart():
    assert share_chart([("鞋靴", share(8, 10))]) == share_chart([]) == ""


@pytest.mark.parametrize(
    ("shares", "ticks"),
    [
        ([(8, 10), (9, 10)], ["25%", "50%", "75%", "100%"]),
        ([(20, 100), (5, 100)], ["0%", "10%", "20%", "30%", "40%", "50%"]),
    ],
)
def test_shares_stand_on_round_ticks(shares, ticks):
    rows = [(f"类目{n}", share(*one)) for n, one in enumerate(shares)]
    found = words(share_chart(rows))
    assert [text for text in found if text.endswith("%")] == ticks
    assert {"类目0", "类目1"} <= set(found)


def test_the_ladder_names_each_good_once_and_draws_every_rung():
    rungs = [
        Rung("云朵拖鞋", "brand", 500, 480, 520),
        Rung("云朵拖鞋", "dupe", 25, 20, 40),
        Rung("云朵拖鞋", "factory", 12, 10, 14),
        Rung("德训鞋<b>", "dupe", 120, 90, 150),
        Rung("德训鞋<b>", "factory", 80, 60, 99),
    ]
    svg = ladder_chart(rungs)
    assert words(svg).count("云朵拖鞋") == 1
    assert "<b>" not in svg
    marks = re.findall(r'fill="var\(--(c3|accent|ink)\)"[^>]*', svg)
    assert {"c3", "accent"} <= set(marks)
    assert len(re.findall(r"<line|stroke=\"var\(--muted\)\"", svg)) >= len(rungs)
    assert ladder_chart([]) == ""
