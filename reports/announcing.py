"""The message that tells of a weekly report: three sentences, the top of its list, the way to the rest."""

from domain.figures import Figure, Sentence
from domain.message import Actions, Block, File, Heading, Items, Message, Paragraph, Span, Text, Topic, text
from domain.report import Item, Report
from reports.numbers import plain, read
from reports.words import aside, category_name, word

TOLD = 5


def report_fingerprint(audience: str, week: str, lang: str, version: str = "") -> str:
    """What makes the message of one version of one report that message; without `version`, of any."""
    return f"report:{audience}:{week}:{lang}:{version}"


def build_announcement(
    report: Report,
    *,
    version: str,
    revised: bool = False,
    link: str | None = None,
    files: tuple[File, ...] = (),
) -> Message:
    """`version` names what the report says (same text, same message); `revised`: another one was told before.

    `link` leads to the whole report, `files` go along where a channel carries files.
    """
    lang = report.lang
    first, last = report.week.first_day, report.week.last_day
    title = f"{word(report.title, lang)} {report.week} ({first:%m-%d}–{last:%m-%d})"
    blocks: list[Block] = []
    if not report.enough:
        blocks.append(
            Paragraph(text(word(report.gate, lang) + word("colon", lang) + word(f"{report.gate}.note", lang)))
        )
    if report.summary:
        blocks.append(Items(tuple(_spans(sentence) for sentence in report.summary), numbered=True))
    rising = [item for item in report.items if item.tier == "rising"] if report.enough else []
    if rising:
        told = rising[:TOLD]
        share = aside(f"{len(told)}/{len(rising)}", lang) if len(told) < len(rising) else ""
        blocks.append(Heading(word("tier.rising", lang) + share))
        blocks.append(Items(tuple(_item(item, lang) for item in told)))
    if link:
        blocks.append(Actions(text(word("message.open", lang), url=link)))
    small = [plain(report.health.line), word("sample", lang)]
    if report.demo:
        small.insert(0, word("demo", lang))
    blocks.append(Paragraph(text(" · ".join(words for words in small if words)), quiet=True))
    return Message(
        fingerprint=report_fingerprint(report.audience, str(report.week), lang, version),
        what="report",
        title=f"{word('message.revised', lang)} {title}" if revised else title,
        blocks=tuple(blocks),
        made_at=report.generated_at,
        link=link,
        topic=Topic(),
        signal_ids=tuple(dict.fromkeys(item.signal for item in report.items)),
        files=files,
    )


def _spans(sentence: Sentence) -> Text:
    """Names stand out; they lead into the report, whose anchors a message cannot reach."""
    return tuple(
        Span(part) if isinstance(part, str)
        else Span(read(part)) if isinstance(part, Figure)
        else Span(part.text, bold=True)
        for part in sentence.parts
    )  # fmt: skip


def _item(item: Item, lang: str) -> Text:
    """`云朵拖鞋（商品 · 鞋靴）上升：42 人次，是预期的 ×2.4（80% 区间 ×1.6–×3.1）`."""
    kinds = [word(f"kind.{item.kind}", lang)]
    if item.category:
        kinds.append(category_name(item.category, lang))
    template = word("message.item", lang)
    values = {
        "kinds": " · ".join(kinds),
        "stage": word(f"stage.{item.stage}", lang),
        "voices": read(item.voices),
        "lift": read(item.lift),
        "low": read(item.lift_low),
        "high": read(item.lift_high),
    }
    return Span(item.name, bold=True), Span(template.format(**values))
