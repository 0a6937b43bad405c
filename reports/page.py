"""The report as one HTML page that opens offline: inline style, inline charts, no script.

Post text is untrusted: Jinja escapes it, links were checked when the report was built, and the only
markup let through unescaped is our own charts, which Vega wrote: names in them are escaped text.
"""

from markupsafe import Markup

from domain.block import Cell, Pill, Table
from domain.figures import CurvePoint, Evidence, Figure, Link, Sentence
from domain.platforms import platform_name
from domain.report import Report
from reports.cells import status
from reports.charts import SERIES, coverage_chart, lift_chart, price_chart, priced, sparkline
from reports.numbers import read
from reports.tables import blocks
from reports.templating import TEMPLATES, environment
from reports.words import category_name, price_unit, word, written_at

MOST_PLATFORMS = 4
OPEN_ROWS = 12
NEVER_FOLDED = ("claims", "sources", "parameters", "changes", "revisions")


def render_page(report: Report) -> str:
    """A whole HTML document; equal reports give equal text."""
    lang = report.lang
    platforms = [platform.platform for platform in report.health.platforms]
    weeks = [str(report.week.back(back)) for back in range(12, -1, -1)]
    charts = {
        "coverage": coverage_chart(report.health.weekly, platforms, weeks) if report.health.weekly else "",
        "lift": lift_chart(report.items) if report.items else "",
        "seasonal": "",
    }
    for tier in ("rising", "watch"):
        items = [item for item in report.items if item.tier == tier]
        charts[tier] = price_chart(items) if len(priced(items)) > 1 else ""
    return (
        environment()
        .get_template("weekly.html.j2")
        .render(
            report=report,
            blocks=blocks(report),
            # Ours, written for this page; a `</` in it would end the style, so that is refused.
            style=Markup((TEMPLATES / "weekly.css").read_text(encoding="utf-8").replace("</", "")),  # noqa: S704
            charts={name: Markup(svg) for name, svg in charts.items()},  # noqa: S704
            drawn=lambda chart: Markup(chart.svg),  # noqa: S704
            spark=lambda curve: Markup(sparkline(curve)),  # noqa: S704
            t=lambda key: word(key, lang),
            platform=lambda name: platform_name(name, lang),
            series=[(platform_name(name, lang), min(n, SERIES - 1)) for n, name in enumerate(platforms)],
            written=written_at(report.generated_at, report.zone, lang),
            category=lambda name: category_name(name, lang),
            unit=lambda unit: price_unit(unit, lang),
            status=lambda family, key: status(family, key, lang),
            read=read,
            shape=_shape,
            open_rows=_open_rows,
            most_platforms=MOST_PLATFORMS,
        )
    )


def _open_rows(table: Table) -> int:
    """How many rows stand open; a few more than that are not worth folding away."""
    many = len(table.rows) > OPEN_ROWS + OPEN_ROWS // 4
    return OPEN_ROWS if many and table.id not in NEVER_FOLDED else len(table.rows)


def _shape(cell: Cell) -> str:
    """Which macro of the template sets this cell."""
    if isinstance(cell, tuple):
        if cell and isinstance(cell[0], Evidence):
            return "proofs"
        return "curve" if cell and isinstance(cell[0], CurvePoint) else "nothing"
    names = {str: "text", Figure: "figure", Pill: "pill", Link: "link", Sentence: "sentence"}
    return names[type(cell)]
