"""Telling of a week's alerts: cards for those who pass them on, letters to those who agreed to get them.

Asked again it queues nothing twice: each alert is one message a channel in the send ledger. So a run that
was killed after the telling, or a channel added since, is made up for by the next.
"""

from collections.abc import Mapping, Sequence

from alerts.messages import direct_message, forwarding_message
from domain.alert import Factory
from domain.message import File, Message
from jobs.alert_inputs import AUDIENCE
from jobs.answer_links import answer_links, evidence_link
from jobs.direct import lane_of, queue_direct
from jobs.home import Home, now
from jobs.routing import queue_for_subscribers
from store.alerts import AlertTold


def announce_alerts(
    home: Home, told: Sequence[AlertTold], factories: Mapping[str, Factory], pictures: Mapping[str, str]
) -> int:
    """Queue what is not queued yet; `pictures`: fingerprint -> path of its card in the home."""
    at = now()
    wanted = any(one.what == "alerts" for one in home.settings.subscriptions)
    to_pass_on: list[Message] = []
    direct: dict[str, list[Message]] = {}
    for one in told:
        factory = factories.get(one.alert.factory_id)
        reached = factory is not None and lane_of(home, factory) is not None
        if factory is None or not (wanted or reached):
            continue
        path = pictures.get(one.alert.fingerprint)
        said = {
            "category": one.category, "stage": one.stage, "made_at": one.made_at,
            "links": answer_links(home, one.alert, one.made_at),
            "picture": File(path.rpartition("/")[2], path, "image/png") if path else None,
        }  # fmt: skip
        if reached:
            direct.setdefault(factory.id, []).append(direct_message(one.alert, factory, **said))  # type: ignore[arg-type]
        # The page behind the answers shows the proof to a factory; one's own people may see it beforehand.
        proof = evidence_link(home, one.alert.evidence[0], AUDIENCE) if one.alert.evidence else None
        said["links"] = ({"看证据": proof} if proof else {}) | said["links"]  # type: ignore[operator]
        to_pass_on.append(forwarding_message(one.alert, factory, **said))  # type: ignore[arg-type]
    queued = queue_for_subscribers(home, to_pass_on, at)
    return queued + sum(queue_direct(home, factories[name], own, at) for name, own in direct.items())
