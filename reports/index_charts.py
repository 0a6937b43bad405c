"""Charts of the mission's indexes: shares with their intervals, and the price ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import altair as alt

from reports.drawing import (
    CHART_WIDTH,
    dot_marks,
    draw,
    finished,
    interval_marks,
    label_width,
    name_axis,
    quiet_axis,
    sized,
    ticks_between,
)
from reports.indexes.shares import Share

PRICE_TICKS = tuple(base * 10**power for power in range(-1, 6) for base in (1, 2, 5))
RUNG_HEIGHT, GAP = 13, 10
HALF = 0.5
_MARKS = {
    "brand": {"shape": "square", "fill": "var(--c3)", "size": 46},
    "dupe": {"shape": "circle", "fill": "var(--accent)", "size": 52},
    "factory": {"shape": "triangle-up", "fill": "var(--ink)", "size": 46},
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One price of the ladder; `kind` is brand, dupe or factory."""

    name: str
    kind: str
    median: float
    low: float
    high: float


def share_chart(rows: Sequence[tuple[str, Share]]) -> str:
    """Shares with their intervals, one a row, on the part of an axis they take; empty below two rows."""
    if len(rows) < 2:
        return ""
    values = [
        {"name": name, "value": one.value, "low": one.low, "high": one.high, "solid": True}
        for name, one in rows
    ]
    base = alt.Chart(alt.Data(values=values)).encode(y=name_axis())
    top, step = (1.0, 4) if max(one.high for _, one in rows) > HALF else (HALF, 10)
    first = floor(min(one.low for _, one in rows) * step)
    scale = alt.Scale(domain=[first / step, top], nice=False, padding=0)
    axis = quiet_axis(values=[tick / step for tick in range(first, round(top * step) + 1)], format="~%")
    x_axis = alt.X("low:Q", scale=scale, axis=axis, title=None)
    return draw(sized(interval_marks(base, x_axis) + dot_marks(base, "value"), values))


def ladder_chart(rungs: Sequence[Rung]) -> str:
    """Prices of goods on one log axis: a good has a line each for brand, stand-in and factory, in this
    order.
    """
    order = list(_MARKS)
    names = list(dict.fromkeys(rung.name for rung in rungs))
    if not names:
        return ""
    values = []
    place = 0.0
    labels = []
    for name in names:
        own = sorted((rung for rung in rungs if rung.name == name), key=lambda rung: order.index(rung.kind))
        labels.append({"name": name, "at": place + RUNG_HEIGHT * (len(own) - 1) / 2})
        for rung in own:
            values.append(
                {"at": place, "kind": rung.kind, "median": rung.median, "low": rung.low, "high": rung.high}
            )
            place += RUNG_HEIGHT
        place += GAP
    height = place - RUNG_HEIGHT - GAP
    y = alt.Y("at:Q", axis=None, scale=alt.Scale(domain=[-8, height + 8], reverse=True, nice=False))
    scale = alt.Scale(type="log", nice=False, padding=12)
    axis = quiet_axis(format="~g", values=ticks_between(PRICE_TICKS, values))
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    drawn = interval_marks(base, alt.X("low:Q", scale=scale, axis=axis, title=None))
    layers: list[alt.Chart] = [drawn]
    layers += [
        base.encode(x="median:Q")
        .mark_point(filled=True, opacity=1, **marks)
        .transform_filter(f"datum.kind == '{kind}'")
        for kind, marks in _MARKS.items()
    ]
    text = alt.Chart(alt.Data(values=labels)).encode(y=y, text="name:N", x=alt.value(-10))
    layers.append(text.mark_text(align="right", baseline="middle", fontSize=12.5, fill="var(--ink)"))
    left = 14 + round(max(label_width(name) for name in names))
    chart = alt.layer(*layers).properties(
        width=CHART_WIDTH, height=height + 16, autosize=alt.AutoSizeParams(type="none")
    )
    return draw(finished(chart, padding={"left": left, "right": 14, "top": 4, "bottom": 22}))
