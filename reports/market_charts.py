"""Charts of the market blocks: demand against supply, praise against blame, windows against order dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import Any

import altair as alt

from reports.drawing import CHART_WIDTH, NAME_SIZE, draw, finished, label_width, quiet_axis

BUBBLE_HEIGHT = 380
LEAST_AREA, MOST_AREA = 36, 760
LABEL_SIZE, CORNER_SIZE = 11.5, 12.5
LABELS = 22
NAME_LENGTH = 14
BAR_STEP = 20
WINDOW_STEP = 22


@dataclass(frozen=True, slots=True)
class Bubble:
    """One item of the demand-supply chart; `called` is drawn solid. `supply` and `demand` are above zero."""

    name: str
    supply: float
    demand: float
    volume: float
    called: bool


@dataclass(frozen=True, slots=True)
class Mirrored:
    name: str
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Window:
    """A window with the last day to order for it; `tone` is in_time, reorder or late."""

    name: str
    start: date
    end: date
    order_by: date
    tone: str


def bubble_chart(
    bubbles: Sequence[Bubble],
    borders: tuple[float, float],
    axes: tuple[str, str],
    corners: tuple[str, str, str, str],
) -> str:
    """Demand over supply on two log axes, area = volume, with the `borders` (supply, demand) as rules.

    `corners` name the quadrants: much demand with little supply and with much, little demand likewise.
    """
    supplies, demands = [b.supply for b in bubbles], [b.demand for b in bubbles]
    across, up = _domain([*supplies, borders[0]]), _domain([*demands, borders[1]])
    top = max(b.volume for b in bubbles)
    rows = [
        {
            "name": _cut(b.name),
            "x": b.supply,
            "y": b.demand,
            "area": LEAST_AREA + (MOST_AREA - LEAST_AREA) * b.volume / top,
            "called": b.called,
        }
        for b in sorted(bubbles, key=lambda b: (-b.volume, b.name))
    ]
    _place_labels(rows, across, up)
    x = alt.X("x:Q", scale=alt.Scale(type="log", domain=across, nice=False), title=axes[0],
              axis=_titled(values=_ticks(across), format="~s"))  # fmt: skip
    y = alt.Y("y:Q", scale=alt.Scale(type="log", domain=up, nice=False), title=axes[1],
              axis=_titled(values=_ticks(up), format="~s", titlePadding=10))  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    dots = base.mark_point(filled=True, opacity=0.8, strokeWidth=1.3, stroke="var(--accent)").encode(
        size=alt.Size("area:Q", scale=None, legend=None),
        fill=alt.condition("datum.called", alt.value("var(--accent)"), alt.value("var(--tint)")),
    )
    border = alt.Chart(alt.Data(values=[{"x": borders[0], "y": borders[1]}]))
    rule: dict[str, Any] = {"stroke": "var(--muted)", "strokeDash": [3, 3]}
    layers = [border.mark_rule(**rule).encode(x=x), border.mark_rule(**rule).encode(y=y), dots]
    for side, turn in {"left": "right", "right": "left", "middle": "center"}.items():
        text = base.transform_filter(f"datum.side == '{side}'").mark_text(
            align=turn, baseline="middle", fontSize=LABEL_SIZE, fill="var(--ink)"
        )
        layers.append(text.encode(text="name:N", x=alt.X("name_x:Q"), y=alt.Y("name_y:Q")))
    places = ((8, 14, "left"), (CHART_WIDTH - 8, 14, "right"), (8, BUBBLE_HEIGHT - 12, "left"),
              (CHART_WIDTH - 8, BUBBLE_HEIGHT - 12, "right"))  # fmt: skip
    for (left, down, turn), words in zip(places, corners, strict=True):
        layers.append(
            alt.Chart(alt.Data(values=[{"words": words}]))
            .mark_text(
                align=turn, baseline="middle", fontSize=CORNER_SIZE, fontWeight="bold", fill="var(--muted)"
            )
            .encode(text="words:N", x=alt.value(left), y=alt.value(down))
        )
    return draw(finished(alt.layer(*layers).properties(width=CHART_WIDTH, height=BUBBLE_HEIGHT), padding=6))


def mirror_chart(rows: Sequence[Mirrored], left: str, right: str) -> str:
    """Bars to both sides of a line: `down` to the left under the heading `left`, `up` to the right."""
    shown = sorted(
        (row for row in rows if row.up + row.down), key=lambda row: (-(row.up + row.down), row.name)
    )
    if not shown:
        return ""
    most = max(max(row.up, row.down) for row in shown)
    values = [
        {"name": row.name, "at": sign * count, "count": count, "fill": fill, "text": sign * count}
        for row in shown
        for sign, count, fill in ((-1, row.down, "var(--c3)"), (1, row.up, "var(--accent)"))
        if count
    ]
    reach = most * 1.16
    y = alt.Y("name:N", sort=[row.name for row in shown], title=None,
              axis=_names())  # fmt: skip
    x = alt.X("at:Q", scale=alt.Scale(domain=[-reach, reach], nice=False), axis=None)
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    bars = base.mark_bar(height=11).encode(x=x, fill=alt.Fill("fill:N", scale=None, legend=None))
    layers: list[alt.Chart] = [bars]
    for test, turn, shift in (("datum.at < 0", "right", -5), ("datum.at > 0", "left", 5)):
        text = base.transform_filter(test).mark_text(align=turn, dx=shift, fontSize=11, fill="var(--soft)")
        layers.append(text.encode(x=x, text="count:Q"))
    for at, words, turn in ((CHART_WIDTH / 2 - 10, left, "right"), (CHART_WIDTH / 2 + 10, right, "left")):
        head = alt.Chart(alt.Data(values=[{"words": words}])).mark_text(
            align=turn, fontSize=11.5, fill="var(--soft)"
        )
        layers.append(head.encode(text="words:N", x=alt.value(at), y=alt.value(-10)))
    wide = 12 + round(max(label_width(row.name) for row in shown))
    return draw(
        _framed(
            alt.layer(*layers), BAR_STEP * len(shown), {"left": wide, "right": 14, "top": 24, "bottom": 6}
        )
    )


def timeline_chart(
    windows: Sequence[Window],
    marks: Sequence[tuple[str, date]],
    first: date,
    last: date,
    today: tuple[str, date],
) -> str:
    """A bar a window and a dot on its last order day, from `first` to `last`; `marks` are sales days."""
    if not windows:
        return ""
    rows = [
        {
            "name": _cut(window.name),
            "start": _day(max(window.start, first)),
            "end": _day(min(window.end, last) + timedelta(days=1)),
            "order": _day(window.order_by) if first <= window.order_by <= last else None,
            "tone": window.tone,
        }
        for window in windows
    ]
    scale = alt.Scale(type="utc", domain=[_day(first), _day(last)], nice=False)
    x = alt.X("start:T", scale=scale, title=None,
              axis=quiet_axis(format="%m/%d", tickCount={"interval": "month", "step": 1}))  # fmt: skip
    y = alt.Y("name:N", sort=None, title=None,
              axis=_names())  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    layers: list[alt.Chart] = [
        base.mark_bar(height=9, fill="var(--c2)", cornerRadius=2).encode(x=x, x2="end:T"),
    ]
    dots = base.transform_filter("datum.order != null").encode(x=alt.X("order:T", scale=scale))
    solid = dots.mark_point(filled=True, fill="var(--accent)", size=58, opacity=1)
    hollow = dots.mark_point(
        filled=True, fill="var(--paper)", stroke="var(--risk)", strokeWidth=1.5, size=50, opacity=1
    )
    layers += [
        solid.transform_filter("datum.tone == 'in_time'"),
        hollow.transform_filter("datum.tone != 'in_time'"),
    ]
    height = WINDOW_STEP * len(rows)
    shown = [(words, day) for words, day in (today, *marks) if first <= day <= last]
    for at, (words, day) in enumerate(shown):
        colour, dash = ("var(--ink)", [1, 0]) if (words, day) == today else ("var(--muted)", [3, 3])
        mark = alt.Chart(alt.Data(values=[{"at": _day(day), "words": words}])).encode(
            x=alt.X("at:T", scale=scale)
        )
        layers.append(mark.mark_rule(stroke=colour, strokeDash=dash))
        name = mark.mark_text(align="center", fontSize=11, fill="var(--soft)").encode(
            text="words:N", y=alt.value(-9 - 13 * (at % 2))
        )
        layers.append(name)
    wide = 12 + round(max(label_width(row["name"]) for row in rows))
    return draw(_framed(alt.layer(*layers), height, {"left": wide, "right": 20, "top": 34, "bottom": 24}))


def _names() -> alt.Axis:
    return quiet_axis(
        grid=False, labelFontSize=NAME_SIZE, labelLimit=0, labelColor="var(--ink)", domain=False
    )


def _titled(**changes: Any) -> alt.Axis:
    return quiet_axis(
        grid=False, titleColor="var(--soft)", titleFontSize=11.5, titleFontWeight="normal", **changes
    )


def _ticks(domain: list[float]) -> list[float]:
    """1, 2 and 5 of every ten inside the domain; over many tens only the ones."""
    steps = (1,) if domain[1] / domain[0] > 3000 else (1, 2, 5)
    return [
        step * 10**power
        for power in range(-2, 12)
        for step in steps
        if domain[0] <= step * 10**power <= domain[1]
    ]


def _cut(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _domain(values: Sequence[float]) -> list[float]:
    """Room around the values on a log axis."""
    low, high = min(values), max(values)
    margin = max((high / low) ** 0.09, 1.25)
    return [low / margin, high * margin]


def _place_labels(rows: list[dict[str, Any]], across: list[float], up: list[float]) -> None:
    """Give the first rows whose name finds room its `side` and place; the others stay without a name."""
    taken: list[tuple[float, float, float, float]] = []
    spots = []
    for row in rows:
        at = CHART_WIDTH * log(row["x"] / across[0]) / log(across[1] / across[0])
        down = BUBBLE_HEIGHT * (1 - log(row["y"] / up[0]) / log(up[1] / up[0]))
        half = (row["area"] / 3.14) ** 0.5
        spots.append((at, down, half))
        taken.append((at - half, down - half, at + half, down + half))
        row["side"] = ""
    corner = 130.0
    for left in (0.0, CHART_WIDTH - corner):
        for over in (0.0, BUBBLE_HEIGHT - 26.0):
            taken.append((left, over, left + corner, over + 26))
    for row, (at, down, half) in list(zip(rows, spots, strict=True))[:LABELS]:
        wide = label_width(row["name"]) * LABEL_SIZE / NAME_SIZE
        tries = {
            "right": (at + half + 4, down),
            "left": (at - half - 4 - wide, down),
            "over": (at - wide / 2, down - half - 8),
            "under": (at - wide / 2, down + half + 8),
        }
        for way, (left, middle) in tries.items():
            box = (left, middle - 7, left + wide, middle + 7)
            inside = box[0] > 0 and box[2] < CHART_WIDTH and box[1] > 0 and box[3] < BUBBLE_HEIGHT
            own = (at - half, down - half, at + half, down + half)
            if inside and not any(_meet(box, other) for other in taken if other != own):
                taken.append(box)
                row["side"] = way if way in ("left", "right") else "middle"
                aside = {"right": half + 4, "left": -half - 4}.get(way, 0.0)
                below = {"over": -half - 8, "under": half + 8}.get(way, 0.0)
                row["name_x"] = row["x"] * (across[1] / across[0]) ** (aside / CHART_WIDTH)
                row["name_y"] = row["y"] * (up[1] / up[0]) ** (-below / BUBBLE_HEIGHT)
                break


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _framed(chart: alt.LayerChart, height: int, padding: dict[str, int]) -> dict[str, Any]:
    sized = chart.properties(width=CHART_WIDTH, height=height, autosize=alt.AutoSizeParams(type="none"))
    return finished(sized, padding=padding)
