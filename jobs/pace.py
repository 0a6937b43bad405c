"""How fast a channel may be sent to: never more parts in any span of time than its receiver takes."""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from channels.contract import Rate


class Pace:
    """Keeps within a channel's rates, counting what was sent before this turn as well."""

    def __init__(
        self, rates: tuple[Rate, ...], before: list[datetime], clock: Callable[[], datetime]
    ) -> None:
        self._rates = rates
        self._sent = deque(before, maxlen=max((rate.parts for rate in rates), default=1))
        self._clock = clock

    def count(self, at: datetime) -> None:
        self._sent.append(at)

    def wait(self, until: datetime) -> bool:
        """Sleep until one more part is within the rates; False if that is not before `until`."""
        at = self._clock()
        free = max((self._free_at(rate) or at for rate in self._rates), default=at)
        if free > until:
            return False
        if free > at:
            time.sleep((free - at).total_seconds())
        return True

    def _free_at(self, rate: Rate) -> datetime | None:
        """When the part that fills the rate is long enough ago; a hair is added, clocks differ."""
        if len(self._sent) < rate.parts:
            return None
        return self._sent[-rate.parts] + timedelta(seconds=rate.seconds * 1.02)
