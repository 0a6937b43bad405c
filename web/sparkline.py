"""The geometry of a small curve. A value of None is a gap: the line stops and goes on behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spark:
    """SVG coordinates. `lines` are polyline points; `dots` are values with a gap on either side."""

    width: int
    height: int
    lines: tuple[str, ...]
    dots: tuple[Point, ...]
    gaps: tuple[Point, ...]
    last: Point | None
    top: float


def sparkline(values: Sequence[float | None], width: int = 120, height: int = 28, margin: float = 3) -> Spark:
    """Values from left to right, zero at the bottom; `gaps` are (x, width) of what was not seen."""
    top = max((value for value in values if value is not None), default=0) or 1
    step = (width - 2 * margin) / max(len(values) - 1, 1)

    def point(at: int, value: float) -> Point:
        return round(margin + at * step, 1), round(height - margin - value / top * (height - 2 * margin), 1)

    runs: list[list[Point]] = [[]]
    gaps: list[Point] = []
    for at, value in enumerate(values):
        if value is not None:
            runs[-1].append(point(at, value))
            continue
        runs.append([])
        left = max(margin + (at - 0.5) * step, 0)
        gaps.append((round(left, 1), round(min(margin + (at + 0.5) * step, width) - left, 1)))
    last = values[-1] if values else None
    return Spark(
        width=width,
        height=height,
        lines=tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1),
        dots=tuple(run[0] for run in runs if len(run) == 1),
        gaps=tuple(gaps),
        last=None if last is None else point(len(values) - 1, last),
        top=top,
    )
