"""The weekly report for category teams: every block built from frames, without clock or I/O."""

from collections.abc import Iterable

from domain.block import Block
from domain.figures import Figure
from domain.report import Claim, Item, Report, ThemeLine, Unlisted, is_week_zero
from reports.changes import build_changes, build_past_calls, build_revisions
from reports.claims import build_claims
from reports.evidence import Shelf
from reports.health import build_health, build_needs
from reports.indexes.voices import voiced
from reports.inputs import WeeklyInputs
from reports.listing import arrange
from reports.mentions import with_entity
from reports.method import method_lines, parameters
from reports.record import build_record
from reports.rising import build_items, build_unlisted, pick
from reports.sectioning import Made, build_sections
from reports.summary import build_summary
from reports.themes import build_themes

# Raise when the same inputs give another report: those written before are then written again.
RULES_VERSION = 8


def build_weekly(inputs: WeeklyInputs) -> Report:
    """The report of `inputs.week`. With too little data it holds its needs and no rising list.

    The same inputs (the time of writing is one of them) give an equal Report; nothing here depends on
    the order of their rows.
    """
    named = with_entity(inputs.mentions, inputs.entities)
    shelf = Shelf(inputs.posts, named)
    health, needs = build_health(inputs), build_needs(inputs)
    claims = build_claims(inputs, shelf)
    past = build_past_calls(inputs)
    items: tuple[Item, ...] = ()
    seasonal: tuple[Item, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()
    compared, changes, revisions = "none", (), ()
    if all(need.met for need in needs):
        arranged = arrange(inputs.signals, inputs.counts, inputs.entities, inputs.week)
        listed, in_season, left_out = pick(arranged)
        items = build_items(inputs, listed, named, shelf)
        seasonal = build_items(inputs, in_season, named, shelf)
        unlisted = build_unlisted(inputs, left_out)
        compared, changes = build_changes(inputs, items)
        revisions = build_revisions(inputs)
    themes = build_themes(inputs, shelf)
    summary = build_summary(inputs, health, items, seasonal, unlisted, claims, past) if items else ()
    sections = build_sections(
        Made(
            inputs=inputs,
            named=named,
            shelf=shelf,
            items=items,
            seasonal=seasonal,
            claims=claims,
            enough=all(need.met for need in needs),
            voices=voiced(inputs.talk),
            talked=with_entity(inputs.talk.mentions, inputs.entities),
            names=dict(inputs.entities.select("entity", "name").iter_rows()),
            week_zero=is_week_zero(needs),
        )
    )
    return Report(
        week=inputs.week,
        audience=inputs.audience,
        lang=inputs.lang,
        demo=inputs.demo,
        generated_at=inputs.generated_at,
        lake_version=inputs.lake_version,
        health=health,
        needs=needs,
        summary=summary,
        compared_with=compared,
        changes=changes,
        revisions=revisions,
        items=items,
        seasonal=seasonal,
        unlisted=unlisted,
        claims=claims,
        themes=themes,
        past_calls=past,
        record=build_record(inputs),
        sections=sections,
        method=method_lines(inputs, week_zero=is_week_zero(needs)),
        parameters=() if is_week_zero(needs) else parameters(inputs),
        origins=_origins((*items, *seasonal), unlisted, claims, themes, sections),
        zone=inputs.zone,
        disputed=_disputed(inputs),
    )


def _disputed(inputs: WeeklyInputs) -> Figure | None:
    """How many disputes nobody has decided yet; None where there is none."""
    waiting = sum(one.state == "open" for one in inputs.disputes)
    return Figure(waiting, f"disputes@{inputs.week}", "open") if waiting else None


def _origins(
    items: Iterable[Item],
    unlisted: Iterable[Unlisted],
    claims: Iterable[Claim],
    themes: Iterable[ThemeLine],
    sections: Iterable[Block],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Where each number of the report comes from -> keys of the posts shown for it."""
    found: dict[str, tuple[str, ...]] = {}
    for section in sections:
        found |= dict(section.origins)
    for item in items:
        keys = tuple(proof.key for proof in item.evidence)
        found[item.signal] = keys
        found |= {share.share.of: keys for share in item.platforms}
    found |= {left.signal: left.note.evidence for left in unlisted}
    for line in (*claims, *themes):
        figure = line.authors if isinstance(line, Claim) else line.posts
        found[figure.of] = tuple(proof.key for proof in line.evidence)
    return tuple(sorted(found.items()))
