"""What the room will give: signals with their mentions and labels, ranked into picks."""

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from domain.pick import Pick


class Picker(Protocol):
    def __call__(
        self, signals: pl.DataFrame, mentions: pl.DataFrame, labels: pl.DataFrame, limit: int
    ) -> Sequence[Pick]:
        """SIGNALS, MENTIONS and POST_LABELS to at most `limit` picks, best first."""
        ...
