"""Demands and profiles to alerts: matched, still in time, shared out fairly, worded."""

from hashlib import sha256

from alerts.contract import Alerting, AlertInputs, HeldBack
from alerts.fanout import QUOTA, Past, allot, past_of
from alerts.figures import rising_figures
from alerts.matching import match
from alerts.pricing import ex_factory
from alerts.silencing import silenced
from alerts.timing import timing
from alerts.wording import COMPLAINTS_SHOWN, cooled_body, rising_body, title_of
from domain.alert import Alert, Demand, Factory, Match


def build_alerts(inputs: AlertInputs) -> Alerting:
    """Every alert that is to go out now, and every match that is not, with its reason."""
    past = past_of(inputs.sent_before, inputs.now)
    factories = {one.id: one for one in inputs.factories}
    demands = {one.signal_id: one for one in inputs.demands}
    cooled = {one.entity for one in inputs.cooled}
    in_time, early = [], []
    for found in match(inputs.demands, inputs.factories, inputs.weights):
        demand, factory = demands[found.signal_id], factories[found.factory_id]
        reason = silenced(inputs.silences, factory, demand, inputs.now.date())
        when = timing(demand, factory, inputs.now.date())
        if demand.entity in cooled:
            reason = "已降温，不再提醒"
        elif reason is None and when.too_late:
            reason = f"已过最晚下单日 {when.order_by}"
        if reason:
            early.append(HeldBack(found.factory_id, found.signal_id, reason))
        else:
            in_time.append(found)
    chosen, held = allot(
        in_time, demands, factories, past, inputs.now, quota=QUOTA if inputs.quota is None else inputs.quota
    )
    alerts = [_rising(one, demands[one.signal_id], factories[one.factory_id], inputs) for one in chosen]
    return Alerting((*_cooled(inputs, past, factories), *alerts), (*early, *held))


def _rising(found: Match, demand: Demand, factory: Factory, inputs: AlertInputs) -> Alert:
    band = ex_factory(demand.category, demand.price_low, demand.price_high, inputs.shares)
    when = timing(demand, factory, inputs.now.date())
    return Alert(
        fingerprint=_fingerprint("rising", factory, demand),
        factory_id=factory.id,
        signal_id=demand.signal_id,
        entity=demand.entity,
        as_of=demand.as_of,
        kind="rising",
        why_you=found.reasons,
        title=title_of("rising", demand.name),
        body=rising_body(demand, found.reasons, band, when),
        ex_factory=band,
        order_by=when.order_by,
        evidence=demand.evidence,
        score=found.score,
        features=found.features,
        platform=demand.platform,
        complaints=demand.complaints[:COMPLAINTS_SHOWN],
        figures=rising_figures(demand, factory, band, when),
    )


def _cooled(inputs: AlertInputs, past: Past, factories: dict[str, Factory]) -> list[Alert]:
    """One word to everybody who was told that an item rises, when it no longer does."""
    told_cooled = {
        (one.factory_id, one.entity): one.sent_at for one in inputs.sent_before if one.kind == "cooled"
    }
    alerts = []
    for demand in inputs.cooled:
        for (name, entity), (sent_at, _) in sorted(past.told.items()):
            since = told_cooled.get((name, entity))
            muted = name in factories and factories[name].muted_until
            if entity != demand.entity or name not in factories or (since and since >= sent_at):
                continue
            if muted and inputs.now.date() <= muted:
                continue
            if silenced(inputs.silences, factories[name], demand, inputs.now.date()):
                continue
            alerts.append(
                Alert(
                    fingerprint=_fingerprint("cooled", factories[name], demand),
                    factory_id=name,
                    signal_id=demand.signal_id,
                    entity=entity,
                    as_of=demand.as_of,
                    kind="cooled",
                    why_you=(),
                    title=title_of("cooled", demand.name),
                    body=cooled_body(demand),
                    evidence=demand.evidence,
                )
            )
    return alerts


def _fingerprint(kind: str, factory: Factory, demand: Demand) -> str:
    """The same factory, item, week and kind make the same alert, so that it is sent once."""
    said = f"{kind}:{factory.id}:{demand.entity}:{demand.as_of}"
    return "a" + sha256(said.encode()).hexdigest()[:20]
