"""Charts as inline SVG: Altair writes the Vega-Lite, vl-convert draws it, no browser and no network.

How they are drawn is in reports/drawing.py.
"""

import copy
from collections.abc import Sequence
from functools import cache
from math import isfinite
from typing import Any

import altair as alt

from domain.figures import CurvePoint
from domain.report import Item
from reports.drawing import (
    CHART_WIDTH,
    dot_marks,
    draw,
    finished,
    interval_marks,
    name_axis,
    quiet_axis,
    sized,
    ticks_between,
)

SPARK_WIDTH, SPARK_HEIGHT = 168, 44
NAME_LENGTH = 14
SERIES = 6
LIFT_TICKS = (0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)
PRICE_TICKS = tuple(base * 10**power for power in range(-1, 6) for base in (1, 2, 5))


def sparkline(curve: Sequence[CurvePoint]) -> str:
    """Thirteen weeks of voices over the expected band; a week without a crawl is a gap."""
    spec = copy.deepcopy(_spark_spec())
    spec["data"] = {
        "values": [
            {
                "x": index,
                "y": point.voices,
                "low": point.low,
                "high": point.high,
                "expected": point.expected,
                "dot": _dot(curve, index),
            }
            for index, point in enumerate(curve)
        ]
    }
    return draw(spec)


def lift_chart(items: Sequence[Item]) -> str:
    """Lift with its 80 % interval per item on a log axis; hollow dots are no calls."""
    rows = [
        {
            "name": _label(item),
            "lift": item.lift.value,
            "low": item.lift_low.value,
            "high": item.lift_high.value,
            "solid": item.tier == "rising",
        }
        for item in items
        if all(end.value and isfinite(end.value) for end in (item.lift, item.lift_low, item.lift_high))
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(y=name_axis())
    scale = alt.Scale(type="log", base=2, nice=False, padding=12)
    axis = quiet_axis(
        values=sorted({1, *ticks_between(LIFT_TICKS, rows)}), labelExpr="'×' + format(datum.value, '~g')"
    )
    x_axis = alt.X("low:Q", scale=scale, axis=axis, title=None)
    one = (
        alt.Chart(alt.Data(values=[{"one": 1}]))
        .mark_rule(stroke="var(--ink)", strokeDash=[3, 3])
        .encode(x=alt.X("one:Q", scale=scale))
    )
    return draw(sized(one + interval_marks(base, x_axis) + dot_marks(base, "lift"), rows))


def price_chart(items: Sequence[Item]) -> str:
    """Prices named in posts per item on a log axis; only items whose price is in plain CNY."""
    rows = [
        {
            "name": _label(item),
            "median": item.price.median.value,
            "low": item.price.low.value,
            "high": item.price.high.value,
            "solid": True,
        }
        for item in priced(items)
        if item.price
    ]
    if not rows:
        return ""
    base = alt.Chart(alt.Data(values=rows)).encode(y=name_axis())
    scale = alt.Scale(type="log", nice=False, padding=12)
    x_axis = alt.X(
        "low:Q",
        scale=scale,
        axis=quiet_axis(format="~g", values=ticks_between(PRICE_TICKS, rows)),
        title=None,
    )
    return draw(sized(interval_marks(base, x_axis) + dot_marks(base, "median"), rows))


def priced(items: Sequence[Item]) -> list[Item]:
    """Items one price axis can hold: one currency, no unit that would need converting."""
    return [item for item in items if item.price and item.price.unit == "CNY" and item.price.low.value]


def coverage_chart(
    weekly: Sequence[tuple[str, str, int]], platforms: Sequence[str], weeks: Sequence[str]
) -> str:
    """Posts collected per week (`week, platform, posts`), stacked in the order of `platforms`."""
    colour = {platform: f"var(--c{min(index, SERIES - 1)})" for index, platform in enumerate(platforms)}
    rows = [
        {
            "week": week.partition("-")[2],
            "posts": posts,
            "fill": colour.get(platform, f"var(--c{SERIES - 1})"),
            "order": platforms.index(platform) if platform in platforms else len(platforms),
        }
        for week, platform, posts in weekly
    ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(width=26)
        .encode(
            x=alt.X(
                "week:O",
                scale=alt.Scale(domain=[week.partition("-")[2] for week in weeks]),
                axis=quiet_axis(labelAngle=0, grid=False),
                title=None,
            ),
            y=alt.Y("posts:Q", stack="zero", axis=quiet_axis(tickCount=4, format="~s"), title=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            order=alt.Order("order:Q"),
        )
    )
    return draw(finished(chart.properties(width=CHART_WIDTH, height=130)))


def _dot(curve: Sequence[CurvePoint], index: int) -> str:
    """Which mark a week gets beside the line: the last one, a partly crawled one, a lonely one."""
    point = curve[index]
    if point.voices is None:
        return "none"
    if point.partial:
        return "hollow"
    around = [curve[i].voices for i in (index - 1, index + 1) if 0 <= i < len(curve)]
    return "solid" if index == len(curve) - 1 or all(voices is None for voices in around) else "none"


@cache
def _spark_spec() -> dict[str, Any]:
    """Built and validated once: twenty lists of points go through the same chart."""
    base = alt.Chart(alt.Data(values=[])).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 12], nice=False))
    )
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(zero=True, nice=False))
    low = alt.Y("low:Q", axis=None)
    dots = base.encode(y=y)
    chart = (
        base.mark_area(fill="var(--band)").encode(y=low, y2="high:Q")
        + base.mark_line(stroke="var(--muted)", strokeWidth=1, strokeDash=[2, 2]).encode(
            y=alt.Y("expected:Q", axis=None)
        )
        + base.mark_line(stroke="var(--ink)", strokeWidth=1.6).encode(y=y)
        + dots.mark_point(filled=True, fill="var(--accent)", size=32, opacity=1).transform_filter(
            "datum.dot == 'solid'"
        )
        + dots.mark_point(
            filled=True, fill="var(--paper)", stroke="var(--ink)", strokeWidth=1.2, size=26, opacity=1
        ).transform_filter("datum.dot == 'hollow'")
    )
    return finished(chart.properties(width=SPARK_WIDTH, height=SPARK_HEIGHT), padding=4)


def _label(item: Item) -> str:
    """`1 酸辣粉`, cut to what the margin holds; the rank keeps two items of one name apart."""
    name = item.name if len(item.name) <= NAME_LENGTH else f"{item.name[: NAME_LENGTH - 1]}…"
    return f"{item.rank}  {name}"
