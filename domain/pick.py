"""One hot item for marketing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pick:
    """An item to build a campaign on; every flag names the words that raised it."""

    signal_id: str
    entity: str
    rank: int
    hook_words: tuple[str, ...]
    selling_points: tuple[str, ...]
    price_low: float | None
    price_high: float | None
    evidence: tuple[str, ...]
    risk_flags: tuple[tuple[str, str], ...] = ()
