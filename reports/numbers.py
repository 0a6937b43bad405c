"""How a number reads: one place, so that page, Markdown and workbook show the same digits."""

from math import isfinite

from domain.figures import CurvePoint, Figure, Sentence, short

UNKNOWN = "—"
_BARS = "▁▂▃▄▅▆▇█"


_FORMS = {
    "count": "{:,.0f}",
    "rank": "{:.0f}",
    "share": "{:.0%}",
    "small": "{:.3f}",
    "money": "{:,.1f}",
}


def read(figure: Figure) -> str:
    """`1,204`, `55`, `×2.4`, `63%`, `29.9`; what is not known is a dash, never 0."""
    value = figure.value
    if value is None or not isfinite(value):
        return UNKNOWN
    if figure.form == "small" and value < 0.001:
        return "<0.001"
    if figure.form in ("decimal", "ratio"):
        return f"{'×' if figure.form == 'ratio' else ''}{short(value)}"
    text = _FORMS[figure.form].format(value)
    return text.removesuffix(".0") if figure.form == "money" else text


def plain(sentence: Sentence) -> str:
    """The sentence as bare text."""
    return "".join(
        part if isinstance(part, str) else read(part) if isinstance(part, Figure) else part.text
        for part in sentence.parts
    )


def bars(curve: tuple[CurvePoint, ...]) -> str:
    """The curve in block characters; a week that was not crawled is a dot."""
    top = max((point.voices or 0 for point in curve), default=0) or 1
    return "".join(
        "·" if point.voices is None else _BARS[round(point.voices / top * (len(_BARS) - 1))]
        for point in curve
    )
