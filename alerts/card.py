"""An alert as a picture for a phone: written as SVG, drawn by resvg inside vl-convert.

Widths are counted (a Chinese character is one em, others about half), since no font is at hand to measure
with; so the picture is laid out alike on every machine.
"""

from collections.abc import Iterator, Sequence
from html import escape

import vl_convert

from alerts.fonts import FAMILY
from domain.alert import Alert
from domain.platforms import platform_name

WIDTH, SCALE = 375, 2.0
_EDGE, _INSIDE = 16, 20
_INK, _SOFT, _LINE, _PAPER = "#20242b", "#6b7280", "#e7e3dc", "#f4f1ec"
_ACCENT = {"rising": "#c2410c", "cooled": "#476072"}
_TINT = {"rising": "#fdf0e7", "cooled": "#eaf0f4"}
_TAG = {"rising": "需求上升", "cooled": "已降温"}
_LEFT = _EDGE + _INSIDE
_ROOM = WIDTH - 2 * _LEFT


def draw_card(alert: Alert, week: str, demo: bool = False) -> bytes:
    """The card as PNG, 750 pixels wide."""
    drawn: bytes = vl_convert.svg_to_png(card_svg(alert, week, demo=demo), scale=SCALE)
    return drawn


def card_svg(alert: Alert, week: str, demo: bool = False) -> str:
    """The card as SVG, 375 wide and as high as it takes."""
    pen = _Pen(alert.kind)
    pen.head(alert)
    if alert.kind == "rising":
        pen.lift(alert)
        pen.chips("对上您的", alert.why_you, strong=True)
        pen.prices(alert)
        pen.chips("买家嫌", alert.complaints)
        pen.days(alert)
    else:
        for line in alert.body.split("\n")[:-1]:
            pen.paragraph(line)
    pen.foot(week, demo=demo)
    return pen.svg()


class _Pen:
    """Writes downwards; `y` is where the next row begins."""

    def __init__(self, kind: str) -> None:
        self.kind, self.y, self.out = kind, 0, []  # type: str, float, list[str]

    def svg(self) -> str:
        high = self.y + _EDGE
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{high:g}" '
            f'viewBox="0 0 {WIDTH} {high:g}" font-family="{FAMILY}">'
            f'<rect width="{WIDTH}" height="{high:g}" fill="{_PAPER}"/>'
            f'<rect x="{_EDGE}" y="{_EDGE}" width="{WIDTH - 2 * _EDGE}" height="{self.y - _EDGE:g}" rx="14" '
            f'fill="#fff" stroke="{_LINE}"/>{"".join(self.out)}</svg>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        fill: str = _INK,
        *,
        bold: bool = False,
        end: str = "",
    ) -> None:
        # A font without a bold face is thickened by its outline: any font then has one.
        thick = f' stroke="{fill}" stroke-width="{size * 0.03:g}"' if bold else ""
        anchor = f' text-anchor="{end}"' if end else ""
        self.out.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{thick}{anchor}>'
            f"{escape(words)}</text>"
        )

    def head(self, alert: Alert) -> None:
        color, name = _ACCENT[self.kind], alert.entity.partition(":")[2]
        size = 26.0 if width_of(name, 26) <= _ROOM else 21.0
        rows = list(wrapped(name, size, _ROOM))[:2]
        high = 70 + len(rows) * size * 1.3
        self.out.append(
            f'<path d="M{_EDGE} {_EDGE + 14}a14 14 0 0 1 14 -14H{WIDTH - _EDGE - 14}a14 14 0 0 1 14 14'
            f'V{_EDGE + high - 14:g}H{_EDGE}z" fill="{color}"/>'
        )
        self.out.append(
            f'<rect x="{_LEFT}" y="{_EDGE + 18}" width="76" height="22" rx="11" '
            'fill="#fff" fill-opacity=".2"/>'
        )
        self.text(_LEFT + 38, _EDGE + 33.5, _TAG[self.kind], 13, "#fff", bold=True, end="middle")
        self.y = _EDGE + 46
        for row in rows:
            self.y += size * 1.3
            self.text(_LEFT, self.y - size * 0.22, row, size, "#fff", bold=True)
        self.y = _EDGE + high + 6

    def lift(self, alert: Alert) -> None:
        of = {figure.field: float(figure.value or 0) for figure in alert.figures}
        if "lift" not in of:
            return
        color = _ACCENT[self.kind]
        number = f"{of['lift']:.1f}"
        self.text(_LEFT, self.y + 36, number, 42, color, bold=True)
        at = _LEFT + width_of(number, 42) + 10
        self.text(at, self.y + 18, "倍于平时的讨论", 14, bold=True)
        where = f"，{platform_name(alert.platform, 'zh-CN')}为主" if alert.platform else ""
        self.text(at, self.y + 37, f"区间 {of['lift_low']:.1f}–{of['lift_high']:.1f} 倍{where}", 13, _SOFT)
        self.y += 54
        self._interval(of["lift"], of["lift_low"], of["lift_high"])
        self.y += 30

    def _interval(self, middle: float, low: float, high: float) -> None:
        """The interval on a scale that begins at nothing; a mark stands at the usual (1)."""
        most = max(high, 2.0) * 1.05

        def x(value: float) -> float:
            return _LEFT + max(0.0, value) / most * _ROOM

        color, y = _ACCENT[self.kind], self.y
        self.out.append(f'<rect x="{_LEFT}" y="{y - 3:g}" width="{_ROOM}" height="6" rx="3" fill="{_LINE}"/>')
        self.out.append(
            f'<rect x="{x(low):g}" y="{y - 3:g}" width="{max(x(high) - x(low), 6):g}" height="6" rx="3" '
            f'fill="{color}" fill-opacity=".35"/><circle cx="{x(middle):g}" cy="{y:g}" r="6" fill="{color}"/>'
            f'<path d="M{x(1):g} {y - 8:g}v16" stroke="{_SOFT}" stroke-width="1.5"/>'
        )
        self.text(x(1), y + 21, "平时", 11, _SOFT, end="middle")

    def label(self, words: str) -> None:
        self.y += 12
        self.text(_LEFT, self.y + 11, words, 12.5, _SOFT)
        self.y += 20

    def chips(self, words: str, said: Sequence[str], *, strong: bool = False) -> None:
        if not said:
            return
        self.label(words)
        x = float(_LEFT)
        for chip in said:
            wide = width_of(chip, 14.5) + 20
            if x > _LEFT and x + wide > _LEFT + _ROOM:
                x, self.y = float(_LEFT), self.y + 34
            fill, ink = (_TINT[self.kind], _ACCENT[self.kind]) if strong else ("#f2f3f5", _INK)
            self.out.append(
                f'<rect x="{x:g}" y="{self.y:g}" width="{wide:g}" height="28" rx="8" fill="{fill}"/>'
            )
            self.text(x + wide / 2, self.y + 19.3, chip, 14.5, ink, bold=strong, end="middle")
            x += wide + 8
        self.y += 32

    def prices(self, alert: Alert) -> None:
        of = {figure.field: float(figure.value or 0) for figure in alert.figures}
        shown = [
            (words, of[f"{name}_low"], of[f"{name}_high"])
            for name, words in (("price", "市面价"), ("ex_factory", "倒推出厂"))
            if f"{name}_low" in of and f"{name}_high" in of
        ]
        if not shown:
            return
        self.y += 12
        for at, (words, low, high) in enumerate(shown):
            x = _LEFT + at * (_ROOM / 2)
            self.text(x, self.y + 11, words, 12.5, _SOFT)
            band = f"{low:g}" if low == high else f"{low:g}–{high:g}"
            self.text(x, self.y + 36, band, 22, bold=True)
            self.text(x + width_of(band, 22) + 4, self.y + 36, "元", 13, _SOFT)
        self.y += 44

    def days(self, alert: Alert) -> None:
        names = {"order_by": "下单最晚", "mould_by": "开模最晚"}
        told = [(names[f.field], int(f.value or 0)) for f in alert.figures if f.field in names]
        if not told:
            return
        self.label("赶旺季")
        row = "　".join(f"{words} {day // 100 % 100}月{day % 100}日" for words, day in told)
        self.text(_LEFT, self.y + 13, row, 14.5, bold=True)
        self.y += 22

    def paragraph(self, words: str) -> None:
        for row in wrapped(words, 15.5, _ROOM):
            self.text(_LEFT, self.y + 22, row, 15.5)
            self.y += 26
        self.y += 4

    def foot(self, week: str, *, demo: bool) -> None:
        self.y += 16
        self.out.append(f'<path d="M{_LEFT} {self.y:g}h{_ROOM}" stroke="{_LINE}"/>')
        choices = "能做 / 要样 / 不相关 / 静音30天" if self.kind == "rising" else "静音30天"
        self.text(_LEFT, self.y + 24, f"请回：{choices}", 13.5, bold=True)
        basis = "演示数据，均为虚构" if demo else "只代表已采集的公开样本"
        self.text(_LEFT, self.y + 44, f"非订单承诺，{basis} · {week}", 11, _SOFT)
        self.y += 58


def width_of(words: str, size: float) -> float:
    """About how wide the words are at that size."""
    return sum(size * (1 if ord(letter) > 0x2E7F else 0.28 if letter in ".,' " else 0.56) for letter in words)


def wrapped(words: str, size: float, room: float) -> Iterator[str]:
    """The words in rows of at most that width; no row begins with a mark that closes."""
    row, used = "", 0.0
    for letter in words:
        wide = width_of(letter, size)
        if row and used + wide > room and letter not in "，。；：、！？」』）》”":
            yield row
            row, used = "", 0.0
        row, used = row + letter, used + wide
    if row:
        yield row
