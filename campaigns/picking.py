"""The week's findings ranked into picks: what to build on first, with every reason beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from campaigns.contract import PickInputs
from campaigns.figures import pick_figures
from campaigns.hooks import hooks, praise_and_pain
from campaigns.risks import flags_in, of_figures, papers, trademark
from domain.pick import Pick, RiskFlag, Window
from domain.report import Claim, Item

# A flag of these keeps a pick from the first rank until somebody has looked.
GRAVE = frozenset({"counterfeit", "medical_claim", "safety_complaint", "flood"})
USUAL_LEAD_DAYS = 30
# Results of a category count as if two hits and two misses had been seen before.
PRIOR = 2
LEAST_PEOPLE_FOR_A_BRAND = 2
CHANNELS_SHOWN = 3


def build_picks(inputs: PickInputs, limit: int = 50) -> tuple[Pick, ...]:
    """At most `limit` picks, best first: by priority, then lift at the low end, voices and past results."""
    items = inputs.items()
    names = {item.entity: item.name for item in items}
    said, (praised, hurt) = hooks(inputs.named, names), praise_and_pain(inputs.aspects)
    flags = flags_in(inputs.named)
    picks = [
        _pick(
            item,
            inputs,
            hooks=tuple(said.get(item.entity, ())),
            selling_points=tuple(praised.get(item.entity, ())),
            pain_points=tuple(hurt.get(item.entity, ())),
            flags=flags.get(item.entity, []),
        )
        for item in items
    ]
    ranked = sorted(picks, key=lambda pick: (pick.priority, -_worth(pick), pick.entity))[:limit]
    return tuple(replace(pick, rank=rank, figures=pick_figures(pick)) for rank, pick in enumerate(ranked, 1))


def _pick(item: Item, inputs: PickInputs, *, flags: list[RiskFlag], **said: tuple) -> Pick:
    claims = [claim for claim in inputs.report.claims if item.name in (claim.left, claim.right)]
    dupe_of, voices = _compared_with(item, claims)
    raw = max(inputs.raw_posts.get(item.entity, 0), int(item.posts.value or 0))
    shares = [float(p.share.value or 0) for p in item.platforms]
    brand = dupe_of or (item.name if item.kind == "brand" else "")
    risks = [
        *flags,
        *papers(item.category, flags),
        *trademark(brand, voices or int(item.posts.value or 0)),
        *of_figures(int(item.posts.value or 0), raw, shares),
    ]
    results = Counter(past.result for past in inputs.past if past.category == item.category)
    brand_price = next((other.price for other in inputs.report.items if other.name == dupe_of), None)
    gap = None
    if item.price and brand_price and item.price.unit == brand_price.unit and brand_price.median.value:
        gap = float(item.price.median.value or 0) / float(brand_price.median.value)
    window = _window(item, inputs)
    return Pick(
        id=f"{inputs.report.week}:{item.entity}",
        signal=item.signal,
        entity=item.entity,
        name=item.name,
        category=item.category,
        rank=0,
        priority=_priority(item, risks, window, inputs),
        stage=item.stage,
        lift=item.lift.value,
        lift_low=item.lift_low.value,
        lift_high=item.lift_high.value,
        voices=int(item.voices.value or 0),
        dupe_of=dupe_of,
        price_low=item.price.low.value if item.price else None,
        price_high=item.price.high.value if item.price else None,
        price_unit=item.price.unit if item.price else "",
        price_gap=gap,
        window=window,
        makers=len({c.right for c in claims if c.relation in ("made_by", "oem_for") and c.right}),
        channels=tuple(
            p.platform
            for p in sorted(item.platforms, key=lambda p: -float(p.share.value or 0))[:CHANNELS_SHOWN]
            if p.share.value
        ),
        risks=tuple(risks),
        evidence=tuple(post for post in item.evidence if post.key not in inputs.held_back),
        past_hits=results["hit"],
        past_results=results["hit"] + results["miss"],
        **said,
    )


def _compared_with(item: Item, claims: Sequence[Claim]) -> tuple[str, int]:
    """The brand whose dupe most independent authors call the item, and how many they are."""
    dupes = [
        (int(claim.claimed.value or 0), claim.right)
        for claim in claims
        if claim.relation == "dupe_of" and claim.left == item.name and claim.right
    ]
    voices, brand = max(dupes, default=(0, ""))
    return (brand, voices) if voices >= LEAST_PEOPLE_FOR_A_BRAND else ("", 0)


def _window(item: Item, inputs: PickInputs) -> Window:
    """A peak is only named where a season says when it ends; nobody can date the peak of a fashion."""
    peak = inputs.peaks.get(item.entity)
    if peak is None:
        return Window("none")
    lead = inputs.lead_days.get(item.category, inputs.lead_days.get("", USUAL_LEAD_DAYS))
    return Window("season", peak, peak - timedelta(days=lead))


def _priority(item: Item, risks: Sequence[RiskFlag], window: Window, inputs: PickInputs) -> str:
    """P0 called and clean, P1 called with a grave flag or a season in time, P2 all others."""
    too_late = window.last_launch_day is not None and window.last_launch_day < inputs.report.week.last_day
    is_grave = any(risk.flag in GRAVE for risk in risks)
    if too_late:
        return "P2"
    if item.tier == "rising":
        return "P1" if is_grave else "P0"
    return "P1" if item.tier == "seasonal" and not is_grave else "P2"


def _worth(pick: Pick) -> float:
    """Low end of the lift times the voices behind it, by how such picks fared before (1 = unknown)."""
    fared = (pick.past_hits + PRIOR) / (pick.past_results + 2 * PRIOR) / 0.5
    return float(pick.lift_low or 0) * pick.voices**0.5 * fared
