"""The report as blocks of plain tables: what Markdown and the workbook are written from.

The page uses the same blocks, save for the lists of items, which it sets more richly.
"""

from domain.collecting import SourceDay
from domain.platforms import platform_name
from domain.report import Figure, Item, Link, Origin, PriceBand, Report, Sentence
from reports.cells import Block, Cell, Pill, Table, status
from reports.claims import MAKER_RELATIONS
from reports.health import missing_days
from reports.numbers import UNKNOWN
from reports.record import record_block
from reports.words import aside, names_in_a_row, price_unit, quoted, word, word_or

WORDS_SHOWN = 6


def blocks(report: Report) -> tuple[Block, ...]:
    """Every block of the report in its order; without enough data those that speak of trends are left out."""
    build = (_health, _summary, _changes, _rising, _claims, _themes, record_block, _calls, _method)
    lists = (_changes, _rising, _calls)
    return tuple(make(report) for make in build if report.enough or make not in lists)


def price_text(price: PriceBand, lang: str) -> Sentence:
    left, right = aside("|", lang).split("|")
    return Sentence(
        (price.median, f" {price_unit(price.unit, lang)}{left}", price.low, "–", price.high, right)
    )


def lift_text(item: Item, lang: str) -> Sentence:
    left, right = aside("|", lang).split("|")
    return Sentence((item.lift, left, item.lift_low, "–", item.lift_high, right))


def _table(report: Report, key: str, title: str, columns: str, rows: list, note: str = "") -> Table:
    heads = tuple((name, word(f"col.{name}", report.lang)) for name in columns.split())
    return Table(key, title, heads, tuple(tuple(row) for row in rows), note)


def _block(report: Report, number: int, lead: tuple = (), tables: tuple[Table, ...] = ()) -> Block:
    return Block(
        number, word(f"block.{number}", report.lang), lead, tuple(table for table in tables if table.rows)
    )


def _health(report: Report) -> Block:
    lang, health = report.lang, report.health
    platforms = [
        (
            platform_name(p.platform, lang),
            status("state", p.state, lang),
            p.posts,
            Sentence((p.days_seen, "/7")),
            missing_days(p, lang),
            f"{p.last_day:%Y-%m-%d}" if p.last_day else UNKNOWN,
        )
        for p in health.platforms
    ]
    return _block(
        report,
        0,
        (health.line, *health.flags),
        (
            _table(report, "platforms", "", "platform state posts days missing last", platforms),
            _table(
                report,
                "origins",
                word("origins", lang),
                "basis provider shown_to until posts state",
                [_origin(origin, lang) for origin in health.origins],
                word("origins.note", lang) if any(o.state == "waiting" for o in health.origins) else "",
            ),
            _table(
                report,
                "refused",
                word("refused", lang),
                "reason rows",
                [(word_or(f"refused.{reason}", lang, reason), rows) for reason, rows in health.refused],
            ),
            _table(
                report,
                "runs",
                word("runs", lang),
                "what source rows",
                [(word(f"run.{what}", lang), source, rows) for what, source, rows in health.runs],
                word("runs.more", lang),
            ),
            _sources(report),
        ),
    )


def _origin(origin: Origin, lang: str) -> tuple:
    seen_by = names_in_a_row(tuple(word(f"audience.{name}", lang) for name in origin.audiences), lang)
    return (
        word(f"basis.{origin.basis}", lang),
        origin.provider or UNKNOWN,
        seen_by or UNKNOWN,
        f"{origin.expires_on:%Y-%m-%d}" if origin.expires_on else UNKNOWN,
        origin.posts,
        status("origin", origin.state, lang),
    )


def _sources(report: Report) -> Table:
    """Source by day: what it brought, what failed, and days on which nothing was tried."""
    lang, sources = report.lang, report.health.sources
    days = [day.day for day in sources[0].days] if sources else []
    heads = [("source", word("col.source", lang))]
    heads += [(f"day{n}", f"{day:%m/%d}") for n, day in enumerate(days)]
    rows = [(row.source, *(_day(row.source, day, lang) for day in row.days)) for row in sources]
    return Table("sources", word("sources", lang), tuple(heads), tuple(rows), word("sources.more", lang))


def _day(source: str, day: SourceDay, lang: str) -> Cell:
    origin = f"collection@{source}@{day.day}"
    if not day.tries:
        return UNKNOWN
    if day.got is None:
        return Pill(word("sources.failed", lang), "risk")
    got = Figure(day.got, origin, "got")
    if not day.failed:
        return got
    tries = (Figure(day.failed, origin, "failed"), "/", Figure(day.tries, origin, "tries"))
    return Sentence((got, f" · {word('sources.partly', lang)} ", *tries))


def _summary(report: Report) -> Block:
    if report.enough:
        return _block(report, 1, report.summary or (word("none.rising", report.lang),))
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
    table = _table(
        report, "needs", word("gate", lang), "need have takes state", needs, word("gate.note", lang)
    )
    return _block(report, 1, (word("need.do", lang),), (table,))


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
    return _block(
        report,
        2,
        (lead,) if changes or report.compared_with == "none" else (lead, word("none.changes", lang)),
        (
            _table(report, "changes", "", columns, changes, word("changes.note", lang)),
            _table(
                report,
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
    return _block(
        report,
        3,
        (word("sample", lang) + ("。" if lang == "zh-CN" else "."),)
        + (() if any(i.tier == "rising" for i in report.items) else (word("none.rising", lang),)),
        (
            *(item_table(report, tier, items) for tier, items in tiers),
            _table(
                report,
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
    return _table(report, tier, title, columns, rows, note)


def _claims(report: Report) -> Block:
    lang = report.lang
    unnamed = word("unnamed", lang)
    rows = [
        (
            claim.left or unnamed,
            Pill(word(f"relation.{claim.relation}", lang)),
            claim.right or unnamed,
            claim.authors,
            claim.claimed,
            claim.denied,
            claim.asked,
            claim.sellers,
            claim.evidence,
        )
        for claim in report.claims
    ]
    columns = "left relation right authors claimed denied asked sellers evidence"
    shown = {claim.relation for claim in report.claims}
    makers = [quoted(word(f"relation.{kind}", lang), lang) for kind in MAKER_RELATIONS if kind in shown]
    gap, names = ("", "") if lang == "zh-CN" else (" ", ", ")
    more = gap + word("claims.note.makers", lang).format(names=names.join(makers)) if makers else ""
    lead = word("claims.note", lang) + more if rows else word("none.claims", lang)
    return _block(report, 4, (lead,), (_table(report, "claims", "", columns, rows),))


def _themes(report: Report) -> Block:
    rows = [
        (names_in_a_row(line.words[:WORDS_SHOWN], report.lang), line.posts, line.posts_before, line.evidence)
        for line in report.themes
    ]  # fmt: skip
    lead = () if rows else (word("none.themes", report.lang),)
    return _block(report, 5, lead, (_table(report, "themes", "", "theme posts before evidence", rows),))


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
    return _block(report, 10, lead, (_table(report, "calls", "", columns, rows),))


def _method(report: Report) -> Block:
    table = _table(
        report, "parameters", word("parameters", report.lang), "field value", list(report.parameters)
    )
    return _block(report, 11, report.method, (table,))
