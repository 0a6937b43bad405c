"""What goes into the room and what comes out: alerts, and what was held back with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from alerts.learning import USUAL_WEIGHTS, Weights
from alerts.pricing import Shares, shipped_shares
from domain.alert import Alert, Demand, Factory, SentBefore, Silence


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An alert that was not made, and why (quota, limits, silence, repeat, too late, a dispute)."""

    factory_id: str
    signal_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlertInputs:
    """`demands` rise now; `cooled` did and no longer do. `now` is aware; days are those of its zone."""

    demands: tuple[Demand, ...]
    factories: tuple[Factory, ...]
    now: datetime
    cooled: tuple[Demand, ...] = ()
    sent_before: tuple[SentBefore, ...] = ()
    weights: Weights = USUAL_WEIGHTS
    shares: Shares = field(default_factory=shipped_shares)
    quota: int | None = None
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class Alerting:
    """What one run decides. `by_factory` bundles the alerts of a digest, in the order they are told."""

    alerts: tuple[Alert, ...]
    held_back: tuple[HeldBack, ...]

    @property
    def by_factory(self) -> Mapping[str, tuple[Alert, ...]]:
        found: dict[str, tuple[Alert, ...]] = {}
        for alert in self.alerts:
            found[alert.factory_id] = (*found.get(alert.factory_id, ()), alert)
        return found
