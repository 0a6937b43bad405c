"""Drawing with Altair and vl-convert: the quiet axis, marks and sizes that all charts share.

Names stand beside their rows in the fonts of the page. As no font is at hand here to measure them with,
they get room by their number of characters, so that a chart is the same on every machine. Colours are
custom properties of the page (`var(--ink)`), so that charts follow it into the dark and onto paper.
"""

import re
from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

FONT = '"Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
CHART_WIDTH = 620
ROW_HEIGHT = 19
NAME_SIZE = 12.5

_NOISE = re.compile(r' (?:aria-[\w-]+|role|class|version|xmlns|xmlns:xlink|font-family)="[^"]*"')
_EMPTY = re.compile(r'<path[^>]*display="none"[^>]*></path>|<path[^>]*display="none"[^>]*/>')


def draw(spec: dict[str, Any]) -> str:
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    svg = _EMPTY.sub("", _NOISE.sub("", svg))
    return svg.replace("<svg ", f'<svg aria-hidden="true" focusable="false" font-family=\'{FONT}\' ', 1)


def finished(chart: alt.Chart | alt.LayerChart, padding: int | dict[str, int] = 2) -> dict[str, Any]:
    spec: dict[str, Any] = chart.configure(
        background="transparent", padding=padding, font="sans-serif", view=alt.ViewConfig(stroke=None)
    ).to_dict()
    return spec


def sized(chart: alt.LayerChart, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    left = 12 + round(max((label_width(row["name"]) for row in rows), default=0))
    sized = chart.properties(
        width=CHART_WIDTH, height=ROW_HEIGHT * len(rows), autosize=alt.AutoSizeParams(type="none")
    )
    return finished(sized, padding={"left": left, "right": 14, "top": 4, "bottom": 22})


def quiet_axis(**changes: Any) -> alt.Axis:
    quiet: dict[str, Any] = {
        "gridColor": "var(--rule)",
        "domainColor": "var(--rule)",
        "labelColor": "var(--soft)",
        "labelFontSize": 10,
        "ticks": False,
        "labelPadding": 6,
    }
    return alt.Axis(**(quiet | changes))


def name_axis() -> alt.Y:
    axis = quiet_axis(
        grid=False, labelFontSize=NAME_SIZE, labelLimit=0, labelColor="var(--ink)", domain=False
    )
    return alt.Y("name:N", axis=axis, title=None, sort=None)


def label_width(label: str) -> float:
    return NAME_SIZE * sum(1.0 if ord(character) >= 0x2E80 else 0.62 for character in label)


def interval_marks(base: alt.Chart, x: alt.X) -> alt.Chart:
    return base.mark_rule(stroke="var(--muted)", strokeWidth=2).encode(x=x, x2="high:Q")


def dot_marks(base: alt.Chart, field: str) -> alt.LayerChart:
    dots = base.encode(x=f"{field}:Q")
    solid = dots.mark_point(filled=True, fill="var(--accent)", size=52, opacity=1)
    hollow = dots.mark_point(
        filled=True, fill="var(--paper)", stroke="var(--accent)", strokeWidth=1.4, size=46, opacity=1
    )
    return solid.transform_filter("datum.solid") + hollow.transform_filter("!datum.solid")


def ticks_between(ticks: Sequence[float], rows: Sequence[dict[str, Any]]) -> list[float]:
    """The ticks that fall inside the rows' intervals."""
    low = min((row["low"] for row in rows), default=1)
    high = max((row["high"] for row in rows), default=1)
    return [tick for tick in ticks if low <= tick <= high]
