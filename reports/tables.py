"""The report as blocks of plain tables: what Markdown and the workbook are written from.

The page uses the same blocks, save for the lists of items, which it sets more richly.
"""

from collections.abc import Callable, Iterable

from domain.block import Block, Pill, Table
from domain.figures import Figure, Link, Sentence
from domain.report import Claim, Item, PriceBand, Report
from reports.cells import block, status, table
from reports.claims import MAKER_RELATIONS
from reports.health_block import health_block
from reports.numbers import UNKNOWN
from reports.record import record_block
from reports.words import aside, names_in_a_row, price_unit, quoted, say, word

WORDS_SHOWN = 6


def blocks(report: Report) -> tuple[Block, ...]:
    """Every block of the report in its order; without enough data those that speak of trends are left out."""
    head, first, last = (
        (health_block, _summary),
        (_changes, _rising, _claims),
        (_themes, record_block, _calls, _method),
    )
    lists = (_changes, _rising, _calls)
    past = (record_block,) if report.week_zero else ()

    def made(build: Iterable[Callable[[Report], Block]]) -> tuple[Block, ...]:
        return tuple(
            make(report) for make in build if (report.enough or make not in lists) and make not in past
        )

    # on day one how things stand comes before all else
    zero = tuple(one for one in report.sections if one.id == "week_zero")
    rest = tuple(one for one in report.sections if one not in zero)
    return (*made(head), *zero, *made(first), *rest, *made(last))


def price_text(price: PriceBand, lang: str) -> Sentence:
    left, right = aside("|", lang).split("|")
    return Sentence(
        (price.median, f" {price_unit(price.unit, lang)}{left}", price.low, "–", price.high, right)
    )


def lift_text(item: Item, lang: str) -> Sentence:
    left, right = aside("|", lang).split("|")
    return Sentence((item.lift, left, item.lift_low, "–", item.lift_high, right))


def _summary(report: Report) -> Block:
    if report.enough:
        return block(report.lang, "summary", report.summary or (word("none.rising", report.lang),))
    lang = report.lang
    origin = f"gate@{report.week}"
    needs = [
        (
            word(f"need.{need.what}", lang),
            need.have,
            Figure(need.need, origin, need.what),
            status("gate", "met" if need.met else "unmet", lang),
        )
        for need in report.needs
    ]
    grid = table(
        report.lang,
        "needs",
        word(report.gate, lang),
        "need have takes state",
        needs,
        word(f"{report.gate}.note", lang),
    )
    return block(report.lang, "summary", (word("need.do", lang),), (grid,))


def _changes(report: Report) -> Block:
    lang = report.lang
    changes = [
        (
            status("status", c.status, lang),
            c.name,
            c.voices,
            c.voices_before,
            Sentence((c.rank, _arrow(c.rank.value, c.rank_before.value))),
            c.rank_before,
            word(f"kind.{c.kind}", lang),
        )
        for c in report.changes
    ]
    revisions = [
        (r.name, word(f"kind.{r.kind}", lang), r.told, r.now, r.late, status("revision", r.reason, lang))
        for r in report.revisions
    ]
    lead = word("none.before" if report.compared_with == "none" else f"before.{report.compared_with}", lang)
    columns = "status item voices voices_before rank rank_before kind"
    return block(
        report.lang,
        "changes",
        (lead,) if changes or report.compared_with == "none" else (lead, word("none.changes", lang)),
        (
            table(report.lang, "changes", "", columns, changes, word("changes.note", lang)),
            table(
                report.lang,
                "revisions",
                word("revisions", lang),
                "item kind told now late reason",
                revisions,
                word("revisions.note", lang),
            ),
        ),
    )


def _arrow(now: float | None, before: float | None) -> str:
    if now is None or before is None:
        return ""
    return " →" if now == before else f" ↑{before - now:.0f}" if now < before else f" ↓{now - before:.0f}"


def _rising(report: Report) -> Block:
    lang = report.lang
    tiers = [
        (tier, tuple(item for item in (*report.items, *report.seasonal) if item.tier == tier))
        for tier in ("rising", "watch", "seasonal")
    ]
    unlisted = [
        (u.name, word(f"kind.{u.kind}", lang), status("reason", u.reason, lang), u.posts, u.voices, u.note)
        for u in report.unlisted
    ]
    return block(
        report.lang,
        "rising",
        (word("sample", lang) + ("。" if lang == "zh-CN" else "."),)
        + (() if any(i.tier == "rising" for i in report.items) else (word("none.rising", lang),)),
        (
            *(item_table(report, tier, items) for tier, items in tiers),
            table(
                report.lang,
                "unlisted",
                word("unlisted", lang),
                "item kind reason posts_week voices note",
                unlisted,
                word("unlisted.note", lang),
            ),
        ),
    )


def item_table(report: Report, tier: str, items: tuple[Item, ...]) -> Table:
    """The narrow list of items, for a page."""
    lang = report.lang
    rows = [
        (
            Figure(item.rank, item.signal, "rank", "rank"),
            Link(item.name, item.anchor),
            word(f"kind.{item.kind}", lang),
            status("stage", item.stage, lang),
            item.voices,
            item.expected,
            lift_text(item, lang),
            price_text(item.price, lang) if item.price else UNKNOWN,
            item.curve,
        )
        for item in items
    ]
    columns = "rank item kind stage voices expected lift price curve"
    title, note = word(f"tier.{tier}", lang), word(f"tier.{tier}.note", lang)
    return table(report.lang, tier, title, columns, rows, note)


def _claims(report: Report) -> Block:
    lang = report.lang
    unnamed = word("unnamed", lang)
    known = any(claim.status for claim in report.claims)
    rows = [
        (
            claim.left or unnamed,
            Pill(word(f"relation.{claim.relation}", lang)),
            claim.right or unnamed,
            *((status("edge", claim.status, lang) if claim.status else "", _days(claim)) if known else ()),
            claim.authors,
            claim.claimed,
            claim.denied,
            claim.asked,
            claim.sellers,
            claim.evidence,
        )
        for claim in report.claims
    ]
    standing = "standing seen_days " if known else ""
    columns = f"left relation right {standing}authors claimed denied asked sellers evidence"
    shown = {claim.relation for claim in report.claims}
    makers = [quoted(word(f"relation.{kind}", lang), lang) for kind in MAKER_RELATIONS if kind in shown]
    gap, names = ("", "") if lang == "zh-CN" else (" ", ", ")
    more = gap + word("claims.note.makers", lang).format(names=names.join(makers)) if makers else ""
    lead = word("claims.note", lang) + more if rows else word("none.claims", lang)
    leads: tuple[Sentence | str, ...] = (lead,)
    if report.disputed is not None:
        leads = (lead, say(word("claims.disputed", lang), n=report.disputed))
    return block(report.lang, "claims", leads, (table(report.lang, "claims", "", columns, rows),))


def _days(claim: Claim) -> str:
    """From when to when it was said, over all posts that are kept."""
    if claim.first_seen is None or claim.last_seen is None:
        return ""
    same_year = claim.first_seen.year == claim.last_seen.year
    return f"{claim.first_seen:%Y-%m-%d}–{claim.last_seen:{'%m-%d' if same_year else '%Y-%m-%d'}}"


def _themes(report: Report) -> Block:
    rows = [
        (
            names_in_a_row(line.words[:WORDS_SHOWN], report.lang),
            names_in_a_row(line.unlisted[:WORDS_SHOWN], report.lang) or UNKNOWN,
            line.posts,
            line.posts_before,
            line.evidence,
        )
        for line in report.themes
    ]
    lead = word("themes.note" if rows else "none.themes", report.lang)
    columns = "theme new_words posts before evidence"
    return block(report.lang, "themes", (lead,), (table(report.lang, "themes", "", columns, rows),))


def _calls(report: Report) -> Block:
    lang = report.lang
    rows = [
        (
            call.name,
            word(f"kind.{call.kind}", lang),
            status("stage", call.stage_told, lang),
            call.lift_told,
            call.lift,
            call.voices_told,
            call.voices,
            status("verdict", call.verdict, lang),
        )
        for call in report.past_calls
    ]
    lead = () if rows else (word("none.calls", lang),)
    columns = "item kind stage_told lift_told lift voices_told voices verdict"
    return block(report.lang, "calls", lead, (table(report.lang, "calls", "", columns, rows),))


def _method(report: Report) -> Block:
    grid = table(
        report.lang, "parameters", word("parameters", report.lang), "field value", list(report.parameters)
    )
    return block(report.lang, "method", report.method, (grid,))
