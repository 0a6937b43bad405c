"""Block 1: three sentences, each a number, its change and what follows; none without its proof."""

from domain.figures import Figure, Link, Sentence
from domain.platforms import platform_name
from domain.report import Claim, Health, Item, PastCall, Unlisted
from reports.inputs import WeeklyInputs
from reports.rising import link_to
from reports.words import names_in_a_row, price_unit, quoted, say, word

SENTENCES = 3


def build_summary(
    inputs: WeeklyInputs,
    health: Health,
    items: tuple[Item, ...],
    seasonal: tuple[Item, ...],
    unlisted: tuple[Unlisted, ...],
    claims: tuple[Claim, ...],
    past: tuple[PastCall, ...],
) -> tuple[Sentence, ...]:
    """The first three of: what rises; dupes; last week's calls; gaps; seasons; floods."""
    candidates = (
        _rising(inputs, items),
        _claims(inputs, claims),
        _past(inputs, past),
        _gap(inputs, health),
        _season(inputs, seasonal),
        _flood(inputs, unlisted),
    )
    told = [sentence for sentence in candidates if sentence is not None]
    gap = candidates[3]
    if gap is not None and gap not in told[:SENTENCES]:
        # A crawl with holes colours every other number: it is always said.
        told = [*told[: SENTENCES - 1], gap]
    return tuple(told[:SENTENCES])


def _rising(inputs: WeeklyInputs, items: tuple[Item, ...]) -> Sentence | None:
    if not items:
        return None
    lang, top = inputs.lang, items[0]
    rising = sum(item.tier == "rising" for item in items)
    origin = f"signals@{inputs.week}"
    keys = tuple(e.key for e in top.evidence)
    if not rising:
        return say(
            word("say.quiet", inputs.lang),
            evidence=keys,
            n=Figure(len(items), origin, "watch"),
            item=link_to(top),
            lift=top.lift,
        )
    advice: Sentence = say(word("say.look", inputs.lang))
    if top.price:
        values = {"from": top.price.low, "to": top.price.high, "unit": price_unit(top.price.unit, lang)}
        advice = say(word("say.price", inputs.lang), **values)
    return say(
        word("say.rising", inputs.lang),
        evidence=keys,
        n=Figure(rising, origin, "rising"),
        kind=word(f"kind.{top.kind}", lang),
        item=link_to(top),
        voices=top.voices,
        lift=top.lift,
        low=top.lift_low,
        high=top.lift_high,
        advice=advice,
    )


def _past(inputs: WeeklyInputs, past: tuple[PastCall, ...]) -> Sentence | None:
    faded = [call for call in past if call.verdict == "faded"]
    if not faded:
        return None
    origin = f"calls@{inputs.week.back(1)}"
    names = ("" if inputs.lang == "zh-CN" else ", ").join(quoted(c.name, inputs.lang) for c in faded[:3])
    return say(
        word("say.gone", inputs.lang),
        n=Figure(len(past), origin, "calls"),
        still=Figure(sum(c.verdict == "still" for c in past), origin, "still"),
        faded=Figure(len(faded), origin, "faded"),
        names=Link(names, "block-calls"),
    )


def _claims(inputs: WeeklyInputs, claims: tuple[Claim, ...]) -> Sentence | None:
    paired = [c for c in claims if c.left and c.right and c.claimed.value and (c.authors.value or 0) > 1]
    if not paired:
        return None
    top = max(paired, key=lambda claim: claim.authors.value or 0)
    return say(
        word("say.dupe", inputs.lang),
        evidence=tuple(e.key for e in top.evidence),
        left=Link(top.left, "block-claims"),
        relation=word(f"relation.{top.relation}", inputs.lang),
        right=Link(top.right, "block-claims"),
        authors=top.authors,
        claimed=top.claimed,
        denied=top.denied,
        asked=top.asked,
    )


def _gap(inputs: WeeklyInputs, health: Health) -> Sentence | None:
    wanting = [p for p in health.platforms if p.state != "fresh"]
    if not wanting:
        return None
    lang = inputs.lang
    names = names_in_a_row(tuple(platform_name(p.platform, lang) for p in wanting), lang)
    return say(
        word("say.gap", inputs.lang),
        names=Link(names, "block-health"),
        n=Figure(len(wanting), f"coverage@{inputs.week}", "platforms"),
    )


def _season(inputs: WeeklyInputs, seasonal: tuple[Item, ...]) -> Sentence | None:
    if not seasonal:
        return None
    top = seasonal[0]
    return say(
        word("say.season", inputs.lang),
        evidence=tuple(e.key for e in top.evidence),
        n=Figure(len(seasonal), f"signals@{inputs.week}", "seasonal"),
        item=link_to(top),
        lift=top.lift,
    )


def _flood(inputs: WeeklyInputs, unlisted: tuple[Unlisted, ...]) -> Sentence | None:
    floods = [left for left in unlisted if left.reason == "flood"]
    if not floods:
        return None
    return say(
        word("say.flood", inputs.lang),
        evidence=floods[0].note.evidence,
        n=Figure(len(floods), f"signals@{inputs.week}", "flood"),
        item=Link(floods[0].name, "unlisted"),
        posts=floods[0].posts,
        voices=floods[0].voices,
    )
