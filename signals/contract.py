"""What a detector is, and where detectors are found. A new one is one file in signals/detectors/."""

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

import polars as pl

# What a detector is given to look back on: two years of past errors, each with its two years before it.
HISTORY_WEEKS = 216
# Raise when a detector finds something else in the same counts: signals made before are then stale.
RULES_VERSION = 5
TOO_SHORT = "历史太短，预测无从检验，不作预测"


@dataclass(frozen=True, slots=True)
class Params:
    """When a finding is told: false discovery rate, and least voices in four weeks and in the week."""

    q_limit: float = 0.03
    month_voices: int = 8
    week_voices: int = 3


class Detector(Protocol):
    """Counts in, findings out. Pure: the same frames give the same rows, whatever the order of their rows."""

    def __call__(
        self,
        counts: pl.DataFrame,
        coverage: pl.DataFrame,
        as_of: date,
        params: Params = ...,
        *,
        entities: pl.DataFrame | None = None,
        seasons: pl.DataFrame | None = None,
    ) -> pl.DataFrame:
        """SIGNALS as of one day.

        DAILY_COUNTS and COVERAGE of HISTORY_WEEKS up to that day, as known: by when they had been seen is
        the caller's choice (signals.daily.as_known). `entities` is an ENTITY_MAP (names, categories),
        `seasons` the frame of signals.season.known_seasons. A platform and day without coverage is missing,
        never zero. Evidence is left empty (signals.evidence fills it).
        """
        ...


def find_detectors() -> dict[str, Detector]:
    """Every detector by name: each module of signals/detectors/ has one function `detect`."""
    package = importlib.import_module("signals.detectors")
    return {
        found.name: cast(Detector, importlib.import_module(f"signals.detectors.{found.name}").detect)
        for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name)
    }
