"""The report as Markdown: the same blocks, curves in block characters, posts quoted as text."""

from domain.block import Cell, Pill
from domain.figures import CurvePoint, Evidence, Figure, Sentence
from domain.platforms import platform_name
from domain.report import Report
from reports.numbers import UNKNOWN, bars, plain, read
from reports.tables import blocks
from reports.templating import environment
from reports.words import aside, category_name, quoted, word, written_at

_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>|#~!"} | {"\n": " ", "\r": " "})


def render_markdown(report: Report) -> str:
    """GitHub-flavoured Markdown, ending in a newline."""
    lang = report.lang
    return (
        environment()
        .get_template("weekly.md.j2")
        .render(
            report=report,
            blocks=blocks(report),
            t=lambda key: word(key, lang),
            cell=lambda cell: _cell(cell, lang),
            sentence=lambda value: escape(value if isinstance(value, str) else plain(value)),
            proof=lambda proof: proof_text(proof, lang),
            escape=escape,
            written=written_at(report.generated_at, report.zone, lang),
            category=lambda name: category_name(name, lang),
            aside=lambda text: aside(text, lang),
            colon=word("colon", lang),
        )
    )


def escape(text: str) -> str:
    """The text with everything that Markdown or a browser could read as more than text made harmless."""
    return text.replace("&", "&amp;").translate(_SPECIAL)


def proof_text(proof: Evidence, lang: str) -> str:
    """`小红书 11-12 买家：「…」 [原帖](url)`."""
    day = f"{proof.day:%m-%d}" if proof.day else UNKNOWN
    head = f"{platform_name(proof.platform, lang)} {day} {word(f'speaker.{proof.speaker}', lang)}"
    url = proof.url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    link = f" [{word('original', lang)}]({url})" if url else ""
    return f"{escape(head)}{word('colon', lang)}{quoted(escape(proof.quote), lang)}{link}"


def _cell(cell: Cell, lang: str) -> str:
    if isinstance(cell, Figure):
        return read(cell)
    if isinstance(cell, Sentence):
        return escape(plain(cell))
    if isinstance(cell, str):
        return escape(cell)
    if isinstance(cell, tuple):
        if cell and isinstance(cell[0], CurvePoint):
            return bars(cell)
        return "<br>".join(proof_text(proof, lang) for proof in cell)
    return f"**{escape(cell.text)}**" if isinstance(cell, Pill) else escape(cell.text)
