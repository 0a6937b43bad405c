"""A quick source of seeded choices: numpy's generator asked for one number at a time is slow."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")
BLOCK = 1 << 15


class Dice:
    """Uniform numbers drawn in blocks; the same generator state gives the same choices."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._numbers: list[float] = []

    def roll(self) -> float:
        """A number in [0, 1)."""
        if not self._numbers:
            self._numbers = self._rng.random(BLOCK).tolist()
        return self._numbers.pop()

    def pick(self, options: Sequence[Item]) -> Item:
        return options[int(self.roll() * len(options))]

    def chance(self, share: float) -> bool:
        return self.roll() < share

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.roll() * (high - low + 1))
