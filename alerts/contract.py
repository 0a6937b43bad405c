"""What the room will give: which factory hears of which signal, with the reason.

The decision is pure. The clock, what was sent before and the quotas come in as arguments, and a
refusal carries its reason, so that "why was this not sent" can always be answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import polars as pl

from domain.alert import Alert, Factory


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An alert that was not made, and why (quota, quiet hours, silence, no match, repeat)."""

    factory_id: str
    signal_id: str
    reason: str


class Matcher(Protocol):
    def __call__(
        self,
        signals: pl.DataFrame,
        factories: Sequence[Factory],
        sent_before: Sequence[Alert],
        now: datetime,
    ) -> tuple[Sequence[Alert], Sequence[HeldBack]]:
        """SIGNALS and profiles to alerts and to what was held back."""
        ...
